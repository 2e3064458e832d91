"""Visiting pages as a given actor, without an account behind it."""

from __future__ import annotations

from django.http import HttpRequest
from django.test import Client
from django.utils.module_loading import import_string

from anlan.kernel.actor import Actor

#: Where the test client carries the actor of its requests.
KEY = "anlan.actor"
REAL_RESOLVER = "anlan.base.accounts.resolver.actor_of"


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the visiting actor, else whoever is really signed in."""
    visitor: Actor | None = request.META.get(KEY)
    if visitor is not None:
        return visitor
    found: Actor | None = import_string(REAL_RESOLVER)(request)
    return found


def client_of(actor: Actor) -> Client:
    """Return a client whose requests come from ``actor``."""
    return Client(**{KEY: actor})  # type: ignore[arg-type]
