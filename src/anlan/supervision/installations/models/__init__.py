"""Nouns of major hazard installations 重大危险源."""

from anlan.supervision.installations.models.commitment import Commitment, ScreenLink
from anlan.supervision.installations.models.duty import DutyRule, DutyTask, ResponsiblePerson
from anlan.supervision.installations.models.filing import Filing
from anlan.supervision.installations.models.installation import (
    Installation,
    InstallationHolding,
    PeopleCorrection,
    SafetyEquipment,
)
from anlan.supervision.installations.models.run import IdentificationRun
from anlan.supervision.installations.models.standard import StandardValue

__all__ = [
    "Commitment",
    "DutyRule",
    "DutyTask",
    "Filing",
    "IdentificationRun",
    "Installation",
    "InstallationHolding",
    "PeopleCorrection",
    "ResponsiblePerson",
    "SafetyEquipment",
    "ScreenLink",
    "StandardValue",
]
