"""What the services share: locking, events, clocks, the county's sign."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.base.documents.public import draw_number
from anlan.base.regions.public import county_of
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible
from anlan.supervision.enterprises.public import responsible_person_ids
from anlan.supervision.hazards.choices import HazardLevel
from anlan.supervision.hazards.constants import RECTIFY_GENERAL, RECTIFY_MAJOR
from anlan.supervision.hazards.events import HazardEvent
from anlan.supervision.hazards.models import Hazard, HazardLimit


def flow() -> Actor:
    """Return the actor of the steps the platform takes by itself."""
    return system_actor("hazards")


def locked(hazard_id: int, actor: Actor) -> Hazard:
    """Return a visible hazard, locked for the change."""
    return get_visible(Hazard, hazard_id, actor=actor, lock=True)


def event_values(hazard: Hazard) -> dict[str, Any]:
    """Return what every event of a hazard carries."""
    return {
        "hazard_id": hazard.pk,
        "state": hazard.state,
        "level": hazard.level_name,
        "region": hazard.region_id,
        "organisation": hazard.organisation_id,
        "enterprise_id": hazard.enterprise_id,
        "unit_id": hazard.unit_id,
    }


def tell(cls: type[HazardEvent], hazard: Hazard, actor: Actor, **more: Any) -> None:
    """Emit an event of a hazard."""
    emit(cls(**event_values(hazard), **more), actor)


def county_sign(region_code: str) -> str:
    """Return the county's sign in numbers: 龙 of 龙游县."""
    county = county_of(region_code)
    return county.name[:1] if county else "安"


def draw_hazard_number(region_code: str) -> str:
    """Draw a number such as 龙隐患〔2026〕0001."""
    prefix = f"{county_sign(region_code)}隐患"
    year, number = draw_number(prefix)
    return f"{prefix}〔{year}〕{number:04d}"


def point(longitude: float | None, latitude: float | None) -> Point | None:
    """Return the place as a point; both coordinates or none."""
    if longitude is None and latitude is None:
        return None
    if longitude is None or latitude is None:
        raise InvalidInput(fields={"longitude": _("Give both longitude and latitude, or neither.")})
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InvalidInput(fields={"longitude": _("These coordinates are not on the globe.")})
    return Point(longitude, latitude, srid=4326)


def local_day(at: datetime) -> date:
    """Return the county's calendar day of a moment."""
    return timezone.localtime(at).date()


def limit(code: str) -> int:
    """Return a limit of the flow; raises ``HazardLimit.DoesNotExist`` when not loaded."""
    return HazardLimit.objects.values_list("value", flat=True).get(pk=code)


def rectify_rule(hazard: Hazard) -> str:
    """Return the clock rule of the level."""
    return RECTIFY_MAJOR if hazard.level == HazardLevel.MAJOR else RECTIFY_GENERAL


def responsible_ids(hazard: Hazard) -> list[int]:
    """Return who is answerable for the rectification: the person named, else the enterprise's."""
    if hazard.responsible_id is not None:
        return [hazard.responsible_id]
    if hazard.enterprise_id is not None:
        return responsible_person_ids(hazard.enterprise_id)
    return []


def start_clock(hazard: Hazard, rule: str, *, due_at: datetime | None = None) -> datetime:
    """Start a clock on a hazard for who is answerable; returns when it is due."""
    return start_deadline(
        rule_code=rule,
        subject=hazard,
        actor=flow(),
        responsible_ids=responsible_ids(hazard),
        due_at=due_at,
    ).due_at


def meet_clock(hazard: Hazard, rule: str, evidence: str = "") -> None:
    """Record that the duty of a clock was done."""
    meet_deadline(subject=hazard, rule_code=rule, actor=flow(), evidence=evidence)


def stop_clocks(hazard: Hazard, reason: str, rule: str | None = None) -> None:
    """Stop the clocks of a hazard that ended otherwise."""
    cancel_deadlines(subject=hazard, actor=flow(), reason=reason, rule_code=rule)
