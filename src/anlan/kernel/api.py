"""What the API of every app shares: how clients sign in, and how long lists come in parts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import LimitOffsetPagination
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


class InParts(LimitOffsetPagination):
    """A long list by ``limit`` and ``offset``; numbers no list reaches are refused with 422."""

    class Input(Schema):
        """How many, and after how many."""

        limit: int = Field(100, ge=1, le=10_000)
        offset: int = Field(0, ge=0, le=1_000_000)
