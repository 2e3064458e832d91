"""Measures of the floor of monitoring: devices, alarms, geological hazards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import Tally
from anlan.governance.indicators.contracts import Measure
from anlan.governance.indicators.measures.making import new_year, share_of
from anlan.kernel.actor import Actor
from anlan.monitoring.alarms import public as alarms
from anlan.monitoring.devices import public as devices
from anlan.monitoring.natural_hazards import public as natural_hazards


def online(_actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Devices in service on the day, and those online."""
    return devices.tally_online(on, region_prefix=prefix)


def calibrated(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Devices in service to be calibrated, and those not past their day."""
    return devices.tally_calibrated(actor, on=on, region_prefix=prefix)


def acknowledged(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Alarms of this year that had to be acknowledged, and those in time."""
    return alarms.tally_acknowledged(actor, since=new_year(on), until=on, region_prefix=prefix)


def watched(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Geological hazard points, and those with somebody or something that watches."""
    return natural_hazards.tally_watched(actor, on=on, region_prefix=prefix)


def inspected(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Inspections of hazard points due this year, and those in time."""
    return natural_hazards.tally_inspected(
        actor, since=new_year(on), until=on, region_prefix=prefix
    )


MEASURES = (
    Measure(
        code="devices.online",
        name=_("online rate of monitoring devices"),
        unit="%",
        formula=_("devices online ÷ devices in service on the day × 100 %"),
        source=_("online rates of the townships, kept every day"),
        compute=share_of(online, "devices:rates"),
        direction="higher",
        looks_back=True,
    ),
    Measure(
        code="devices.calibrated",
        name=_("calibration rate of monitoring devices"),
        unit="%",
        formula=_("devices not past their calibration ÷ devices to be calibrated × 100 %"),
        source=_("register of devices"),
        compute=share_of(calibrated, "devices:list"),
        direction="higher",
    ),
    Measure(
        code="alarms.acknowledged",
        name=_("rate of alarms acknowledged in time"),
        unit="%",
        formula=_("alarms acknowledged in time ÷ alarms to be acknowledged this year × 100 %"),
        source=_("alarms on the platform"),
        compute=share_of(acknowledged, "alarms:list"),
        direction="higher",
        looks_back=True,
    ),
    Measure(
        code="natural_hazards.watched",
        name=_("coverage of geological hazard points by watchers"),
        unit="%",
        formula=_(
            "hazard points with a villager or a device that watches ÷ all hazard points not "
            "struck off × 100 %"
        ),
        source=_("register of geological hazard points"),
        compute=share_of(watched, "natural_hazards:geo_points"),
        direction="higher",
    ),
    Measure(
        code="natural_hazards.inspected",
        name=_("rate of geological inspections done in time"),
        unit="%",
        formula=_("inspections recorded in time ÷ inspections due this year × 100 %"),
        source=_("inspections of geological hazard points"),
        compute=share_of(inspected, "natural_hazards:geo_points"),
        direction="higher",
        looks_back=True,
    ),
)
