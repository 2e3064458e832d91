"""How often a device may push: a bucket of tokens for each, in each web process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from anlan.integrations.http_push.constants import BURST, MOST_REMEMBERED, REQUESTS_PER_S


class Buckets:
    """One bucket a device: filled with time, emptied by requests; the longest unused are forgot."""

    def __init__(
        self,
        per_s: float = REQUESTS_PER_S,
        burst: float = BURST,
        most: int = MOST_REMEMBERED,
    ) -> None:
        self._per_s, self._burst, self._most = per_s, burst, most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str, now: float | None = None) -> float:
        """Take one request; returns 0, or after how many seconds there is room again."""
        at = time.monotonic() if now is None else now
        with self._lock:
            level, since = self._levels.pop(name, (self._burst, at))
            level = min(self._burst, level + (at - since) * self._per_s)
            wait = 0.0 if level >= 1 else (1 - level) / self._per_s
            self._levels[name] = (level - 1 if level >= 1 else level, at)
            while len(self._levels) > self._most:
                self._levels.popitem(last=False)
        return wait


buckets = Buckets()
