"""Requests as the house sees them: with an actor, answering whole pages or partials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from anlan.kernel.actor import Actor
from anlan.kernel.errors import SignInRequired
from anlan.kernel.policy import require_permission


class ActorRequest(HttpRequest):
    """An HTTP request after ``ActorMiddleware``."""

    actor: Actor
    request_id: str
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def requires(permission: str = "") -> Callable[[View], View]:
    """View decorator: somebody is signed in and holds ``permission`` over some scope."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.actor.is_anonymous:
                raise SignInRequired
            if permission:
                require_permission(request.actor, permission)
            return view(request, *args, **kwargs)

        wrapped.permission = permission  # type: ignore[attr-defined]
        return wrapped

    return decorate


def public(view: View) -> View:
    """Mark a view as open to everybody (sign-in page, health); the URL table test knows it."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def wanted_blocks(request: HttpRequest) -> frozenset[str]:
    """Return the ids of the blocks a live refresh asks for; empty for a whole page."""
    return frozenset(request.headers.get("X-Live-Blocks", "").split())


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer the whole page, or ``partial`` when HTMX asked for a fragment (not a boosted page)."""
    htmx = getattr(request, "htmx", None)
    if partial is not None and htmx and not htmx.boosted:
        return render(request, partial, dict(context or {}), status=status)
    return render(request, template, dict(context or {}), status=status)
