"""Who must answer an alarm now: the ladder's table, filled with named people.

The duty roster, a floor above, registers itself as a source; without a roster the people holding
the right to answer on that step are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from anlan.kernel.policy import policy_of
from anlan.monitoring.alarms.constants import LADDER_PERMISSIONS
from anlan.monitoring.alarms.models import Alarm, LadderStep

#: ``source(role, region_code)`` returns person ids on duty in that role, first to call first.
HolderSource = Callable[[str, str], Sequence[int]]
_sources: list[HolderSource] = []


def register_holder_source(source: HolderSource) -> HolderSource:
    """Let the duty roster tell who is on duty; the latest registered is asked first."""
    _sources.insert(0, source)
    return source


#: Seconds to acknowledge by level, on each step of ``ROLES``.
DEFAULT_SECONDS = {1: (60, 60, 120), 2: (120, 120, 180), 3: (300, 300, 600), 4: (900, 900, 1800)}
ROLES = ("duty_officer", "duty_leader", "commander")
DEFAULT_BASIS = "平台缺省值，由本级值班值守制度规定后修改"


def install_default_ladder(model: type[LadderStep] = LadderStep) -> None:
    """Write the steps a county starts with, where it has none of its own."""
    for level, seconds in DEFAULT_SECONDS.items():
        for position, (role, within_s) in enumerate(zip(ROLES, seconds, strict=True)):
            model.objects.get_or_create(
                level=level,
                position=position,
                defaults={"role": role, "within_s": within_s, "basis": DEFAULT_BASIS},
            )


def step_of(level: int, position: int) -> LadderStep | None:
    """Return a step of the ladder, None beyond its end."""
    return LadderStep.objects.filter(level=level, position=position).first()


def people_on_duty(role: str, region_code: str) -> list[int]:
    """Return whom the roster names in a role for a place; empty without a roster."""
    found: list[int] = []
    for source in _sources:
        found += source(role, region_code)
    return list(dict.fromkeys(found))


def find_holder(alarm: Alarm, step: LadderStep, called: Collection[int]) -> int | None:
    """Return the person to call on this step, preferring somebody not called yet."""
    found = people_on_duty(step.role, alarm.region_id)
    if not found and (permission := LADDER_PERMISSIONS.get(step.role)):
        found = sorted(policy_of(alarm).who_can(permission, alarm))
    fresh = [person for person in found if person not in called]
    return next(iter(fresh or found), None)
