"""Checklists, programmes and rounds, teams, visits with what was looked at, findings."""

from anlan.governance.patrols.models.checklist import CheckItem, Checklist
from anlan.governance.patrols.models.finding import Finding, LookBack, Rectification, Reminder
from anlan.governance.patrols.models.round import CoverageTarget, Programme, Round, Team, TeamMember
from anlan.governance.patrols.models.visit import CheckResult, Visit, VisitRecord

__all__ = [
    "CheckItem",
    "CheckResult",
    "Checklist",
    "CoverageTarget",
    "Finding",
    "LookBack",
    "Programme",
    "Rectification",
    "Reminder",
    "Round",
    "Team",
    "TeamMember",
    "Visit",
    "VisitRecord",
]
