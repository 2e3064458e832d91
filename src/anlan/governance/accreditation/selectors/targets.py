"""Targets of creation: planned against awarded, what is on the way, what will be missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.base.regions.public import prefix_of
from anlan.governance.accreditation.choices import RUNNING, CaseState
from anlan.governance.accreditation.models import Case, Kind, Target
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: Days a case still needs to its award, by where it stands: the county's own rule of thumb
#: (self-assessment, review of papers, two visits, publicity), to be corrected by experience.
DAYS_NEEDED = {
    CaseState.PREPARING: 90,
    CaseState.SUBMITTED: 60,
    CaseState.ON_SITE: 45,
    CaseState.ASSESSED: 20,
    CaseState.PUBLICITY: 10,
}


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target with how it stands. ``expected`` are cases that can be awarded in time."""

    target: Target
    kind_name: str
    awarded: int
    on_the_way: int
    expected: int
    state: str
    words: str

    @property
    def percent(self) -> int:
        """How much of the plan is awarded."""
        return min(100, round(100 * self.awarded / self.target.planned))

    @property
    def missing(self) -> int:
        """How many will be missed as things stand."""
        return max(0, self.target.planned - self.awarded - self.expected)

    @property
    def label(self) -> str:
        """The state in words."""
        return {
            "met": pgettext("accreditation target", "met"),
            "on_track": pgettext("accreditation target", "on track"),
            "will_be_missed": pgettext("accreditation target", "will be missed"),
            "missed": pgettext("accreditation target", "missed"),
            "ahead": pgettext("accreditation target", "not begun"),
        }[self.state]

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return {
            "met": "done",
            "on_track": "active",
            "will_be_missed": "overdue",
            "missed": "overdue",
            "ahead": "neutral",
        }[self.state]


def _names() -> dict[str, str]:
    return dict(Kind.objects.order_by("version").values_list("code", "name"))


def target_lines(actor: Actor, rows: Iterable[Target] | None = None) -> list[TargetLine]:
    """Return the visible targets with awarded, on the way and the outlook; three statements."""
    targets = list(rows if rows is not None else visible(Target, actor).select_related("region"))
    if not targets:
        return []
    codes = {target.kind_code for target in targets}
    cases = list(
        visible(Case, actor)
        .filter(kind__code__in=codes)
        .values_list("kind__code", "region_id", "state", "awarded_on")
    )
    names = _names()
    return [
        _line(target, cases, names.get(target.kind_code, target.kind_code)) for target in targets
    ]


def _line(target: Target, cases: Iterable[tuple[Any, ...]], name: str) -> TargetLine:
    today = clock.today()
    prefix = prefix_of(target.region_id)
    awarded, running = 0, Counter[str]()
    for code, region, state, awarded_on in cases:
        if code != target.kind_code or not region.startswith(prefix):
            continue
        if awarded_on is not None and target.starts_on <= awarded_on <= target.ends_on:
            awarded += 1
        elif state in RUNNING:
            running[state] += 1
    expected = sum(
        number
        for state, number in running.items()
        if today + timedelta(days=DAYS_NEEDED[CaseState(state)]) <= target.ends_on
    )
    gap = target.planned - awarded
    if gap <= 0:
        state, words = "met", _("The plan is fulfilled.")
    elif today > target.ends_on:
        state, words = "missed", _("%(n)d were not reached.") % {"n": gap}
    elif today < target.starts_on:
        state, words = "ahead", _("Counts from %(day)s.") % {"day": target.starts_on}
    elif expected >= gap:
        state, words = (
            "on_track",
            _("%(n)d more are far enough to be awarded in time.") % {"n": expected},
        )
    else:
        state = "will_be_missed"
        words = _(
            "%(missing)d will be missing: %(gap)d to go, %(expected)d of %(running)d on the way "
            "can be awarded by %(day)s."
        ) % {
            "missing": gap - expected,
            "gap": gap,
            "expected": expected,
            "running": sum(running.values()),
            "day": target.ends_on,
        }
    return TargetLine(target, name, awarded, sum(running.values()), expected, state, words)
