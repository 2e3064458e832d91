"""The register of sources: any room may add where points come from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from anlan.governance.assessment.contracts import ScoreSource

_sources: dict[str, ScoreSource] = {}


def register_source(source: ScoreSource) -> None:
    """Make a source known; the same code again replaces it."""
    _sources[source.code] = source


def find_source(code: str) -> ScoreSource | None:
    """Return a source, or None."""
    return _sources.get(code)


def all_sources() -> list[ScoreSource]:
    """Return every source, ordered by code."""
    return [_sources[code] for code in sorted(_sources)]


T = TypeVar("T")
_gathered: ContextVar[dict[Hashable, Any] | None] = ContextVar("assessment_gathered", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Let sources share what they read for all units of one run: each table is read once."""
    token = _gathered.set({})
    try:
        yield
    finally:
        _gathered.reset(token)


def shared(key: Hashable, read: Callable[[], T]) -> T:
    """Return what was read under a key in this gathering; outside of one it is read anew."""
    known = _gathered.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found
