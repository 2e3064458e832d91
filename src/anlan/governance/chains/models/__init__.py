"""Chains with versions and stages; problems that travel along them; disputes over competence."""

from anlan.governance.chains.models.chain import Chain, ChainVersion, Stage, StageUnit
from anlan.governance.chains.models.clue import Clue, ClueKey
from anlan.governance.chains.models.trace import Dispute, Trace, TraceAnswer

__all__ = [
    "Chain",
    "ChainVersion",
    "Clue",
    "ClueKey",
    "Dispute",
    "Stage",
    "StageUnit",
    "Trace",
    "TraceAnswer",
]
