"""What must be done before an incident closes; apps above add their own conditions.

Responses, dispatches and inspections register a function that returns None, or the reason why the
incident cannot close yet. This app imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.errors import Message

ClosingGuard = Callable[[int], str | None]

_guards: list[ClosingGuard] = []


def register_closing_guard(guard: ClosingGuard) -> ClosingGuard:
    """Add a condition for closing; used as a function or a decorator."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


def cause_is_verified(incident: Any) -> Message | None:
    """The cause is removed and somebody else has verified it."""
    if incident.cause_removed_at is None:
        return _("The cause has not been reported as removed.")
    if incident.cause_verified_at is None:
        return _("Another person must verify that the cause is removed.")
    return None


def may_close(incident: Any) -> Message | None:
    """The first reason of the registered guards, or None."""
    for guard in _guards:
        reason = guard(incident.pk)
        if reason:
            return reason
    return None


def blocking_reasons(incident: Any) -> list[str]:
    """Everything that stands in the way of closing."""
    found = [cause_is_verified(incident), *(guard(incident.pk) for guard in _guards)]
    return [str(reason) for reason in found if reason]
