"""Reactions: reports go up, answers go back to senders, levels are compared."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.events import (
    FactsUpdated,
    IncidentCancelled,
    IncidentClosed,
    IncidentEvent,
    ReportSubmitted,
)
from anlan.command.intake.choices import LINKED
from anlan.command.intake.events import ItemMoved
from anlan.command.intake.models import IntakeItem
from anlan.command.intake.services.below import follow_item
from anlan.command.intake.services.doubts import compare_incident
from anlan.command.intake.services.items import answer_sender
from anlan.command.intake.services.upward import send_report
from anlan.kernel.actor import name_system_actors, system_actor
from anlan.kernel.events import on

name_system_actors({"intake": _("platform (intake)")})


@on(ReportSubmitted)
def report_upward(event: ReportSubmitted) -> None:
    """A report of ours goes to the superior's installation."""
    send_report(report_id=event.report_id)


@on(FactsUpdated)
def compare_with_below(event: FactsUpdated) -> None:
    """Our figures changed: do they still agree with what the level below reported?"""
    compare_incident(incident_id=event.incident_id)


@on(ItemMoved)
def follow_reports(event: ItemMoved) -> None:
    """Reports of the level below follow their item onto the incident."""
    if event.state in LINKED:
        follow_item(item_id=event.item_id)


def _tell_senders(event: IncidentEvent) -> None:
    rows = IntakeItem.objects.filter(incident_id=event.incident_id, source__webhook__isnull=False)
    for item in rows.select_related("source"):
        answer_sender(item, system_actor("intake"))


@on(IncidentClosed)
def tell_of_end(event: IncidentClosed) -> None:
    """Who sent the alarm hears how it ended."""
    _tell_senders(event)


@on(IncidentCancelled)
def tell_of_cancellation(event: IncidentCancelled) -> None:
    """Who sent the alarm hears that it was none."""
    _tell_senders(event)
