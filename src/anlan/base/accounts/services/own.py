"""From an actor to the account behind it."""

from __future__ import annotations

from anlan.base.accounts.models import User
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted


def find_own_user_id(actor: Actor) -> int | None:
    """Return the key of the actor's account, None for jobs, devices and tests."""
    kind, _, key = actor.id.partition(":")
    return int(key) if kind == "user" and key.isdigit() else None


def get_own_user(actor: Actor, *, lock: bool = False) -> User:
    """Return the actor's account; raises ``NotPermitted`` for actors without one."""
    key = find_own_user_id(actor)
    rows = User.objects.select_for_update() if lock else User.objects.all()
    found = rows.filter(pk=key, is_active=True).first() if key is not None else None
    if found is None:
        raise NotPermitted
    return found
