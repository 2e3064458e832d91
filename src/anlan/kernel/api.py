"""How API clients sign in: a bearer token, or the session of the page that calls."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.utils import check_csrf

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted


def authenticate(request: HttpRequest) -> Any:
    """Return the actor, or None when nobody is signed in; session writes need the CSRF token."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.is_anonymous:
        return None
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    if actor.kind == "person" and writes and check_csrf(request) is not None:
        raise NotPermitted
    return actor
