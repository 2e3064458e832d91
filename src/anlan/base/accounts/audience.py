"""Who holds a permission over what: asked by ``policy.who_can`` for notices and escalation.

Answers are kept while one transaction runs, so that a batch of alarms asks once; anything that
changes a grant in it forgets them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.db import connection

from anlan.base.accounts.models import Grant
from anlan.base.accounts.selectors import holding_now
from anlan.kernel import clock
from anlan.kernel.actor import Scope, ScopeKind
from anlan.kernel.policy import register_audience


class _Kept:
    """Answers of one transaction; the transaction holds it among its callbacks while it runs."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], list[tuple[int, Scope]]] = {}

    def __call__(self) -> None:
        self.answers.clear()


def _kept() -> _Kept | None:
    """Return the answers of the running transaction; None outside one."""
    if not connection.in_atomic_block:
        return None
    # A rollback empties the list of callbacks, and with it what was kept.
    for entry in connection.run_on_commit:
        if isinstance(entry[1], _Kept):
            return entry[1]
    fresh = _Kept()
    connection.on_commit(fresh)
    return fresh


def forget_audience() -> None:
    """Forget the answers of the running transaction."""
    if connection.in_atomic_block:
        for entry in connection.run_on_commit:
            if isinstance(entry[1], _Kept):
                entry[1].answers.clear()


def holders_of(permission: str) -> Iterable[tuple[int, Scope]]:
    """Return (person id, scope) of everybody who holds a permission now."""
    now = clock.now()
    kept = _kept()
    key = (permission, now.strftime("%Y%m%d%H%M"))
    if kept is not None and key in kept.answers:
        return kept.answers[key]
    rows = (
        Grant.objects.filter(
            holding_now(now),
            role__permissions__contains=[permission],
            user__is_active=True,
            user__person__is_active=True,
        )
        .order_by("id")
        .values_list("user__person_id", "scope_kind", "scope_value")
    )
    found: list[tuple[int, Scope]] = [
        (int(person), Scope(cast(ScopeKind, kind), value)) for person, kind, value in rows
    ]
    if kept is not None:
        kept.answers[key] = found
    return found


register_audience(holders_of)
