"""What a storm of alarms probably comes from, read off its members; always with the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.monitoring.alarms.choices import GroupCause, RuleKind
from anlan.monitoring.devices.public import Quantity

GASES = (Quantity.COMBUSTIBLE_GAS, Quantity.GAS_CONCENTRATION)
PROCESS = (Quantity.PRESSURE, Quantity.TEMPERATURE, Quantity.LIQUID_LEVEL, Quantity.FLOW)
WATERS = (Quantity.RAINFALL, Quantity.WATER_LEVEL, Quantity.WIND_SPEED)
INSTRUMENT_KINDS = (RuleKind.STUCK, RuleKind.ROBUST_Z, RuleKind.EWMA, RuleKind.CUSUM)
#: Share of members that decide.
MOST = 0.8


@dataclass(frozen=True, slots=True)
class Member:
    """What is looked at of an alarm."""

    kind: str
    quantity: str
    device_id: int | None
    device: str
    enterprise_id: int | None
    source: str
    opened_at: datetime


def propose_cause(members: Sequence[Member]) -> tuple[GroupCause, str]:
    """Return a cause and its evidence in words; members in order of time."""
    number = len(members)
    kinds = Counter(member.kind for member in members)
    quantities = Counter(member.quantity for member in members)
    devices = {member.device_id for member in members}
    enterprises = {member.enterprise_id for member in members}
    first = members[0]
    silent = kinds[RuleKind.MISSING]
    if silent >= MOST * number:
        evidence = _("%(silent)d of %(number)d alarms are missing data of %(devices)d devices.") % {
            "silent": silent,
            "number": number,
            "devices": len(devices),
        }
        return (GroupCause.NETWORK if len(enterprises) > 1 else GroupCause.POWER_OR_LINE), evidence
    waters = sum(quantities[name] for name in WATERS)
    if waters >= MOST * number or any(member.source == "natural_hazards" for member in members):
        return GroupCause.WEATHER, _("%(number)d alarms of weather and water in one area.") % {
            "number": number
        }
    if quantities[Quantity.SMOKE] and (quantities[Quantity.TEMPERATURE] or number > 1):
        return GroupCause.FIRE, _("Smoke is among the signals, first at %(device)s.") % {
            "device": first.device
        }
    gases = sum(quantities[name] for name in GASES)
    if gases >= 2 and len(devices) > 1:
        start = next(member for member in members if member.quantity in GASES)
        return GroupCause.LEAK, _(
            "Gas at %(number)d detectors, first at %(device)s at %(time)s."
        ) % {
            "number": gases,
            "device": start.device,
            "time": f"{timezone.localtime(start.opened_at):%H:%M:%S}",
        }
    if sum(kinds[kind] for kind in INSTRUMENT_KINDS) + silent >= MOST * number:
        return GroupCause.INSTRUMENT, _(
            "%(number)d alarms are signals that do not move, jump or are missing."
        ) % {"number": number}
    if sum(quantities[name] for name in PROCESS) >= 0.5 * number:
        return GroupCause.UPSET, _("Process values left their limits, first at %(device)s.") % {
            "device": first.device
        }
    return GroupCause.UNCLEAR, _("Begin with the first alarm, at %(device)s.") % {
        "device": first.device
    }
