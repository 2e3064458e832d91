"""From a request to its actor: the signed-in account with its present grants, or a bearer token.

A password alone makes no actor: as long as a step of signing in is missing (a new password, the
second factor), the request stays anonymous, for pages and API alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from anlan.base.accounts.choices import SessionEnd, SignInStep
from anlan.base.accounts.models import Grant, User
from anlan.base.accounts.rules import installed_value
from anlan.base.accounts.selectors import present_grants
from anlan.base.accounts.services import override as overrides
from anlan.base.accounts.services.sessions import end_own_session, touch_session
from anlan.kernel import clock
from anlan.kernel.actor import ANONYMOUS, Actor, GrantedScope, Scope

#: Keys of the session.
SEEN_AT, IDLE_S, SECOND_FACTOR, OVERRIDE = "seen_at", "idle_s", "second_factor", "override"
#: The use of a session is written down at most this often.
TOUCH_S = 60
_TOKENS = "anlan.base.exchange.public"


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a request, None when nobody is (completely) signed in.

    Two queries: the account with its person, its grants with their roles.
    """
    authorization = request.headers.get("Authorization", "")
    if authorization.lower().startswith("bearer "):
        return _actor_of_token(authorization[7:].strip())
    user = signed_in_user(request)
    if user is None or _is_idle(request, user):
        return None
    grants = list(present_grants(user))
    if missing_step(user, grants, request.session) is not None:
        return None
    actor = actor_for(user, grants)
    override_id = request.session.get(OVERRIDE)
    return _with_override(request, user, actor, override_id) if override_id else actor


def signed_in_user(request: HttpRequest) -> User | None:
    """Return the account whose password was given in this session, complete or not."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    return user if isinstance(user, User) else None


def missing_step(user: User, grants: Iterable[Grant], session: Any) -> SignInStep | None:
    """Return what still stands between the password and the desk."""
    if user.must_change_password:
        return SignInStep.PASSWORD
    if session.get(SECOND_FACTOR):
        return None
    if user.has_second_factor:
        return SignInStep.VERIFY
    if user.is_demonstration and settings.ANLAN_DEMO:
        return None
    return SignInStep.ENROL if any(g.role.needs_second_factor for g in grants) else None


def actor_for(user: User, grants: Iterable[Grant] | None = None) -> Actor:
    """Build the actor of an account from the grants valid now."""
    held = tuple(
        GrantedScope(
            permissions=frozenset(grant.role.permissions),
            scope=Scope(grant.scope_kind, grant.scope_value),  # type: ignore[arg-type]
            role=grant.role.code,
        )
        for grant in (present_grants(user) if grants is None else grants)
    )
    person = user.person
    return Actor(
        kind="person",
        id=f"user:{user.pk}",
        display_name=str(user),
        person_id=user.person_id,
        organisation_id=person.organisation_id if person else None,
        grants=held,
    )


def _is_idle(request: HttpRequest, user: User) -> bool:
    """End the session of somebody who was away too long; else note that it was used."""
    now = clock.now().timestamp()
    seen = request.session.get(SEEN_AT)
    if seen is not None:
        away = now - seen
        limit = request.session.get(IDLE_S) or installed_value("idle_timeout_min") * 60
        if away > limit:
            key = request.session.session_key or ""
            actor = ANONYMOUS.with_request(
                getattr(request, "request_id", ""), request.META.get("REMOTE_ADDR", "")
            )
            end_own_session(session_key=key, actor=actor, why=SessionEnd.IDLE)
            request.session.flush()
            request.user = AnonymousUser()
            return True
        if away < TOUCH_S:
            return False
        touch_session(session_key=request.session.session_key or "")
    request.session[SEEN_AT] = int(now)
    return False


def _with_override(request: HttpRequest, user: User, actor: Actor, override_id: int) -> Actor:
    found = overrides.find_running_override(override_id, user)
    if found is None:
        request.session.pop(OVERRIDE, None)
        return actor
    stronger = replace(actor, grants=(*actor.grants, overrides.override_grant()))
    overrides.record_request(
        override=found,
        actor=stronger.with_request(actor.request_id, request.META.get("REMOTE_ADDR", "")),
        method=request.method or "",
        path=request.get_full_path(),
    )
    return stronger


def _actor_of_token(token: str) -> Actor | None:
    if find_spec(_TOKENS) is None:
        return None
    resolve = getattr(import_module(_TOKENS), "actor_from_token", None)
    return resolve(token) if resolve is not None else None
