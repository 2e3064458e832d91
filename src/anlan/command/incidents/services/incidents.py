"""Opening, commanding, closing and merging incidents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents.choices import (
    UNFINISHED,
    EntryKind,
    Grade,
    IncidentKind,
    IncidentSource,
)
from anlan.command.incidents.errors import (
    AlarmHasIncident,
    CauseNotRemoved,
    IncidentFinished,
    NotMergeable,
    VerifierRemovedCause,
)
from anlan.command.incidents.events import (
    CauseRemoved,
    CauseVerified,
    IncidentCancelled,
    IncidentClosed,
    IncidentControlled,
    IncidentEvent,
    IncidentFlaredUp,
    IncidentMerged,
    IncidentOpened,
    IncidentResponding,
)
from anlan.command.incidents.models import Incident
from anlan.command.incidents.numbers import number_index
from anlan.command.incidents.permissions import (
    OPEN,
    REMOVE_CAUSE,
    REPORT_BY_UNIT,
    REVEAL,
    VERIFY_CAUSE,
)
from anlan.command.incidents.places import point, region_at
from anlan.command.incidents.services import clocks
from anlan.command.incidents.services.categories import category_for
from anlan.command.incidents.services.common import event_values
from anlan.command.incidents.services.facts import facts_updated, grade_lines, prepare_facts
from anlan.command.incidents.services.numbering import draw_incident_number
from anlan.command.incidents.services.timeline import Line, append, append_many, official_language
from anlan.command.incidents.states import INCIDENT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit, emit_many
from anlan.kernel.policy import get_visible, require, scope_reaches
from anlan.kernel.rehearsal import MARK, marked
from anlan.kernel.together import written_together

#: A clock of another office may run a little ahead of ours.
CLOCK_TOLERANCE = timedelta(minutes=2)


def _emit(cls: type[IncidentEvent], incident: Incident, actor: Actor, **more: Any) -> None:
    emit(cls(**event_values(incident), **more), actor)


@transaction.atomic
@written_together()
def open_incident(
    *,
    title: str,
    kind: str,
    source: str,
    occurred_at: datetime,
    actor: Actor,
    region_code: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    address: str = "",
    description: str = "",
    caller_name: str = "",
    caller_phone: str = "",
    enterprise_id: int | None = None,
    organisation_id: int | None = None,
    alarm_id: int | None = None,
    reported_at: datetime | None = None,
    facts: Mapping[str, Any] | None = None,
    category: str = "",
    is_drill: bool = False,
) -> Incident:
    """Take an incident in: number it, grade it, start its reporting clocks.

    One of a drill is marked, numbered apart and starts no clock.
    The region is the one at the point when none is given. ``facts`` are the first figures (all
    zero without). Raises ``InvalidInput``, ``NotPermitted`` or ``AlarmHasIncident``.
    """
    now = clock.now()
    reported = reported_at or now
    location = point(longitude, latitude)
    if not region_code:
        found = region_at(location)
        region_code = found.code if found else ""
    _check_intake(title, kind, source, region_code, occurred_at, reported, now)
    if not is_drill and title.strip().startswith(MARK):
        raise InvalidInput(fields={"title": _("Only a drill begins like this.")})
    if not scope_reaches(actor, OPEN, region=region_code, organisation_id=organisation_id):
        raise NotPermitted(_("This place is outside the area you take incidents in for."))
    incident = Incident(
        number=draw_incident_number(region_code, is_drill=is_drill),
        title=marked(title.strip())[:200] if is_drill else title.strip(),
        is_drill=is_drill,
        kind=IncidentKind(kind),
        source=IncidentSource(source),
        caller_name=caller_name.strip(),
        category=category_for(category, kind),
        caller_phone=caller_phone.strip(),
        caller_index=number_index(caller_phone),
        description=description.strip(),
        region_id=region_code,
        address=address.strip(),
        location=location,
        enterprise_id=enterprise_id,
        alarm_id=alarm_id,
        occurred_at=occurred_at,
        reported_at=reported,
        unit_reported_at=reported if source == IncidentSource.ENTERPRISE else None,
        opened_by_id=actor.id,
        opened_by=actor.display_name[:100],
    )
    incident.refresh_search_text()
    first = prepare_facts(incident, None, facts or {}, actor=actor, as_of=reported)
    incident.grade = first.grade
    try:
        incident.save()
    except IntegrityError as error:  # nothing more is asked of this transaction
        if "incident_one_per_alarm" in str(error):
            raise AlarmHasIncident from error
        raise
    first.incident = incident  # it has its key now
    first.save()
    with official_language():
        opened = _("Incident %(number)s opened: %(title)s (%(source)s)") % {
            "number": incident.number,
            "title": incident.title,
            "source": incident.get_source_display(),
        }
        lines = [Line(EntryKind.INCIDENT, opened), *grade_lines(incident, first)]
        append_many(incident, lines, actor=actor)
    clocks.start_clocks(incident, actor=actor, is_new=True)
    if incident.unit_reported_at is not None:
        clocks.unit_reported(incident, actor=actor, at=incident.unit_reported_at)
    audit(
        actor,
        "incidents.incident.opened",
        incident,
        after={
            "number": incident.number,
            "is_drill": is_drill,
            "kind": incident.kind,
            "source": incident.source,
            "region": region_code,
            "grade": incident.grade,
            "alarm": alarm_id,
            "caller_phone": incident.caller_phone,
        },
    )
    told = IncidentOpened(
        **event_values(incident),
        number=incident.number,
        title=incident.title,
        kind=incident.kind,
        alarm_id=alarm_id,
        enterprise_id=enterprise_id,
        occurred_at=incident.occurred_at,
        is_drill=is_drill,
    )
    emit_many([facts_updated(incident, first, None, is_changed=False), told], actor)
    return incident


def _check_intake(
    title: str,
    kind: str,
    source: str,
    region_code: str,
    occurred_at: datetime,
    reported_at: datetime,
    now: datetime,
) -> None:
    fields: dict[str, str] = {}
    if not title.strip():
        fields["title"] = _("Say in a few words what happened.")
    if kind not in IncidentKind.values:
        fields["kind"] = _("Choose the kind.")
    if source not in IncidentSource.values:
        fields["source"] = _("Choose how the news came in.")
    if not region_code:
        fields["region"] = _("Choose the place: a region, or a point on the map.")
    if occurred_at > now + CLOCK_TOLERANCE:
        fields["occurred_at"] = _("This time lies ahead.")
    elif occurred_at > reported_at + CLOCK_TOLERANCE:
        fields["occurred_at"] = _("It cannot have happened after it was reported.")
    if fields:
        raise InvalidInput(fields=fields)


def _locked(incident_id: int, actor: Actor) -> Incident:
    return get_visible(Incident, incident_id, actor=actor, lock=True)


def _note(
    incident: Incident, text: str, *, actor: Actor, kind: str = EntryKind.INCIDENT, **more: Any
) -> None:
    append(incident, kind, text, actor=actor, **more)


@transaction.atomic
def begin_response(*, incident_id: int, actor: Actor, reason: str = "") -> Incident:
    """Mark that the response has begun; called when a plan is activated."""
    incident = _locked(incident_id, actor)
    INCIDENT.fire(incident, "respond", actor=actor, reason=reason)
    incident.responding_at = clock.now()
    incident.save(update_fields=["responding_at", "updated_at"])
    with official_language():
        _note(incident, _("Response began"), actor=actor, kind=EntryKind.RESPONSE)
    audit(actor, "incidents.incident.responding", incident, reason=reason)
    _emit(IncidentResponding, incident, actor)
    return incident


@transaction.atomic
def mark_controlled(*, incident_id: int, actor: Actor, reason: str = "") -> Incident:
    """Mark that the incident no longer grows."""
    incident = _locked(incident_id, actor)
    INCIDENT.fire(incident, "mark_controlled", actor=actor, reason=reason)
    incident.controlled_at = clock.now()
    incident.save(update_fields=["controlled_at", "updated_at"])
    clocks.fire_controlled(incident, actor=actor)
    with official_language():
        text = _("Situation under control")
        _note(incident, f"{text}：{reason}" if reason else text, actor=actor)
    audit(actor, "incidents.incident.controlled", incident, reason=reason)
    _emit(IncidentControlled, incident, actor)
    return incident


@transaction.atomic
def flare_up(*, incident_id: int, actor: Actor, reason: str) -> Incident:
    """Mark that it is out of control again; a verified cause is no longer verified."""
    incident = _locked(incident_id, actor)
    INCIDENT.fire(incident, "flare_up", actor=actor, reason=reason)
    _forget_cause(incident)
    incident.controlled_at = None
    incident.save()
    with official_language():
        _note(incident, _("Out of control again: %(reason)s") % {"reason": reason}, actor=actor)
    audit(actor, "incidents.incident.flared_up", incident, reason=reason)
    _emit(IncidentFlaredUp, incident, actor)
    return incident


def _forget_cause(incident: Incident) -> None:
    incident.cause_removed_at = incident.cause_verified_at = None
    incident.cause_removed_by_id = incident.cause_removed_by = ""
    incident.cause_verified_by_id = incident.cause_verified_by = ""


@transaction.atomic
def report_cause_removed(*, incident_id: int, cause: str, actor: Actor) -> Incident:
    """Report the cause and how it was removed; another person verifies.

    Raises ``InvalidInput`` without a text, ``IncidentFinished`` for a finished incident.
    """
    incident = _locked(incident_id, actor)
    require(actor, REMOVE_CAUSE, incident)
    if not incident.is_unfinished:
        raise IncidentFinished
    if not cause.strip():
        raise InvalidInput(fields={"cause": _("Say what the cause was and how it was removed.")})
    _forget_cause(incident)
    incident.cause = cause.strip()
    incident.cause_removed_at = clock.now()
    incident.cause_removed_by_id = actor.id
    incident.cause_removed_by = actor.display_name[:100]
    incident.save()
    with official_language():
        _note(
            incident,
            _("Cause reported as removed: %(cause)s") % {"cause": incident.cause},
            actor=actor,
            kind=EntryKind.CAUSE,
        )
    audit(actor, "incidents.cause.removed", incident, after={"cause": incident.cause})
    _emit(CauseRemoved, incident, actor)
    return incident


@transaction.atomic
def verify_cause_removed(*, incident_id: int, actor: Actor, comment: str = "") -> Incident:
    """Verify on the spot that the cause is gone; never by who reported it (four eyes).

    Raises ``CauseNotRemoved`` or ``VerifierRemovedCause``.
    """
    incident = _locked(incident_id, actor)
    require(actor, VERIFY_CAUSE, incident)
    if not incident.is_unfinished:
        raise IncidentFinished
    if incident.cause_removed_at is None:
        raise CauseNotRemoved
    if incident.cause_removed_by_id == actor.id:
        raise VerifierRemovedCause
    incident.cause_verified_at = clock.now()
    incident.cause_verified_by_id = actor.id
    incident.cause_verified_by = actor.display_name[:100]
    incident.save(
        update_fields=[
            "cause_verified_at",
            "cause_verified_by_id",
            "cause_verified_by",
            "updated_at",
        ]
    )
    with official_language():
        text = _("Removal of the cause verified")
        _note(
            incident,
            f"{text}：{comment}" if comment else text,
            actor=actor,
            kind=EntryKind.CAUSE,
        )
    audit(actor, "incidents.cause.verified", incident, reason=comment)
    _emit(CauseVerified, incident, actor)
    return incident


@transaction.atomic
def close_incident(*, incident_id: int, actor: Actor, reason: str = "") -> Incident:
    """Close: under control, cause removed and verified, nothing of other apps in the way."""
    incident = _locked(incident_id, actor)
    INCIDENT.fire(incident, "close", actor=actor, reason=reason)
    incident.closed_at = clock.now()
    incident.save(update_fields=["closed_at", "updated_at"])
    with official_language():
        _note(incident, _("Incident closed"), actor=actor)
        clocks.end_continuing(incident, actor=actor, reason=_("Incident closed"))
    audit(actor, "incidents.incident.closed", incident, reason=reason)
    _emit(IncidentClosed, incident, actor, alarm_id=incident.alarm_id)
    return incident


@transaction.atomic
def reopen_incident(*, incident_id: int, actor: Actor, reason: str) -> Incident:
    """Take a closed incident up again."""
    incident = _locked(incident_id, actor)
    INCIDENT.fire(incident, "reopen", actor=actor, reason=reason)
    _forget_cause(incident)
    incident.closed_at = incident.controlled_at = None
    incident.save()
    with official_language():
        _note(incident, _("Reopened: %(reason)s") % {"reason": reason}, actor=actor)
    audit(actor, "incidents.incident.reopened", incident, reason=reason)
    _emit(IncidentFlaredUp, incident, actor)
    return incident


def _end_without_response(
    incident: Incident, step: str, action: str, *, actor: Actor, reason: str
) -> None:
    INCIDENT.fire(incident, step, actor=actor, reason=reason)
    incident.closed_at = clock.now()
    incident.save(update_fields=["closed_at", "updated_at"])
    clocks.stop_clocks(incident, actor=actor, reason=reason)
    audit(actor, action, incident, reason=reason)
    _emit(IncidentCancelled, incident, actor, is_false=step == "mark_false")


@transaction.atomic
def cancel_incident(*, incident_id: int, actor: Actor, reason: str) -> Incident:
    """Cancel what should not have been opened."""
    incident = _locked(incident_id, actor)
    _end_without_response(
        incident, "cancel", "incidents.incident.cancelled", actor=actor, reason=reason
    )
    with official_language():
        _note(incident, _("Cancelled: %(reason)s") % {"reason": reason}, actor=actor)
    return incident


@transaction.atomic
def mark_false(*, incident_id: int, actor: Actor, reason: str) -> Incident:
    """Mark as a false report."""
    incident = _locked(incident_id, actor)
    _end_without_response(
        incident, "mark_false", "incidents.incident.marked_false", actor=actor, reason=reason
    )
    with official_language():
        _note(incident, _("False report: %(reason)s") % {"reason": reason}, actor=actor)
    return incident


@transaction.atomic
def merge_incident(*, incident_id: int, parent_id: int, actor: Actor, reason: str = "") -> Incident:
    """Merge a duplicate into the incident it repeats; its clocks stop, the other's keep running.

    Raises ``NotMergeable`` when the two are one or the other is finished.
    """
    if incident_id == parent_id:
        raise NotMergeable(fields={"parent": NotMergeable.message})
    # Locked in the order of their keys, so that two merges at once cannot wait for each other.
    first, second = sorted((incident_id, parent_id))
    rows = {pk: _locked(pk, actor) for pk in (first, second)}
    incident, parent = rows[incident_id], rows[parent_id]
    if parent.state not in UNFINISHED or parent.is_drill != incident.is_drill:
        raise NotMergeable(fields={"parent": NotMergeable.message})
    incident.parent = parent
    incident.closed_at = clock.now()
    INCIDENT.check(incident, "merge", actor=actor, reason=reason)
    incident.save(update_fields=["parent", "closed_at", "updated_at"])
    INCIDENT.fire(incident, "merge", actor=actor, reason=reason)
    Incident.objects.filter(parent=incident).update(parent=parent)
    with official_language():
        clocks.stop_clocks(
            incident, actor=actor, reason=_("Merged into %(number)s") % {"number": parent.number}
        )
        _note(
            incident,
            _("Merged into %(number)s") % {"number": parent.number},
            actor=actor,
            url=parent.get_absolute_url(),
        )
        _note(
            parent,
            _("Duplicate %(number)s merged: %(text)s")
            % {"number": incident.number, "text": incident.description or incident.title},
            actor=actor,
            at=incident.reported_at,
            url=incident.get_absolute_url(),
        )
    audit(
        actor, "incidents.incident.merged", incident, after={"parent": parent.number}, reason=reason
    )
    _emit(IncidentMerged, incident, actor, parent_id=parent.pk)
    return incident


@transaction.atomic
def record_unit_report(
    *, incident_id: int, actor: Actor, at: datetime | None = None, comment: str = ""
) -> Incident:
    """Record when the enterprise itself reported (article 9: within one hour)."""
    incident = _locked(incident_id, actor)
    require(actor, REPORT_BY_UNIT, incident)
    moment = at or clock.now()
    if moment > clock.now() + CLOCK_TOLERANCE:
        raise InvalidInput(fields={"at": _("This time lies ahead.")})
    incident.unit_reported_at = moment
    incident.save(update_fields=["unit_reported_at", "updated_at"])
    clocks.unit_reported(incident, actor=actor, at=moment, evidence=comment)
    with official_language():
        text = _("The enterprise reported the incident")
        _note(
            incident,
            f"{text}：{comment}" if comment else text,
            actor=actor,
            kind=EntryKind.REPORT,
            at=moment,
        )
    audit(actor, "incidents.unit_report.recorded", incident, after={"at": moment})
    return incident


@transaction.atomic
def reveal_caller(*, incident_id: int, actor: Actor) -> str:
    """Return the caller's full number; the reading is recorded."""
    incident = get_visible(Incident, incident_id, actor=actor)
    require(actor, REVEAL, incident)
    audit(actor, "incidents.caller.revealed", incident)
    return str(incident.caller_phone)


def grade_words(grade: int | None) -> str:
    """Return a grade in words."""
    return str(Grade(grade).label) if grade else ""
