"""From a request to its actor: the signed-in account with its present grants."""

from __future__ import annotations

from django.http import HttpRequest

from anlan.base.accounts.models import User
from anlan.kernel import clock
from anlan.kernel.actor import Actor, GrantedScope, Scope


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a request, None when nobody is signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated or not user.is_active:
        return None
    return actor_for(user)


def actor_for(user: User) -> Actor:
    """Build the actor of an account from the grants valid now (one query)."""
    now = clock.now()
    grants = tuple(
        GrantedScope(
            permissions=frozenset(grant.role.permissions),
            scope=Scope(grant.scope_kind, grant.scope_value),  # type: ignore[arg-type]
            role=grant.role.code,
        )
        for grant in user.grants.select_related("role")
        if (grant.valid_from is None or grant.valid_from <= now)
        and (grant.valid_to is None or now < grant.valid_to)
    )
    person = user.person
    return Actor(
        kind="person",
        id=f"user:{user.pk}",
        display_name=str(user),
        person_id=user.person_id,
        organisation_id=person.organisation_id if person else None,
        grants=grants,
    )
