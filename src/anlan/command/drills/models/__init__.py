"""Models of drills."""

from anlan.command.drills.models.assessment import Observation, RevisionProposal
from anlan.command.drills.models.cadence import CadenceDuty, CadenceRule
from anlan.command.drills.models.drill import (
    Drill,
    DrillAction,
    DrillInject,
    DrillParticipant,
    InjectAnswer,
)
from anlan.command.drills.models.scenario import Scenario, ScenarioAction, ScenarioInject

__all__ = [
    "CadenceDuty",
    "CadenceRule",
    "Drill",
    "DrillAction",
    "DrillInject",
    "DrillParticipant",
    "InjectAnswer",
    "Observation",
    "RevisionProposal",
    "Scenario",
    "ScenarioAction",
    "ScenarioInject",
]
