"""The hourly danger maps: drawn once, kept as they are, forgotten after their time."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.base.regions.public import RegionInfo, shapes_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.monitoring.natural_hazards.choices import DangerKind
from anlan.monitoring.natural_hazards.constants import MAPS_HELD
from anlan.monitoring.natural_hazards.contracts import Drawing
from anlan.monitoring.natural_hazards.drawing import drawn, packed
from anlan.monitoring.natural_hazards.events import DangerMapMade
from anlan.monitoring.natural_hazards.models import DangerMap
from anlan.monitoring.natural_hazards.permissions import MAKE, county_of
from anlan.monitoring.natural_hazards.selectors.figures import Hour
from anlan.monitoring.natural_hazards.selectors.fire_map import draw_fire
from anlan.monitoring.natural_hazards.selectors.making import verification_of
from anlan.monitoring.natural_hazards.selectors.rain_map import draw_rain
from anlan.monitoring.natural_hazards.services.fire import codes_before
from anlan.monitoring.natural_hazards.services.hours import full_hour


@transaction.atomic
def make_danger_maps(*, at: datetime, actor: Actor) -> list[DangerMap]:
    """Draw fire and rain danger of every county at an hour; what is drawn already stays.

    A county without boundary has no map. The words on the map are those of the platform's language.
    """
    require_permission(actor, MAKE)
    hour = Hour(full_hour(at))
    counties = {code: shape for _name, code, shape in shapes_of("county", "boundary")}
    towns = {code: shape for _name, code, shape in shapes_of("township", "boundary")}
    townships: dict[str, list[RegionInfo]] = defaultdict(list)
    for township in hour.townships:
        townships[county_of(township.code)].append(township)
    made = []
    with override(settings.LANGUAGE_CODE):
        for county in sorted(counties.keys() & townships.keys()):
            missing = _missing(county, hour.at)
            if not missing:
                continue
            shapes = {t.code: drawn(towns[t.code]) for t in townships[county] if t.code in towns}
            if DangerKind.FIRE in missing:
                litter = {
                    key: codes["ffmc"]
                    for key, codes in codes_before(set(hour.stations), hour.at).items()
                    if "ffmc" in codes
                }
                drawing = draw_fire(
                    county, drawn(counties[county]), list(shapes.items()), hour.at, litter
                )
                made.append(_keep(DangerKind.FIRE, county, hour.at, drawing, actor))
            if DangerKind.RAIN in missing:
                drawing = draw_rain(hour, townships[county], shapes)
                made.append(_keep(DangerKind.RAIN, county, hour.at, drawing, actor))
    return made


def _missing(county: str, at: datetime) -> set[str]:
    known = DangerMap.objects.filter(region_id=county, valid_at=at).values_list("kind", flat=True)
    return set(DangerKind.values) - set(known)


def _keep(kind: DangerKind, county: str, at: datetime, drawing: Drawing, actor: Actor) -> DangerMap:
    """Keep a map for good; its areas lead back to it."""
    kept = DangerMap.objects.create(
        kind=kind,
        valid_at=at,
        made_at=clock.now(),
        region_id=county,
        level=drawing.level,
        is_known=drawing.is_known,
        verification=verification_of(drawing.method),
        stations_used=len(drawing.used),
        stations_silent=len(drawing.silent),
        method=drawing.method,
        inputs={"used": drawing.used, "silent": drawing.silent},
        areas=drawing.areas,
        grid=drawing.grid,
    )
    for each in drawing.features:
        each["properties"]["id"] = kept.pk
    kept.shapes = packed(drawing.features)
    kept.save(update_fields=["shapes"])
    audit(
        actor,
        "natural_hazards.danger_map.made",
        kept,
        after={"level": kept.level, "stations": kept.stations_used},
    )
    emit(
        DangerMapMade(map_id=kept.pk, kind=kind, level=kept.level, valid_at=at, region=county),
        actor,
    )
    return kept


@transaction.atomic
def forget_danger_maps(*, at: datetime, actor: Actor) -> int:
    """Forget maps whose time is over; the hours they were drawn from stay."""
    require_permission(actor, MAKE)
    count, _by_model = DangerMap.objects.filter(valid_at__lt=at - MAPS_HELD).delete()
    return count
