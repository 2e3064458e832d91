"""Who must answer an alarm now, and by when: the county's settings, filled with named people.

The duty roster, a floor above, registers itself as a source; without a roster the people holding
the right to answer on that step are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.kernel import clock
from anlan.kernel.policy import policy_of
from anlan.monitoring.alarms.choices import HandlingStep, SettingKind
from anlan.monitoring.alarms.constants import LADDER_PERMISSIONS
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.settings_data import figures

#: ``source(role, region_code)`` returns person ids on duty in that role, first to call first.
HolderSource = Callable[[str, str], Sequence[int]]
_sources: list[HolderSource] = []


@dataclass(frozen=True, slots=True)
class Step:
    """On this step of an alarm somebody of this role must acknowledge in time."""

    role: str
    within_s: int


def register_holder_source(source: HolderSource) -> HolderSource:
    """Let the duty roster tell who is on duty; the latest registered is asked first."""
    _sources.insert(0, source)
    return source


def step_of(level: int, position: int) -> Step | None:
    """Return a step of the ladder, None beyond its end; position 0 is the first receiver."""
    steps = figures(SettingKind.LADDER)[str(int(level))]
    return Step(**steps[position]) if position < len(steps) else None


def due_of(alarm: Alarm) -> datetime | None:
    """Return by when the step after acknowledging must be done, counted from now by the level."""
    step = alarm.next_step
    if step is None or step == HandlingStep.ACKNOWLEDGE:
        return None
    minutes = figures(SettingKind.CLOCKS)[str(int(alarm.level))][f"{step}_min"]
    return clock.now() + timedelta(minutes=minutes)


def people_on_duty(role: str, region_code: str) -> list[int]:
    """Return whom the roster names in a role for a place; empty without a roster."""
    found: list[int] = []
    for source in _sources:
        found += source(role, region_code)
    return list(dict.fromkeys(found))


def find_holder(alarm: Alarm, step: Step, called: Collection[int]) -> int | None:
    """Return the person to call on this step, preferring somebody not called yet."""
    found = people_on_duty(step.role, alarm.region_id)
    if not found and (permission := LADDER_PERMISSIONS.get(step.role)):
        found = sorted(policy_of(alarm).who_can(permission, alarm))
    fresh = [person for person in found if person not in called]
    return next(iter(fresh or found), None)
