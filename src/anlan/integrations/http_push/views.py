"""POST /api/push/: readings of a device, acknowledged when the broker has them."""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from anlan.integrations.gateway.public import ForwardingFailed
from anlan.integrations.http_push.codec import Body, not_json, read_body
from anlan.integrations.http_push.constants import MOST_BYTES, MOST_NAMED, RETRY_AFTER_S
from anlan.integrations.http_push.errors import BrokerAway, TooLarge, TooManyRequests
from anlan.integrations.http_push.limits import buckets
from anlan.integrations.http_push.sender import sender
from anlan.kernel import clock, live
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, NotVisible, SignInRequired
from anlan.kernel.middleware import problem
from anlan.kernel.requests import public
from anlan.monitoring.devices.public import PushDevice, device_of_code, device_of_token


def bearer(request: HttpRequest) -> str:
    """Return the token a request carries, or nothing."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def check_length(request: HttpRequest) -> None:
    """Refuse a body by what is told of its length, before anything of it is read.

    Raises ``TooLarge`` or ``InvalidInput``.
    """
    length = request.headers.get("Content-Length", "")
    if length and not (length.isascii() and length.isdigit()):
        raise not_json()
    if len(length) > 9 or int(length or 0) > MOST_BYTES:
        raise TooLarge


def content_of(request: HttpRequest) -> bytes:
    """Return a body of bounded size.

    Raises ``TooLarge``, or ``InvalidInput`` when it breaks off.
    """
    check_length(request)
    try:
        content = request.body
    except UnreadablePostError:
        raise not_json() from None
    if len(content) > MOST_BYTES:
        raise TooLarge
    return content


def pushing_device(request: HttpRequest, code: str = "") -> PushDevice:
    """Return the device that is meant: that of the token, or one another system may send for.

    Raises ``SignInRequired``, ``NotVisible`` or ``NotPermitted``.
    """
    device = device_of_token(bearer(request))
    if device is not None:
        if code and code != device.code:
            raise NotVisible
        return device
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "api":
        # A session is no sender: its cookie would let other sites push.
        raise SignInRequired
    if not code or "\x00" in code:
        raise NotVisible
    return device_of_code(code, actor=actor)


@public
@csrf_exempt
@require_POST
def push(request: HttpRequest, code: str = "") -> JsonResponse:
    """Take readings: 202 when at least one was taken and the broker has them, 422 when none."""
    try:
        return _push(request, code)
    except DomainError as error:
        response = JsonResponse(problem(error), status=error.status)
        wait = error.details.get("wait_s", RETRY_AFTER_S)
        if error.status in (429, 503):
            response["Retry-After"] = str(max(1, math.ceil(wait)))
        if error.status == 401:
            response["WWW-Authenticate"] = 'Bearer realm="anlan"'
        return response


def _push(request: HttpRequest, code: str) -> JsonResponse:
    check_length(request)
    device = pushing_device(request, code)
    if (wait_s := buckets.take(device.code)) > 0:
        raise TooManyRequests(wait_s=wait_s)
    body = read_body(content_of(request), device.points, int(clock.now().timestamp() * 1000))
    if body.samples:
        try:
            sender.send(device.code, body.samples)
        except ForwardingFailed as error:
            raise BrokerAway from error
    if body.refused:
        # Who installs the device sees it on the page of what arrives.
        reasons = ",".join(sorted({str(r.reason) for r in body.refused}))
        live.publish(
            f"device:{device.id}", "http_push.refused", number=len(body.refused), reasons=reasons
        )
    return JsonResponse(answer(body), status=202 if body.samples else 422)


def answer(body: Body) -> dict[str, Any]:
    """Return what became of a body."""
    told: dict[str, Any] = {
        "accepted": len(body.samples),
        "refused": len(body.refused),
        "refusals": [refused.as_json() for refused in body.refused[:MOST_NAMED]],
    }
    if body.out_of_range:
        told["out_of_range"] = sorted(set(body.out_of_range))
    if not body.samples:
        told["code"] = "nothing_accepted"
    return told
