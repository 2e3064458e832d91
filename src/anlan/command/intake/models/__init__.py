"""Nouns of intake."""

from anlan.command.intake.models.calls import Call
from anlan.command.intake.models.chain import (
    ChainLink,
    ChainReport,
    Instruction,
    ReportDoubt,
)
from anlan.command.intake.models.items import IntakeItem, IntakeMessage
from anlan.command.intake.models.sources import IntakeSource, KindMapping

__all__ = [
    "Call",
    "ChainLink",
    "ChainReport",
    "Instruction",
    "IntakeItem",
    "IntakeMessage",
    "IntakeSource",
    "KindMapping",
    "ReportDoubt",
]
