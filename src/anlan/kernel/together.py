"""What a step leaves behind (records of the trail, events) is written at its end, in one go.

A service that calls others writes a record and an event for each of them; every one is a way to the
database. Inside ``written_together`` they wait and are written when the step is done, still in its
transaction, one statement for the records and one for the events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

#: What waits, by who writes it, in the order of the first of each.
_waiting: ContextVar[dict[Callable[[list[Any]], Any], list[Any]] | None] = ContextVar(
    "waiting", default=None
)


@contextmanager
def written_together() -> Iterator[None]:
    """Let what is handed to ``postpone`` wait until the end; also a decorator, below ``atomic``.

    Inline handlers of events run at the end too. An error forgets what waits, as the transaction
    does; a part whose failure is survived must not stand inside. One inside another is one.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[Callable[[list[Any]], Any], list[Any]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for write, items in waiting.items():
        write(items)


def postpone(write: Callable[[list[T]], Any], items: Sequence[T]) -> bool:
    """Hand over what ``write`` will be called with at the end; False: nobody waits, write now."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting.setdefault(write, []).extend(items)
    return True
