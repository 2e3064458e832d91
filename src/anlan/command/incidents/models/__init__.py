"""Nouns of this app."""

from anlan.command.incidents.models.category import EventCategory
from anlan.command.incidents.models.facts import GradeCriterion, IncidentFacts
from anlan.command.incidents.models.incident import Incident
from anlan.command.incidents.models.report import IncidentReport
from anlan.command.incidents.models.timeline import TimelineEntry

__all__ = [
    "EventCategory",
    "GradeCriterion",
    "Incident",
    "IncidentFacts",
    "IncidentReport",
    "TimelineEntry",
]
