"""From a request to an actor, from a domain error to an answer, and the headers every page has."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from anlan.kernel.actor import ANONYMOUS, Actor
from anlan.kernel.errors import DomainError, InvalidInput, SignInRequired

log = logging.getLogger("anlan.request")
_REQUEST_ID = re.compile(r"^[0-9a-zA-Z-]{8,32}$")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob: {extra}; connect-src 'self' {extra}; worker-src 'self' blob:; "
    "font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'; manifest-src 'self'; media-src 'self' blob:"
)


class ActorMiddleware:
    """Gives every request its id and its actor (``settings.ANLAN_ACTOR_RESOLVER``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolve: Callable[[HttpRequest], Actor | None] = import_string(
            settings.ANLAN_ACTOR_RESOLVER
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        actor = self.resolve(request) or ANONYMOUS
        request.request_id = request_id  # type: ignore[attr-defined]
        request.actor = actor.with_request(  # type: ignore[attr-defined]
            request_id, request.META.get("REMOTE_ADDR", "")
        )
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        response.setdefault(
            "Content-Security-Policy",
            CONTENT_SECURITY_POLICY.format(extra=settings.ANLAN_ONLINE_MAP_ORIGINS),
        )
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self)")
        log.info(
            "%s %s",
            request.method,
            request.path,
            extra={
                "request_id": request_id,
                "actor": actor.id,
                "status": response.status_code,
                "duration_ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response


class LanguageMiddleware:
    """Chinese unless the person chose otherwise: only the cookie counts, not the browser's list."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class DomainErrorMiddleware:
    """Turns a ``DomainError`` into JSON, an HTMX fragment or a page, with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for domain errors; let everything else through."""
        if not isinstance(error, DomainError):
            return None
        return answer_for(request, error)


def answer_for(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Build the response for a domain error in the form the caller understands."""
    htmx = getattr(request, "htmx", None)
    wants_json = request.path.startswith("/api/") or "application/json" in request.headers.get(
        "Accept", ""
    )
    if wants_json:
        return JsonResponse(problem(error), status=error.status)
    if isinstance(error, SignInRequired):
        target = reverse("accounts:login")
        query = urlencode({"next": request.get_full_path()})
        if htmx:
            return HttpResponse(status=401, headers={"HX-Redirect": f"{target}?{query}"})
        return HttpResponseRedirect(f"{target}?{query}")
    if htmx:
        return render(request, "kernel/_error_toast.html", {"error": error}, status=error.status)
    back = request.headers.get("Referer", "")
    if request.method == "POST" and error.status in (409, 422) and _is_own(request, back):
        text = str(error)
        if isinstance(error, InvalidInput) and error.fields:
            text = " ".join(str(message) for message in error.fields.values())
        messages.error(request, text)
        return HttpResponseRedirect(back)
    return render(request, "kernel/error.html", {"error": error}, status=error.status)


def _is_own(request: HttpRequest, url: str) -> bool:
    return url.startswith(f"{request.scheme}://{request.get_host()}/")


def problem(error: DomainError) -> dict[str, object]:
    """Describe a domain error for API clients."""
    body: dict[str, object] = {"code": error.code, "message": str(error)}
    if isinstance(error, InvalidInput) and error.fields:
        body["fields"] = {name: str(message) for name, message in error.fields.items()}
    return body
