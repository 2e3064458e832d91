"""Devices that speak without a pause, and what the store must hold of what they said."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.demonstration.benchmarks.lean import LIMIT, Database, device_code
from anlan.integrations.mqtt.public import encode_batch

#: (point, on, off) in unix milliseconds; off is None while it is on.
Crossing = tuple[int, int, int | None]
#: Share of instants at which the first point of a device crosses the limit, or comes back.
CHANGE = 0.01


@dataclass(eq=False)
class Fleet(threading.Thread):
    """Every device says every ``every_s`` what its points showed at ``instants`` moments since."""

    points: NDArray[np.int64]
    publish: Callable[[str, bytes], None]
    seed: int
    every_s: float = 0.5
    instants: int = 5
    rounds: list[tuple[int, NDArray[np.float64]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self.failure: Exception | None = None
        self.chance = random.Random(self.seed)
        self.numbers = np.random.default_rng(self.seed)
        self.devices, self.points_each = self.points.shape
        self.high = np.zeros(self.devices, np.bool_)
        self.step_ms = int(self.every_s * 1000 / self.instants)
        self.began_ms = 0

    def run(self) -> None:
        """Speak until told to stop; a round that comes late is made up for."""
        try:
            self.began_ms = int(time.time() * 1000)
            while not self.stopping.is_set():
                due = self.began_ms / 1000 + len(self.rounds) * self.every_s
                if self.stopping.wait(max(0.0, due - time.time())):
                    return
                self.say(self.began_ms + len(self.rounds) * self.instants * self.step_ms)
        except Exception as error:
            self.failure = error

    def say(self, begin_ms: int) -> None:
        """One round: a message of every device."""
        shape = (self.devices, self.instants, self.points_each)
        values = np.round(self.numbers.random(shape) * 0.8 * LIMIT, 3)
        for device in range(self.devices):
            for instant in range(self.instants):
                if self.chance.random() < CHANGE:
                    self.high[device] = not self.high[device]
                if self.high[device]:
                    values[device, instant, 0] = 1.5 * LIMIT + instant
        self.rounds.append((begin_ms, values))
        for device in range(self.devices):
            rows = [
                (f"p{key:02d}", begin_ms + instant * self.step_ms, float(value), 0)
                for instant in range(self.instants)
                for key, value in enumerate(values[device, instant])
            ]
            self.publish(device_code(device), encode_batch(rows))

    def stop(self) -> None:
        """End after the message that is being sent; tell what went wrong."""
        self.stopping.set()
        self.join(30)
        if self.failure is not None:
            raise self.failure

    # What must be there --------------------------------------------------------------------------

    @property
    def sent(self) -> int:
        """Readings said so far."""
        return len(self.rounds) * self.points.size * self.instants

    @property
    def readings_per_s(self) -> float:
        """Readings said a second."""
        return self.points.size * self.instants / self.every_s

    def expected(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Every reading said: (point, unix ms) rows and values, ordered by both."""
        keys, values = [], []
        for begin, shown in self.rounds:
            at = begin + np.arange(self.instants) * self.step_ms
            point = np.broadcast_to(self.points[:, None, :], shown.shape)
            when = np.broadcast_to(at[None, :, None], shown.shape)
            keys.append(np.column_stack((point.ravel(), when.ravel())))
            values.append(shown.ravel())
        key, value = np.concatenate(keys), np.concatenate(values)
        order = np.lexsort((key[:, 1], key[:, 0]))
        return key[order], value[order]

    def crossings(self) -> list[Crossing]:
        """When each rule must have switched on and off, from the series alone."""
        found: list[Crossing] = []
        for device in range(self.devices):
            point, since = int(self.points[device, 0]), None
            for begin, shown in self.rounds:
                for instant, value in enumerate(shown[device, :, 0].tolist()):
                    at = begin + instant * self.step_ms
                    if since is None and value >= LIMIT:
                        since = at
                    elif since is not None and value < LIMIT:
                        found.append((point, since, at))
                        since = None
            if since is not None:
                found.append((point, since, None))
        return sorted(found, key=lambda row: row[:2])


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was said against what is stored, and alarms against the series."""

    sent: int
    stored: int
    lost: int
    doubled: int
    altered: int
    crossings_expected: int
    crossings_written: int
    crossings_wrong: int
    alarms_doubled: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing is lost, doubled, altered or raised wrongly."""
        wrong = (self.lost, self.doubled, self.altered, self.crossings_wrong, self.alarms_doubled)
        return not any(wrong) and self.sent == self.stored


def compare(database: Database, fleet: Fleet) -> Comparison:
    """Compare everything the fleet said with everything the database holds."""
    key, value = fleet.expected()
    stored, shown = database.stored()
    distinct, first = np.unique(stored, axis=0, return_index=True)
    altered = lost = 0
    if np.array_equal(distinct, key):
        altered = int(np.count_nonzero(shown[first] != value))
    else:
        known = set(map(tuple, distinct.tolist()))
        lost = sum(tuple(row) not in known for row in key.tolist())
        altered = len(known - set(map(tuple, key.tolist())))  # said by nobody
    expected, written = fleet.crossings(), crossings_written(database)
    wrong = set(expected) ^ set(written)
    return Comparison(
        sent=len(key),
        stored=len(stored),
        lost=lost,
        doubled=len(stored) - len(distinct),
        altered=altered,
        crossings_expected=len(expected),
        crossings_written=len(written),
        crossings_wrong=len(wrong) + len(written) - len(set(written)),
        alarms_doubled=_alarms_doubled(database),
    )


def crossings_written(database: Database) -> list[Crossing]:
    """When rules switched on and off, as it is written down."""
    return [
        (int(point), int(on), None if off is None else int(off))
        for point, on, off in database.ask(
            "SELECT point_id, round(extract(epoch FROM raised_at) * 1000),"
            " round(extract(epoch FROM cleared_at) * 1000)"
            " FROM alarms_alarmtrigger ORDER BY point_id, raised_at"
        )
    ]


def _alarms_doubled(database: Database) -> int:
    """Unfinished alarms of one point beyond the first, call-outs of one alarm beyond the first."""
    ((alarms,),) = database.ask(
        "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM alarms_alarm"
        " WHERE finished_at IS NULL GROUP BY point_id) AS found"
    )
    ((steps,),) = database.ask(
        "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM alarms_alarmstep"
        " WHERE kind = 'raised' GROUP BY alarm_id) AS found"
    )
    return int(alarms) + int(steps)
