"""Keeping geological hazard points, who watches them, and their cards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import person_info
from anlan.base.regions.public import find_region
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.policy import get_visible, require
from anlan.kernel.search_text import search_text
from anlan.monitoring.natural_hazards.choices import GeoState
from anlan.monitoring.natural_hazards.models import GeoHazardPoint, GroupMonitor
from anlan.monitoring.natural_hazards.permissions import CHANGE_GEO
from anlan.monitoring.natural_hazards.states import GEO_POINT

#: What may be written of a point, beside code, region and place on the map.
FIELDS = (
    "name",
    "kind",
    "scale",
    "stability",
    "place",
    "volume_m3",
    "cause",
    "threatened_households",
    "threatened_people",
    "threatened_houses",
    "threatened_property_yuan",
    "signs_to_watch",
    "monitoring",
    "alarm_signal",
    "evacuation_route",
    "refuge",
    "rescue_unit",
    "medical_unit",
)


def _check_place(region_code: str, longitude: float, latitude: float) -> None:
    wrong: dict[str, str] = {}
    if find_region(region_code) is None:
        wrong["region_code"] = _("There is no such region.")
    if not -180 <= longitude <= 180 or not -90 <= latitude <= 90:
        wrong["longitude"] = _("The position is not on the map.")
    if wrong:
        raise InvalidInput(fields=wrong)


@transaction.atomic
def register_geo_point(
    *,
    code: str,
    name: str,
    kind: str,
    scale: str,
    region_code: str,
    longitude: float,
    latitude: float,
    actor: Actor,
    responsible_id: int | None = None,
    organisation_id: int | None = None,
    device_id: int | None = None,
    **facts: Any,
) -> GeoHazardPoint:
    """Enter a geological hazard point. Raises ``NotPermitted`` or ``InvalidInput``."""
    _check_place(region_code, longitude, latitude)
    if GeoHazardPoint.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("Another hazard point has this code already.")})
    point = GeoHazardPoint(
        code=code,
        name=name,
        kind=kind,
        scale=scale,
        region_id=region_code,
        location=Point(longitude, latitude, srid=4326),
        responsible_id=responsible_id,
        organisation_id=organisation_id,
        device_id=device_id,
        **{key: value for key, value in facts.items() if key in FIELDS},
    )
    point.search_text = search_text(name, code, point.place)
    require(actor, CHANGE_GEO, point)
    point.save()
    audit(actor, "natural_hazards.geo.registered", point, after={"code": code, "name": name})
    return point


@transaction.atomic
def change_geo_point(
    *,
    geo_point_id: int,
    actor: Actor,
    longitude: float | None = None,
    latitude: float | None = None,
    responsible_id: int | None = None,
    organisation_id: int | None = None,
    **facts: Any,
) -> GeoHazardPoint:
    """Correct what is written of a point. Raises ``NotVisible`` or ``NotPermitted``."""
    point = get_visible(GeoHazardPoint, geo_point_id, actor=actor, lock=True)
    require(actor, CHANGE_GEO, point)
    new = {key: value for key, value in facts.items() if key in FIELDS}
    new |= {"responsible_id": responsible_id, "organisation_id": organisation_id}
    before = {key: getattr(point, key) for key in new if getattr(point, key) != new[key]}
    after = {key: new[key] for key in before}
    for key, value in after.items():
        setattr(point, key, value)
    if longitude is not None and latitude is not None:
        _check_place(point.region_id, longitude, latitude)
        if (point.location.x, point.location.y) != (longitude, latitude):
            before["location"] = f"{point.location.x}, {point.location.y}"
            after["location"] = f"{longitude}, {latitude}"
            point.location = Point(longitude, latitude, srid=4326)
    point.search_text = search_text(point.name, point.code, point.place)
    point.save(update_fields=[*new, "location", "search_text", "updated_at"])
    audit(actor, "natural_hazards.geo.changed", point, before=before, after=after)
    return point


_PAST = {"treat": "treated", "watch_again": "watched_again", "strike_off": "struck_off"}


def _move(geo_point_id: int, transition: str, actor: Actor, reason: str) -> GeoHazardPoint:
    point = get_visible(GeoHazardPoint, geo_point_id, actor=actor, lock=True)
    GEO_POINT.fire(point, transition, actor=actor, reason=reason)
    audit(actor, f"natural_hazards.geo.{_PAST[transition]}", point, reason=reason)
    return point


@transaction.atomic
def treat_geo_point(*, geo_point_id: int, actor: Actor, reason: str) -> GeoHazardPoint:
    """Note that works or resettlement have begun; the point is still watched."""
    return _move(geo_point_id, "treat", actor, reason)


@transaction.atomic
def watch_geo_point_again(*, geo_point_id: int, actor: Actor, reason: str) -> GeoHazardPoint:
    """Put a point back under watch."""
    return _move(geo_point_id, "watch_again", actor, reason)


@transaction.atomic
def strike_off_geo_point(*, geo_point_id: int, actor: Actor, reason: str) -> GeoHazardPoint:
    """Strike a point off: it is safe now. Its history stays."""
    return _move(geo_point_id, "strike_off", actor, reason)


@transaction.atomic
def appoint_monitor(
    *,
    geo_point_id: int,
    person_id: int,
    actor: Actor,
    is_first: bool = False,
    since_on: date | None = None,
) -> GroupMonitor:
    """Let a villager watch a point. A first monitor takes the place of the former first one."""
    point = get_visible(GeoHazardPoint, geo_point_id, actor=actor, lock=True)
    require(actor, CHANGE_GEO, point)
    if point.state == GeoState.REMOVED:
        raise WrongState(_("This point was struck off: nobody watches it."))
    try:
        person = person_info(person_id, actor)
    except NotVisible:
        raise InvalidInput(fields={"person": _("There is no such person.")}) from None
    running = point.monitors.filter(until_on__isnull=True)
    if running.filter(person_id=person_id).exists():
        raise InvalidInput(fields={"person": _("This person watches the point already.")})
    if is_first:
        running.filter(is_first=True).update(is_first=False)
    monitor = GroupMonitor.objects.create(
        geo_point=point,
        person_id=person_id,
        is_first=is_first,
        since_on=since_on or clock.today(),
    )
    audit(actor, "natural_hazards.monitor.appointed", point, after={"person": person.name})
    return monitor


@transaction.atomic
def end_monitor(*, monitor_id: int, actor: Actor, reason: str = "") -> GroupMonitor:
    """End a monitor's duty; the record stays."""
    monitor = get_visible(GroupMonitor, monitor_id, actor=actor, lock=True)
    require(actor, CHANGE_GEO, monitor.geo_point)
    if monitor.until_on is not None:
        raise WrongState(_("This duty has ended already."))
    monitor.until_on = clock.today()
    monitor.save(update_fields=["until_on", "updated_at"])
    audit(
        actor,
        "natural_hazards.monitor.ended",
        monitor.geo_point,
        before={"person": str(monitor.person)},
        reason=reason,
    )
    return monitor


@transaction.atomic
def issue_cards(*, geo_point_id: int, actor: Actor) -> GeoHazardPoint:
    """Note that the two cards were handed out today."""
    point = get_visible(GeoHazardPoint, geo_point_id, actor=actor, lock=True)
    require(actor, CHANGE_GEO, point)
    point.card_issued_on = clock.today()
    point.save(update_fields=["card_issued_on", "updated_at"])
    audit(actor, "natural_hazards.geo.cards_issued", point)
    return point
