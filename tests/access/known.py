"""Who asks is found out once; the thousands of questions after it are about what he may."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from anlan.base.accounts import resolver
from anlan.kernel.actor import Actor

_known: dict[tuple[str, str], Actor] = {}


def actor_of(request: HttpRequest) -> Actor | None:
    """Return the actor of a request as the platform does, remembered by session and token."""
    key = (
        request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""),
        request.headers.get("Authorization", ""),
    )
    if key not in _known:
        found = resolver.actor_of(request)
        if found is None:
            return None
        _known[key] = found
    return _known[key]
