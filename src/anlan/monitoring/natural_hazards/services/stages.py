"""Rivers and reservoirs against their stages, every few minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel.actor import Actor
from anlan.kernel.policy import require_permission
from anlan.monitoring.alarms.public import clear_alarm, raise_alarm
from anlan.monitoring.natural_hazards.choices import LEVEL_STATIONS, Hazard
from anlan.monitoring.natural_hazards.constants import ALARM_FROM_LEVEL, STAGE_SOURCE
from anlan.monitoring.natural_hazards.judging import judge
from anlan.monitoring.natural_hazards.models import Station
from anlan.monitoring.natural_hazards.permissions import MAKE
from anlan.monitoring.natural_hazards.selectors.limits import limits_of
from anlan.monitoring.natural_hazards.selectors.stages import present_levels, stage_figures
from anlan.monitoring.natural_hazards.words import reasons_text


@transaction.atomic
def judge_stages(*, at: datetime, actor: Actor, stations: Iterable[Station] = ()) -> int:
    """Hold every present level against the stages of its station; return how many stand above one.

    A level that is too old says nothing: its alarm neither begins nor ends.
    """
    require_permission(actor, MAKE)
    limits = limits_of(Hazard.RIVER_FLOOD)
    rows = list(stations) or list(Station.objects.filter(kind__in=LEVEL_STATIONS, is_active=True))
    levels = present_levels(rows, at)
    above = 0
    with override(settings.LANGUAGE_CODE):
        for station in rows:
            present = levels.get(station.pk)
            if present is None:
                continue
            found = judge(stage_figures(station, present.value, at), limits, station.region_id)
            if found.level is not None and found.level <= ALARM_FROM_LEVEL:
                above += 1
                raise_alarm(
                    source=STAGE_SOURCE,
                    source_key=str(station.pk),
                    level=found.level,
                    title=_("%(place)s: water above its stages") % {"place": station.name},
                    reason=reasons_text(found.reasons),
                    region_code=station.region_id,
                    at=present.at,
                    device_id=station.device_id,
                    point_id=present.point_id,
                    longitude=station.location.x if station.location else None,
                    latitude=station.location.y if station.location else None,
                    value=present.value,
                    unit="m",
                    actor=actor,
                )
            elif found.is_known:
                clear_alarm(
                    source=STAGE_SOURCE,
                    source_key=str(station.pk),
                    at=present.at,
                    reason=_("the water is below its stages again"),
                    actor=actor,
                )
    return above
