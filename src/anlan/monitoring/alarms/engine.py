"""The running engine: rules in force over all points, judged batch by batch.

``judge`` runs inside the transaction that stores the readings and writes what switched; ``confirm``
after its commit takes over the state. When a transaction fails nothing is taken over, and the same
batch can be judged again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db import InterfaceError, OperationalError, transaction
from numpy.typing import NDArray

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.monitoring.alarms.constants import PEAK_EVERY_S, WARM_UP_S
from anlan.monitoring.alarms.models import AlarmTrigger
from anlan.monitoring.alarms.selectors.composed import bank_parts
from anlan.monitoring.alarms.selectors.rules import active_rules, expand, split_key
from anlan.monitoring.alarms.services.crossings import clear_crossing, note_peaks, open_alarm
from anlan.monitoring.telemetry.public import (
    Readings,
    from_ms,
    list_latest,
    list_readings_since,
)
from anlan_science.telemetry import Evaluation, RuleBank, RuleKind

logger = logging.getLogger(__name__)

#: Room for points that are registered while the engine runs.
SPARE_POINTS = 1_000
#: Kinds that look farther back than their delays.
_LOOKING_BACK = (
    RuleKind.ROBUST_Z,
    RuleKind.EWMA,
    RuleKind.CUSUM,
    RuleKind.REPETITION,
    RuleKind.MULTICHANNEL,
)


class Engine:
    """All rules in force and their state. Not thread-safe; one per ingesting process."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.bank = RuleBank([], 0)
        self.point_ids: NDArray[np.int64] = np.empty(0, np.int64)
        #: The same as plain numbers, for observers.
        self.ids: list[int] = []
        self._peaks: dict[tuple[int, int], tuple[float, datetime]] = {}
        self._extreme: dict[int, tuple[float, float]] = {}
        self._peaks_at = 0.0

    # Rules ---------------------------------------------------------------------------------------

    def load(self, point_ids: Sequence[int]) -> None:
        """Read the rules in force for these points (their order is the dense index)."""
        now = clock.now()
        ids = np.array(point_ids, np.int64)
        index = dict(zip(ids.tolist(), range(len(ids)), strict=True))
        specs, schedules = bank_parts(active_rules(), index, now)
        former, former_ids = self.bank, self.point_ids
        room = len(ids) + SPARE_POINTS
        self.bank = RuleBank(specs, room, started_at=now.timestamp(), schedules=schedules)
        self.point_ids, self.ids = ids, ids.tolist()
        if len(former_ids):
            known = dict(zip(former_ids.tolist(), range(len(former_ids)), strict=True))
            places = np.full(room, -1, np.int64)
            places[: len(ids)] = [known.get(i, -1) for i in self.ids]
            self.bank.adopt(former, places)
        else:
            self._warm_up(index)
        self._restore()

    def extend(self, new: Sequence[int]) -> None:
        """Take up points behind the known ones; rules are read only when one holds there."""
        ids = [*self.ids, *new]
        if len(ids) > self.bank.points or expand(active_rules(), only=set(new)):
            self.load(ids)
        else:
            self.ids, self.point_ids = ids, np.array(ids, np.int64)

    def _warm_up(self, index: dict[int, int]) -> None:
        """Feed the readings of the last minutes to rules that remember, so that delays and learnt
        means survive a restart."""
        bank = self.bank
        remembers = (bank.kind != RuleKind.LIMIT) | (bank.on_delay > 0) | (bank.off_delay > 0)
        remembers |= bank.hidden
        remembers &= bank.kind != RuleKind.MISSING
        if not remembers.any():
            return
        dense = np.concatenate((bank.point[remembers], bank.channels.channel.ravel()))
        points = self.point_ids[np.unique(dense[dense >= 0])].tolist()
        statistical = bool(np.isin(bank.kind, _LOOKING_BACK).any())
        delay = float(np.maximum(bank.on_delay, bank.off_delay).max())
        seconds = WARM_UP_S if statistical else min(WARM_UP_S, 2 * delay + 60)
        now = clock.now()
        rows = list_readings_since(points, now - timedelta(seconds=seconds))
        # What was measured last may be older than that: conditions and channels look at it, too.
        rows += [
            (latest.point_id, latest.at.timestamp() * 1000, latest.value, latest.quality)
            for latest in list_latest(points).values()
            if latest.value is not None
        ]
        if not rows:
            return
        point, at_ms, value, quality = zip(*rows, strict=True)
        bank.apply(
            bank.evaluate(
                np.array([index[p] for p in point], np.int64),
                np.array(at_ms) / 1000,
                np.array(value, np.float64),
                np.array(quality, np.int64),
                now.timestamp(),
            )
        )

    def _restore(self) -> None:
        """Switch on exactly the rules whose crossing is written down."""
        position = {spec.key: number for number, spec in enumerate(self.bank.specs)}
        rules, since = [], []
        for rule_id, point_id, raised_at in AlarmTrigger.objects.filter(
            cleared_at__isnull=True
        ).values_list("rule_id", "point_id", "raised_at"):
            number = position.get((rule_id << 32) | point_id)
            if number is not None:
                rules.append(number)
                since.append(raised_at.timestamp())
        self.bank.restore(np.array(rules, np.int64), np.array(since, np.float64))

    # Batches -------------------------------------------------------------------------------------

    def judge(self, readings: Readings, received_at: datetime) -> Evaluation:
        """Judge readings and write crossings in the running transaction."""
        evaluation = self.bank.evaluate(
            readings.point,
            readings.at_ms / 1000,
            readings.value,
            readings.quality.astype(np.int64),
            received_at.timestamp(),
        )
        self._write(evaluation)
        return evaluation

    def judge_silence(self, now: datetime) -> Evaluation:
        """Judge rules on missing data by the clock; write crossings in the running transaction."""
        evaluation = self.bank.tick(now.timestamp())
        self._write(evaluation)
        return evaluation

    def _write(self, evaluation: Evaluation) -> None:
        edges = evaluation.edges
        for number in range(len(edges)):
            rule_id, point_id = split_key(int(self.bank.key[edges.rule[number]]))
            at = from_ms(round(float(edges.time[number]) * 1000))
            value = _plain(edges.value[number])
            try:
                with transaction.atomic():
                    if edges.rising[number]:
                        open_alarm(
                            rule_id=rule_id,
                            point_id=point_id,
                            at=at,
                            value=value,
                            signal=_plain(edges.signal[number]),
                            actor=self.actor,
                        )
                    else:
                        clear_crossing(
                            rule_id=rule_id,
                            point_id=point_id,
                            at=at,
                            value=value,
                            actor=self.actor,
                        )
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                # One alarm that cannot be written must not stop the readings of the county.
                logger.exception("crossing of rule %s at point %s not written", rule_id, point_id)

    def confirm(self, evaluation: Evaluation) -> None:
        """Take over the state after the commit and remember the farthest values."""
        self.bank.apply(evaluation)
        bank, extremes = self.bank, evaluation.extremes
        for rule, value, time in zip(
            extremes.rule.tolist(), extremes.value.tolist(), extremes.time.tolist(), strict=True
        ):
            low, high = float(bank.lower[rule]), float(bank.upper[rule])
            beyond = max(value - high, low - value)
            key = int(bank.key[rule])
            if beyond > self._extreme.get(key, (-np.inf, 0.0))[0]:
                self._extreme[key] = (beyond, value)
                self._peaks[split_key(key)] = (value, from_ms(round(time * 1000)))
        edges = evaluation.edges
        for rule in edges.rule[~edges.rising].tolist():
            self._extreme.pop(int(bank.key[rule]), None)

    def write_peaks(self, now: datetime) -> None:
        """Write the farthest values now and then, in a transaction of their own."""
        if self._peaks and now.timestamp() - self._peaks_at >= PEAK_EVERY_S:
            note_peaks(peaks=self._peaks)
            self._peaks = {}
            self._peaks_at = now.timestamp()


def _plain(value: float) -> float | None:
    """Return a float for the database, None for what is no number."""
    return float(value) if np.isfinite(value) else None
