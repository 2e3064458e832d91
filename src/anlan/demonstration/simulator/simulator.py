"""The simulator's loop: each device publishes at its period; control messages start and stop what
goes wrong."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import Any

import numpy as np
import orjson

from anlan.demonstration.simulator.fleet import Fleet
from anlan.demonstration.simulator.scenarios import SCENARIO_PERIOD_S, Rise
from anlan.demonstration.simulator.signals import Signals
from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.codec import (
    CONTROL_TOPIC,
    encode_instant,
    topic_of,
)
from anlan.monitoring.alarms.public import limits_of

logger = logging.getLogger(__name__)

TICK_S = 0.2


class Simulator:
    """All devices of a fleet on one connection."""

    def __init__(self, fleet: Fleet, publisher: Publisher, *, leak_after_s: float = 0.0) -> None:
        self.fleet = fleet
        self.publisher = publisher
        self.signals = Signals(fleet.behaviours, fleet.seed)
        self.published = 0
        self.stopping = threading.Event()
        self._leak_after_s = leak_after_s
        self._orders: deque[dict[str, Any]] = deque()
        self._rises: dict[int, Rise] = {}
        self._devices = self._group_by_device()
        self._next_at = self._first_times(time.time())

    def _group_by_device(self) -> list[tuple[str, float, list[int]]]:
        """Return (code, period, rows) of each device."""
        rows: dict[str, list[int]] = {}
        periods: dict[str, float] = {}
        for number, point in enumerate(self.fleet.points):
            rows.setdefault(point.device_code, []).append(number)
            periods[point.device_code] = point.period_s
        return [(code, periods[code], numbers) for code, numbers in rows.items()]

    def _first_times(self, now: float) -> np.ndarray:
        """Spread the devices over their periods, so that they do not all speak at once."""
        share = np.arange(len(self._devices)) * 0.618033988749895 % 1.0
        periods = np.array([period for _code, period, _rows in self._devices])
        first: np.ndarray = now + share * periods
        return first

    # Orders --------------------------------------------------------------------------------------

    def listen(self) -> None:
        """Take control messages."""
        self.publisher.subscribe(CONTROL_TOPIC, self.order)

    def order(self, payload: bytes) -> None:
        """Note an order; a message that cannot be read is left."""
        try:
            message = orjson.loads(payload)
        except orjson.JSONDecodeError:
            message = None
        if isinstance(message, dict):
            self._orders.append(message)
        else:
            logger.warning("control message not understood")

    def obey(self, message: dict[str, Any], now: float) -> None:
        """Start or stop something."""
        scenario = message.get("scenario")
        device = message.get("device") or self.fleet.leak_device
        if scenario == "gas_leak":
            self.begin_leak(str(device), now)
        elif scenario == "normal":
            rows = self.fleet.rows_of(str(message["device"])) if "device" in message else None
            for row in list(self._rises):
                if rows is None or row in rows:
                    self._rises[row] = self._rises[row].stopped_at(now)
            logger.info("scenario normal")
        else:
            logger.warning("unknown scenario %r", scenario)

    def begin_leak(self, device: str, now: float) -> bool:
        """Let the first point of a device that has limits climb past them."""
        for row in self.fleet.rows_of(device):
            point = self.fleet.points[row]
            limits = sorted(limit for _level, limit in limits_of(point.id))
            if not limits:
                continue
            first, second = limits[0], limits[-1]
            ceiling = second * 4 if point.range_high is None else point.range_high
            # A little beyond each limit, so that rounding and noise do not hold it back.
            self._rises[row] = Rise(
                now, first * 1.05, second * 1.05, min(second * 4, 0.9 * ceiling)
            )
            for number, (code, _period, _rows) in enumerate(self._devices):
                if code == device:
                    self._next_at[number] = now  # it speaks at once, then every second
            logger.info("scenario gas_leak at %s (%s)", device, point.name)
            return True
        logger.warning("scenario gas_leak: device %r has no point with limits", device)
        return False

    # Publishing ----------------------------------------------------------------------------------

    def step(self, now: float) -> int:
        """Publish what is due; returns the number of messages."""
        while self._orders:
            self.obey(self._orders.popleft(), now)
        due = np.flatnonzero(self._next_at <= now)
        if not len(due):
            return 0
        values = self.signals.at(now)
        self._lay_rises(values, now)
        stamp = int(now * 1000)
        disturbed = set(self._rises)
        for number in due.tolist():
            code, period, rows = self._devices[number]
            readings = {self.fleet.points[row].key: float(values[row]) for row in rows}
            self.publisher.publish(topic_of(code), encode_instant(stamp, readings))
            self.published += 1
            if disturbed.intersection(rows):
                period = min(period, SCENARIO_PERIOD_S)
            self._next_at[number] = max(self._next_at[number] + period, now)
        return len(due)

    def _lay_rises(self, values: np.ndarray, now: float) -> None:
        for row, rise in list(self._rises.items()):
            scale = self.signals.scale[row]
            shown = rise.at(now, float(values[row]))
            values[row] = round(min(shown, float(self.signals.high[row])) * scale) / scale
            if rise.is_over(now):
                del self._rises[row]

    def run(self) -> None:
        """Publish until told to stop."""
        self.listen()
        begin = time.time()
        leak_at = begin + self._leak_after_s if self._leak_after_s > 0 else None
        while not self.stopping.wait(TICK_S):
            now = time.time()
            if leak_at is not None and now >= leak_at:
                leak_at = None
                self.begin_leak(self.fleet.leak_device, now)
            self.step(now)
