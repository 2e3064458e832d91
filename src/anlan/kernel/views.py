"""Pages every installation has: health, metrics, the live stream, language, errors."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from anlan.kernel.events import recent_messages
from anlan.kernel.feeds import frame
from anlan.kernel.hub import hub
from anlan.kernel.live import SharedView, find_shared_view, may_listen, may_receive
from anlan.kernel.requests import ActorRequest, public
from anlan.kernel.sessions import give_back_sessions

#: A comment line this often keeps proxies from closing a quiet stream.
HEARTBEAT_S = 15.0
#: What was written so long before a page was drawn may have been committed after it; longer would
#: bring every page up to date once more after its own person's act. [s]
COMMIT_S = 0.05
#: A page for which more happened between drawing and listening reloads what it shows.
MOST_MISSED = 300
DIGITS_OF_MS = 15
RELOAD = b'event: reload\ndata: {"name":"reload"}\n\n'


@public
@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """Answer whether requests can be served: the database answers."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse(
        {"status": "ready", "database_ms": round((time.perf_counter() - started) * 1000, 1)}
    )


@public
@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Give this process's figures in Prometheus' text format."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@never_cache
async def live(request: ActorRequest) -> HttpResponseBase:
    """Stream the messages of ``?topic=…`` and the shared views ``?view=…`` to a signed-in browser.

    A page that opens its first stream names the moment it was drawn (``drawn``, ms) and is told
    what happened since. A browser that comes back (it names the last message it had) may have
    missed more than is kept at hand and is told to reload what it shows.
    """
    from asgiref.sync import sync_to_async

    actor = request.actor

    def allowed() -> tuple[set[str], dict[str, SharedView]]:
        try:
            topics = {t for t in request.GET.getlist("topic")[:20] if may_listen(actor, t)}
            found = {v: find_shared_view(v, actor) for v in request.GET.getlist("view")[:5]}
            return topics, {name: view for name, view in found.items() if view is not None}
        finally:
            give_back_sessions()

    topics, views = await sync_to_async(allowed)()
    language = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    if actor.is_anonymous:
        return JsonResponse({"code": "sign_in_required"}, status=401)

    drawn = request.GET.get("drawn", "")

    def since_drawn() -> list[dict[str, Any]] | None:
        try:
            moment = datetime.fromtimestamp(int(drawn) / 1000, UTC) - timedelta(seconds=COMMIT_S)
            messages = recent_messages(moment, at_most=MOST_MISSED)
        finally:
            give_back_sessions()
        if messages is None:
            return None
        return [m for m in messages if m["topic"] in topics and may_receive(actor, m)]

    returns = "Last-Event-ID" in request.headers or "last_event_id" in request.GET

    async def stream() -> AsyncIterator[bytes]:
        # The frame of the request may have noted the use of the browser's session meanwhile.
        await sync_to_async(give_back_sessions)()
        yield b": connected\nretry: 1000\nid: 0\n\n"
        async with hub.subscribe(topics, actor, views=views, language=language) as queue:
            if returns:
                yield RELOAD
            elif drawn.isdecimal() and len(drawn) < DIGITS_OF_MS:
                missed = await sync_to_async(since_drawn)()
                for told in [RELOAD] if missed is None else map(frame, missed):
                    yield told
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT_S):
                        message = await queue.get()
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if message is None:  # too slow or the database connection was lost: start anew
                    yield RELOAD
                    continue
                yield message

    response = StreamingHttpResponse(stream(), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the interface language and go back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    code = request.POST.get("language", "")
    if check_for_language(code):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=31_536_000, samesite="Lax")
    return response


def _error(request: HttpRequest, status: int, message: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": f"http_{status}", "message": message}, status=status)
    return render(
        request,
        "kernel/error.html",
        {"error": {"status": status, "message": message, "code": f"http_{status}"}},
        status=status,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself was malformed."""
    return _error(request, 400, _("The request could not be understood. Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 outside the domain layer (CSRF)."""
    return _error(
        request, 403, _("This page had expired. Go back, reload it and send the form again.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return _error(
        request, 404, _("Nothing was found here, or it is outside your area of responsibility.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing entered is lost, the request id leads to the log line."""
    return _error(
        request, 500, _("Something failed on our side. It has been logged; please try again.")
    )
