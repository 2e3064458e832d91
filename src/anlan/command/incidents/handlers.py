"""Reactions: what happens to the alarm stands in the timeline, and the right people are told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.base.notifications.public import notify
from anlan.command.incidents.choices import EntryKind, Grade
from anlan.command.incidents.events import GradeChanged, IncidentClosed, IncidentOpened
from anlan.command.incidents.models import Incident
from anlan.command.incidents.permissions import COMMAND
from anlan.command.incidents.services.timeline import append, official_language
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import Message, WrongState
from anlan.kernel.events import on
from anlan.kernel.policy import policy_of
from anlan.monitoring.alarms.events import (
    AlarmCleared,
    AlarmClosed,
    AlarmDisposed,
    AlarmEvent,
    AlarmRaised,
)
from anlan.monitoring.alarms.public import dispose_alarm


def _follow(event: AlarmEvent, text: Message, key: str) -> None:
    actor = system_actor("incidents")
    for incident in Incident.objects.filter(alarm_id=event.alarm_id):
        append(
            incident,
            EntryKind.SIGNAL,
            str(text),
            actor=actor,
            level=event.level if event.name == AlarmRaised.name else None,
            key=key,
        )


@on(AlarmRaised)
def alarm_raised(event: AlarmRaised) -> None:
    """The signal grew worse."""
    with official_language():
        text = _("Alarm rose: %(title)s") % {"title": event.title}
        _follow(event, text, f"alarm:{event.alarm_id}:raised:{event.level}")


@on(AlarmCleared)
def alarm_cleared(event: AlarmCleared) -> None:
    """The signal is normal again."""
    with official_language():
        _follow(event, _("Signal back to normal"), "")


@on(AlarmDisposed)
def alarm_disposed(event: AlarmDisposed) -> None:
    """The alarm was dealt with."""
    with official_language():
        _follow(event, _("Alarm reported as dealt with"), "")


@on(AlarmClosed)
def alarm_closed(event: AlarmClosed) -> None:
    """The alarm is closed."""
    with official_language():
        _follow(event, _("Alarm closed"), f"alarm:{event.alarm_id}:closed")


@on(IncidentOpened)
def tell_commanders(event: IncidentOpened) -> None:
    """Who commands incidents here learns of a new one; from larger accidents on he confirms."""
    incident = Incident.objects.get(pk=event.incident_id)
    with official_language():
        notify(
            kind="incidents.opened",
            person_ids=policy_of(Incident).who_can(COMMAND, incident),
            title=_("New incident: %(title)s") % {"title": incident.title},
            body=f"{incident.number} {incident.get_kind_display()} {incident.address}",
            url=incident.get_absolute_url(),
            level=incident.grade,
            subject=incident,
            must_confirm=bool(incident.grade and incident.grade <= Grade.LARGER),
            actor=system_actor("incidents"),
        )


@on(IncidentClosed)
def dispose_of_alarm(event: IncidentClosed) -> None:
    """The alarm an incident came from is dealt with, unless its signal still stands."""
    if event.alarm_id is None:
        return
    with official_language():
        reason = _("Incident closed")
    try:
        dispose_alarm(alarm_id=event.alarm_id, actor=system_actor("incidents"), reason=reason)
    except WrongState:
        return  # the signal is still beyond its limit, or somebody dealt with the alarm before


@on(GradeChanged)
def tell_of_grade(event: GradeChanged) -> None:
    """A graver grade reaches those who command."""
    if event.former_grade is not None and (event.grade or 9) >= event.former_grade:
        return
    incident = Incident.objects.get(pk=event.incident_id)
    with official_language():
        notify(
            kind="incidents.grade_changed",
            person_ids=policy_of(Incident).who_can(COMMAND, incident),
            title=_("%(title)s is now a %(grade)s")
            % {"title": incident.title, "grade": incident.get_grade_display()},
            url=incident.get_absolute_url(),
            level=incident.grade,
            subject=incident,
            must_confirm=True,
            actor=system_actor("incidents"),
        )
