"""Nouns of the rescue forces."""

from __future__ import annotations

from anlan.command.teams.models.experts import Expert, ExpertRequest
from anlan.command.teams.models.neighbours import NeighbourTeam
from anlan.command.teams.models.standing import JointTraining, StandBy
from anlan.command.teams.models.team import (
    Team,
    TeamCertificate,
    TeamEquipment,
    TeamInsurance,
    TeamMember,
)

__all__ = [
    "Expert",
    "ExpertRequest",
    "JointTraining",
    "NeighbourTeam",
    "StandBy",
    "Team",
    "TeamCertificate",
    "TeamEquipment",
    "TeamInsurance",
    "TeamMember",
]
