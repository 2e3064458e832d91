"""The three inspections 三查, and what group monitors report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require, require_permission
from anlan.monitoring.alarms.public import clear_alarm, raise_alarm
from anlan.monitoring.natural_hazards.choices import (
    Finding,
    GeoState,
    InspectionKind,
    InspectionState,
    Sign,
)
from anlan.monitoring.natural_hazards.constants import DANGER_REPORT_HELD, GEO_SOURCE
from anlan.monitoring.natural_hazards.events import GeoObserved
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
    GroupMonitor,
)
from anlan.monitoring.natural_hazards.permissions import OBSERVE, PLAN_INSPECTION
from anlan.monitoring.natural_hazards.states import INSPECTION


def clock_of(inspection: GeoInspection) -> str:
    """Return the rule of an inspection's clock."""
    return f"natural_hazards.inspection_{inspection.kind}"


@transaction.atomic
def plan_inspections(
    *,
    kind: str,
    year: int,
    due_at: datetime,
    actor: Actor,
    round: int = 1,
    region_prefix: str = "",
) -> int:
    """Plan one of the three inspections for every point under watch that one answers for.

    Points that have it planned already are left out. Returns how many were planned; raises
    ``InvalidInput`` for a day in the past.
    """
    require_permission(actor, PLAN_INSPECTION)
    if due_at <= clock.now():
        raise InvalidInput(fields={"due_on": _("The day must lie in the future.")})
    points = (
        policy_of(GeoHazardPoint)
        .permitted(actor, PLAN_INSPECTION)
        .exclude(state=GeoState.REMOVED)
        .filter(region__code__startswith=region_prefix)
        .exclude(inspections__kind=kind, inspections__year=year, inspections__round=round)
    )
    planned = 0
    for point in points.order_by("code"):
        has_it = point.inspections.filter(kind=kind, year=year, round=round).exists()
        if has_it:
            continue
        inspection = GeoInspection.objects.create(
            geo_point=point, kind=kind, year=year, round=round, due_at=due_at
        )
        start_deadline(
            rule_code=clock_of(inspection),
            subject=inspection,
            actor=actor,
            responsible_ids=_monitor_ids(point),
            title=f"{InspectionKind(kind).label}：{point.name}",
            due_at=due_at,
        )
        planned += 1
    audit(
        actor,
        "natural_hazards.inspections.planned",
        after={"kind": kind, "year": year, "round": round, "number": planned},
    )
    return planned


def _monitor_ids(point: GeoHazardPoint) -> list[int]:
    rows = GroupMonitor.objects.filter(geo_point=point, until_on__isnull=True)
    return list(rows.values_list("person_id", flat=True))


@transaction.atomic
def record_observation(
    *,
    geo_point_id: int,
    finding: str,
    actor: Actor,
    signs: Iterable[str] = (),
    crack_mm: float | None = None,
    text: str = "",
    at: datetime | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    inspection_id: int | None = None,
) -> GeoObservation:
    """Write down what is seen at a hazard point; danger raises an alarm at once.

    With ``inspection_id`` it is the record of that inspection. Raises ``NotVisible``,
    ``NotPermitted``, ``InvalidInput`` or ``WrongState``.
    """
    point = get_visible(GeoHazardPoint, geo_point_id, actor=actor, lock=True)
    require(actor, OBSERVE, point)
    chosen = list(dict.fromkeys(signs))
    _check(point, finding, chosen, crack_mm, text)
    seen_at = at or clock.now()
    if seen_at > clock.now():
        raise InvalidInput(fields={"at": _("This time lies in the future.")})
    inspection = None
    if inspection_id is not None:
        inspection = get_visible(GeoInspection, inspection_id, actor=actor, lock=True)
        if inspection.geo_point_id != point.pk:
            raise InvalidInput(fields={"inspection": _("The inspection is of another point.")})
    observation = GeoObservation.objects.create(
        geo_point=point,
        inspection=inspection,
        at=seen_at,
        finding=finding,
        signs=chosen,
        crack_mm=crack_mm,
        text=text.strip(),
        location=Point(longitude, latitude, srid=4326)
        if longitude is not None and latitude is not None
        else None,
        person_id=actor.person_id,
        actor_name=actor.display_name[:100],
    )
    if inspection is not None:
        _record(inspection, observation, actor)
    if point.last_seen_at is None or seen_at >= point.last_seen_at:
        point.last_finding, point.last_seen_at = finding, seen_at
        point.save(update_fields=["last_finding", "last_seen_at", "updated_at"])
        _alarm(point, observation)
    elif finding == Finding.DANGER and seen_at >= clock.now() - DANGER_REPORT_HELD:
        # It waited on a phone without signal while somebody else saw nothing: better alarm twice.
        _alarm(point, observation)
    audit(
        actor,
        "natural_hazards.geo.observed",
        point,
        after={"finding": finding, "signs": chosen, "crack_mm": crack_mm},
        reason=text,
    )
    emit(
        GeoObserved(
            observation_id=observation.pk,
            geo_point_id=point.pk,
            finding=finding,
            region=point.region_id,
        ),
        actor,
    )
    return observation


def _check(
    point: GeoHazardPoint, finding: str, signs: list[str], crack_mm: float | None, text: str
) -> None:
    if point.state == GeoState.REMOVED:
        raise WrongState(_("This point was struck off: nobody watches it."))
    wrong: dict[str, str] = {}
    if finding not in Finding.values:
        wrong["finding"] = _("Say what was found.")
    if set(signs) - set(Sign.values):
        wrong["signs"] = _("Choose from the list of signs.")
    if crack_mm is not None and not 0 <= crack_mm <= 100_000:
        wrong["crack_mm"] = _("A crack is between 0 mm and 100 m wide.")
    if finding in (Finding.CHANGED, Finding.DANGER) and not signs and not text.strip():
        wrong["text"] = _("Say which signs you saw.")
    if wrong:
        raise InvalidInput(fields=wrong)


def _record(inspection: GeoInspection, observation: GeoObservation, actor: Actor) -> None:
    """The observation is what the inspection found; its clock is met."""
    INSPECTION.fire(inspection, "record", actor=actor)
    inspection.finding = observation.finding
    inspection.recorded_at = observation.at
    inspection.recorded_by_id = actor.id
    inspection.recorded_by = actor.display_name[:100]
    inspection.note = observation.text
    inspection.save(
        update_fields=[
            "finding",
            "recorded_at",
            "recorded_by_id",
            "recorded_by",
            "note",
            "updated_at",
        ]
    )
    meet_deadline(
        subject=inspection,
        rule_code=clock_of(inspection),
        actor=actor,
        at=observation.at,
        evidence=observation.get_finding_display(),
    )
    audit(actor, "natural_hazards.inspection.recorded", inspection)


def _alarm(point: GeoHazardPoint, observation: GeoObservation) -> None:
    """Danger is an orange alarm; seen unchanged again, its signal is over."""
    actor = system_actor("natural hazards")
    if observation.finding == Finding.DANGER:
        words = "、".join(str(Sign(sign).label) for sign in observation.signs)
        raise_alarm(
            source=GEO_SOURCE,
            source_key=str(point.pk),
            level=2,
            title=_("%(place)s: danger, people must leave") % {"place": point.name},
            reason=_("%(who)s: %(signs)s %(text)s; %(people)s people threatened, to %(refuge)s")
            % {
                "who": observation.actor_name,
                "signs": words,
                "text": observation.text,
                "people": point.threatened_people,
                "refuge": point.refuge or "—",
            },
            region_code=point.region_id,
            at=observation.at,
            longitude=point.location.x,
            latitude=point.location.y,
            value=observation.crack_mm,
            unit="mm" if observation.crack_mm is not None else "",
            actor=actor,
        )
    elif observation.finding == Finding.UNCHANGED:
        clear_alarm(
            source=GEO_SOURCE,
            source_key=str(point.pk),
            at=observation.at,
            reason=_("seen again without change"),
            actor=actor,
        )


@transaction.atomic
def accept_inspection(*, inspection_id: int, actor: Actor, reason: str = "") -> GeoInspection:
    """Confirm a recorded inspection; not by who recorded it."""
    inspection = get_visible(GeoInspection, inspection_id, actor=actor, lock=True)
    if inspection.recorded_by_id == actor.id:
        raise WrongState(_("Who recorded an inspection does not confirm it."))
    INSPECTION.fire(inspection, "accept", actor=actor, reason=reason)
    audit(actor, "natural_hazards.inspection.accepted", inspection, reason=reason)
    return inspection


@transaction.atomic
def return_inspection(*, inspection_id: int, actor: Actor, reason: str) -> GeoInspection:
    """Send a record back: the inspection is to be done again, its clock runs on."""
    inspection = get_visible(GeoInspection, inspection_id, actor=actor, lock=True)
    INSPECTION.fire(inspection, "return_", actor=actor, reason=reason)
    start_deadline(
        rule_code=clock_of(inspection),
        subject=inspection,
        actor=actor,
        responsible_ids=_monitor_ids(inspection.geo_point),
        due_at=max(inspection.due_at, clock.now()),
    )
    audit(actor, "natural_hazards.inspection.returned", inspection, reason=reason)
    return inspection


@transaction.atomic
def cancel_inspection(*, inspection_id: int, actor: Actor, reason: str) -> GeoInspection:
    """Take a planned inspection back."""
    inspection = get_visible(GeoInspection, inspection_id, actor=actor, lock=True)
    INSPECTION.fire(inspection, "cancel", actor=actor, reason=reason)
    cancel_deadlines(subject=inspection, actor=actor, reason=reason)
    audit(actor, "natural_hazards.inspection.cancelled", inspection, reason=reason)
    return inspection


def is_open(inspection: GeoInspection) -> bool:
    """Whether an inspection is still to be done."""
    return inspection.state == InspectionState.PLANNED
