"""A rule is replayed over what is stored before it goes into force, by the engine that runs."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.alarms.choices import AlarmState, BackTestState, Outcome, RuleKind
from anlan.monitoring.alarms.conditions import Comparison, read_conditions
from anlan.monitoring.alarms.constants import (
    BACK_TEST_CROSSINGS,
    BACK_TEST_DAYS,
    BACK_TEST_JOIN_S,
    BACK_TEST_NEAR_S,
    BACK_TEST_POINTS,
)
from anlan.monitoring.alarms.events import BackTestFinished
from anlan.monitoring.alarms.history import replay
from anlan.monitoring.alarms.models import Alarm, AlarmRule, BackTest
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.selectors.composed import bank_parts, subjects_of
from anlan.monitoring.alarms.selectors.rules import active_rules, expand, split_key
from anlan.monitoring.alarms.services.rules import fingerprint_of
from anlan.monitoring.devices.public import list_points
from anlan.monitoring.telemetry.public import Readings, from_ms
from anlan_science.telemetry import RuleBank
from anlan_science.telemetry.rules_spec import Edges

logger = logging.getLogger(__name__)

#: What is read of an alarm to judge a crossing.
_JUDGED = ("pk", "point_id", "opened_at", "cleared_at", "state", "verified_at", "rule__line")
#: Rules that switch by the clock are shown the time this often. [s]
TICK_S = 60


@dataclass(slots=True)
class Crossing:
    """One alarm that the rule would have raised."""

    point_id: int
    begin: float
    end: float | None
    peak: float | None
    outcome: str = Outcome.NEW
    alarm_id: int | None = None


@transaction.atomic
def order_back_test(*, rule_id: int, actor: Actor, days: int = BACK_TEST_DAYS) -> BackTest:
    """Have a version replayed over the last days; the worker does it, the page follows."""
    rule = get_visible(AlarmRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, rule)
    until = clock.now()
    test = BackTest.objects.create(
        rule=rule,
        fingerprint=fingerprint_of(rule),
        since=until - timedelta(days=days),
        until=until,
        ordered_by=actor.display_name[:100],
    )
    audit(actor, "alarms.rule.back_tested", rule, after={"days": days})
    from anlan.monitoring.alarms.tasks import replay_rule

    replay_rule.defer(back_test_id=test.pk)
    return test


def run_back_test(*, back_test_id: int, actor: Actor) -> BackTest:
    """Replay a rule and write what it would have raised. Run again it writes the same."""
    test = BackTest.objects.select_related("rule__schedule").get(pk=back_test_id)
    try:
        crossings = _replay(test)
    except Exception as error:
        # A rule that cannot be replayed must say so on its page instead of running for ever.
        logger.exception("back-test %s failed", back_test_id)
        test.state, test.problem = BackTestState.FAILED, f"{type(error).__name__}: {error}"
        crossings = []
    else:
        test.state = BackTestState.DONE
    _judge(test, crossings)
    found = Counter(crossing.outcome for crossing in crossings)
    test.alarms = len(crossings)
    test.real, test.false = found[Outcome.REAL], found[Outcome.FALSE]
    test.crossings = [_as_row(crossing) for crossing in crossings[:BACK_TEST_CROSSINGS]]
    test.days = _by_day(crossings)
    test.finished_at = clock.now()
    with transaction.atomic():
        test.save()
        emit(BackTestFinished(rule_id=test.rule_id, back_test_id=test.pk), actor)
    return test


def _replay(test: BackTest) -> list[Crossing]:
    """Feed the stored readings to a bank that holds this rule, and pair its edges."""
    rule = test.rule
    others = [other for other in active_rules() if _is_named(rule, other)]
    chosen = _points_of(rule, others)
    test.points_left_out = max(0, len(chosen) - BACK_TEST_POINTS)
    ids = chosen[:BACK_TEST_POINTS]
    test.points = len(ids)
    index = {point_id: number for number, point_id in enumerate(ids)}
    specs, schedules = bank_parts(
        [rule, *others], index, test.until, hidden=frozenset(other.pk for other in others)
    )
    bank = RuleBank(specs, len(ids), started_at=test.since.timestamp(), schedules=schedules)
    pairs = _Pairs(bank)
    begin = test.since.timestamp()
    by_clock = len(bank._clocked) > 0
    for readings in replay(ids, test.since, test.until):
        test.readings += len(readings)
        for piece, now in _pieces(readings, by_clock, begin):
            if len(piece):
                found = bank.evaluate(
                    piece.point,
                    piece.at_ms / 1000,
                    piece.value,
                    piece.quality.astype(np.int64),
                    now,
                )
                bank.apply(found)
                pairs.take(found.edges, found.extremes.rule, found.extremes.value)
            if by_clock:
                found = bank.tick(now)
                bank.apply(found)
                pairs.take(found.edges)
            begin = now
    return pairs.joined()


def _pieces(readings: Readings, by_clock: bool, begin: float) -> Iterator[tuple[Readings, float]]:
    """Yield readings with the time at which they are judged: minute by minute by the clock."""
    if not by_clock:
        yield readings, float(readings.at_ms.max()) / 1000
        return
    order = np.argsort(readings.at_ms, kind="stable")
    readings = readings.where(order)
    last = float(readings.at_ms[-1]) / 1000
    edges = np.append(np.arange(begin + TICK_S, last, TICK_S), last)
    cuts = np.searchsorted(readings.at_ms, edges * 1000, side="right")
    start = 0
    for cut, now in zip(cuts.tolist(), edges.tolist(), strict=True):
        yield readings.where(np.arange(start, cut)), now
        start = cut


class _Pairs:
    """Edges of the rule paired to crossings: from switching on to switching off."""

    def __init__(self, bank: RuleBank) -> None:
        self.bank = bank
        self.open: dict[int, Crossing] = {}
        self.done: list[Crossing] = []

    def take(
        self,
        edges: Edges,
        at: Sequence[int] | np.ndarray = (),
        peaks: Sequence[float] | np.ndarray = (),
    ) -> None:
        """Take the edges of a batch in order of time, and the farthest values."""
        for number in range(len(edges)):
            rule = int(edges.rule[number])
            _rule_id, point_id = split_key(int(self.bank.key[rule]))
            time, value = float(edges.time[number]), float(edges.value[number])
            if edges.rising[number]:
                peak = value if np.isfinite(value) else None
                self.open[rule] = Crossing(point_id, time, None, peak)
            elif rule in self.open:
                crossing = self.open.pop(rule)
                crossing.end = time
                self.done.append(crossing)
        for rule, value in zip(list(at), list(peaks), strict=True):
            self._note_peak(int(rule), float(value))

    def _note_peak(self, rule: int, value: float) -> None:
        _rule_id, point_id = split_key(int(self.bank.key[rule]))
        crossing = self.open.get(rule) or next(
            (done for done in reversed(self.done) if done.point_id == point_id), None
        )
        if crossing is None or not np.isfinite(value):
            return
        low, high = float(self.bank.lower[rule]), float(self.bank.upper[rule])
        known = value if crossing.peak is None else crossing.peak
        crossing.peak = max((known, value), key=lambda v: max(v - high, low - v))

    def joined(self) -> list[Crossing]:
        """Return alarms: a crossing soon after the one before joins it."""
        found: list[Crossing] = []
        latest: dict[int, Crossing] = {}
        rows = [*self.done, *self.open.values()]
        for crossing in sorted(rows, key=lambda row: (row.begin, row.point_id)):
            before = latest.get(crossing.point_id)
            if before is not None and (
                before.end is None or crossing.begin - before.end <= BACK_TEST_JOIN_S
            ):
                before.end = crossing.end
                continue
            latest[crossing.point_id] = crossing
            found.append(crossing)
        return found


def _is_named(rule: AlarmRule, other: AlarmRule) -> bool:
    if rule.kind != RuleKind.COMBINATION or other.line == rule.line:
        return False
    operands = read_conditions(rule.expression).operands
    return other.name in {o.name for o in operands if not isinstance(o, Comparison)}


def _points_of(rule: AlarmRule, others: list[AlarmRule]) -> list[int]:
    """Return the points the rule looks at, those with alarms in the last months first."""
    ids: set[int] = {point_id for _rule, point_id in expand([rule, *others])}
    if rule.kind == RuleKind.MULTICHANNEL:
        ids |= {int(point) for row in rule.baselines.all() for point in row.point_ids}
    elif rule.kind == RuleKind.COMBINATION:
        operands = read_conditions(rule.expression).operands
        quantities = [o.quantity for o in operands if isinstance(o, Comparison)]
        ids |= {point.id for subject in subjects_of(rule, quantities) for point in subject.points}
    counts = dict(
        Alarm.objects.filter(point_id__in=ids)
        .values_list("point_id")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return sorted(ids, key=lambda point_id: (-counts.get(point_id, 0), point_id))


def _judge(test: BackTest, crossings: list[Crossing]) -> None:
    """Compare with the alarms that stood there, and count the real ones that would be missed."""
    near = timedelta(seconds=BACK_TEST_NEAR_S)
    alarms = list(
        Alarm.objects.filter(
            opened_at__gte=test.since - near, opened_at__lte=test.until, point__isnull=False
        )
        .filter(point_id__in={c.point_id for c in crossings} | _own_points(test))
        .order_by("opened_at")
        .values_list(
            "pk", "point_id", "opened_at", "cleared_at", "state", "verified_at", "rule__line"
        )
    )
    matched: set[int] = set()
    for crossing in crossings:
        begin = crossing.begin - BACK_TEST_NEAR_S
        end = (crossing.end or test.until.timestamp()) + BACK_TEST_NEAR_S
        for pk, point_id, opened_at, cleared_at, state, verified_at, _line in alarms:
            over = (cleared_at or test.until).timestamp()
            if point_id != crossing.point_id or opened_at.timestamp() > end or over < begin:
                continue
            crossing.alarm_id = pk
            crossing.outcome = _outcome(state, verified_at)
            matched.add(pk)
            if crossing.outcome in (Outcome.REAL, Outcome.FALSE):
                break
    test.missed = sum(
        line == test.rule.line and _outcome(state, verified_at) == Outcome.REAL
        for pk, _point, _opened, _cleared, state, verified_at, line in alarms
        if pk not in matched
    )


def _own_points(test: BackTest) -> set[int]:
    rows = Alarm.objects.filter(rule__line=test.rule.line, opened_at__gte=test.since)
    return {point for point in rows.values_list("point_id", flat=True) if point is not None}


def _outcome(state: str, verified_at: datetime | None) -> str:
    if state == AlarmState.FALSE_ALARM:
        return Outcome.FALSE
    return Outcome.REAL if verified_at is not None else Outcome.OPEN


def _as_row(crossing: Crossing) -> dict[str, Any]:
    return {
        "point": crossing.point_id,
        "begin": from_ms(round(crossing.begin * 1000)).isoformat(),
        "end": None if crossing.end is None else from_ms(round(crossing.end * 1000)).isoformat(),
        "peak": crossing.peak,
        "outcome": str(crossing.outcome),
        "alarm": crossing.alarm_id,
    }


def _by_day(crossings: list[Crossing]) -> dict[str, int]:
    days = Counter(
        timezone.localtime(from_ms(round(crossing.begin * 1000))).date().isoformat()
        for crossing in crossings
    )
    return dict(sorted(days.items()))


def labels_of(test: BackTest) -> dict[int, str]:
    """Return the points of a back-test's crossings in words."""
    points = list_points({row["point"] for row in test.crossings})
    return {
        point.id: " ".join(p for p in (point.enterprise_name, point.device_name, point.name) if p)
        for point in points.values()
    }
