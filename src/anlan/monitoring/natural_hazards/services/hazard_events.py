"""Recording floods, slides and fires that did happen."""

from __future__ import annotations

from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.regions.public import find_region
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.natural_hazards.events import EventRecorded
from anlan.monitoring.natural_hazards.models import GeoHazardPoint, HazardEvent
from anlan.monitoring.natural_hazards.permissions import RECORD_EVENT


@transaction.atomic
def record_event(
    *,
    hazard: str,
    title: str,
    region_code: str,
    began_at: datetime,
    source: str,
    actor: Actor,
    event_id: int | None = None,
    ended_at: datetime | None = None,
    level: int = 3,
    place: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    geo_point_id: int | None = None,
    people_moved: int = 0,
    casualties: int = 0,
    loss_yuan: int = 0,
    description: str = "",
) -> HazardEvent:
    """Record an event, or correct the record. Raises ``NotPermitted`` or ``InvalidInput``."""
    wrong: dict[str, str] = {}
    if find_region(region_code) is None:
        wrong["region_code"] = _("There is no such region.")
    if began_at > clock.now():
        wrong["began_at"] = _("This time lies in the future.")
    if ended_at is not None and ended_at < began_at:
        wrong["ended_at"] = _("It cannot end before it begins.")
    if wrong:
        raise InvalidInput(fields=wrong)
    if geo_point_id is not None:
        get_visible(GeoHazardPoint, geo_point_id, actor=actor)
    if event_id is None:
        event, before = HazardEvent(recorded_by=actor.display_name[:100]), {}
    else:
        event = get_visible(HazardEvent, event_id, actor=actor, lock=True)
        require(actor, RECORD_EVENT, event)
        before = {"began_at": event.began_at, "region": event.region_id, "title": event.title}
    event.hazard, event.title, event.region_id = hazard, title, region_code
    event.began_at, event.ended_at, event.level = began_at, ended_at, level
    event.place, event.geo_point_id = place, geo_point_id
    event.location = (
        Point(longitude, latitude, srid=4326)
        if longitude is not None and latitude is not None
        else None
    )
    event.people_moved, event.casualties, event.loss_yuan = people_moved, casualties, loss_yuan
    event.description, event.source = description, source
    require(actor, RECORD_EVENT, event)
    event.save()
    audit(
        actor,
        "natural_hazards.event.recorded",
        event,
        before=before,
        after={"began_at": began_at, "region": region_code, "title": title},
    )
    emit(EventRecorded(event_id=event.pk, hazard=hazard, region=region_code), actor)
    return event
