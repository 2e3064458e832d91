"""The one clock. Services ask it, tests freeze it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.utils import timezone

_source: Callable[[], datetime] = timezone.now


def now() -> datetime:
    """Return the current instant, with time zone."""
    return _source()


def today() -> date:
    """Return the local calendar day."""
    return timezone.localtime(now()).date()


class FrozenClock:
    """A clock that moves only when told; used by tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **duration: float) -> datetime:
        """Move forward by ``timedelta(**duration)`` and return the new time."""
        self.at += timedelta(**duration)
        return self.at


@contextmanager
def freeze(at: datetime) -> Iterator[FrozenClock]:
    """Replace the clock by one that stands at ``at`` while the block runs."""
    global _source
    previous, frozen = _source, FrozenClock(at)
    _source = frozen
    try:
        yield frozen
    finally:
        _source = previous
