"""OGC SensorThings API 1.1, Part 1: the read side, and the creation of observations."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from anlan.base.exchange.public import actor_from_token
from anlan.integrations.http_push.public import bearer
from anlan.integrations.sensorthings.answers import Answer, Page, service_root
from anlan.integrations.sensorthings.constants import CONFORMANCE, VERSION
from anlan.integrations.sensorthings.errors import BadQuery, NotSupported
from anlan.integrations.sensorthings.observations import whole
from anlan.integrations.sensorthings.options import read_options
from anlan.integrations.sensorthings.paths import Target, follow
from anlan.integrations.sensorthings.writing import create_many, create_observation
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, NotPermitted, NotVisible, SignInRequired
from anlan.kernel.requests import public
from anlan.monitoring.devices.public import VIEW_DEVICE

#: Longest query that is read. [characters]
MOST_QUERY = 6_000


def who_asks(request: HttpRequest) -> Actor:
    """Return the signed-in person or the system of a token.

    Clients that know no bearer give the token as the password of basic authentication. Raises
    ``SignInRequired`` or ``NotPermitted``.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if actor.is_anonymous and scheme.lower() == "basic":
        try:
            token = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (ValueError, UnicodeDecodeError):
            token = ""
        actor = actor_from_token(token) or actor
    if actor.is_anonymous:
        raise SignInRequired
    if not actor.has(VIEW_DEVICE):
        raise NotPermitted(permission=VIEW_DEVICE)
    return actor


def root_of(request: HttpRequest) -> str:
    """Return the address of the service."""
    return request.build_absolute_uri(f"/sensorthings/{VERSION}").rstrip("/")


def fail(error: DomainError) -> JsonResponse:
    """Answer an error as the interface does."""
    told = {"code": error.status, "type": error.code, "message": str(error)}
    response = JsonResponse(told, status=error.status)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="anlan", Bearer realm="anlan"'
    if error.status in (429, 503):
        response["Retry-After"] = "5"
    return response


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD"])
def root(request: HttpRequest) -> HttpResponse:
    """Return the sets and what the interface can do."""
    try:
        who_asks(request)
    except DomainError as error:
        return fail(error)
    return JsonResponse(service_root(root_of(request), CONFORMANCE))


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def resource(request: HttpRequest, path: str) -> HttpResponse:
    """Answer a resource path."""
    try:
        if request.method == "POST":
            return _create(request, path)
        return _read(request, path)
    except DomainError as error:
        return fail(error)


def _read(request: HttpRequest, path: str) -> HttpResponse:
    answer = Answer(who_asks(request), root_of(request))
    text = request.META.get("QUERY_STRING", "")
    if len(text) > MOST_QUERY or "%00" in text:
        raise BadQuery("the query is too long")
    try:
        query = parse_qsl(text, keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise BadQuery("the query has too many fields") from None
    options = read_options(query)
    target = follow(path, answer)
    if target.prop:
        return _property(target)
    if target.is_ref:
        return _references(target, answer, options)
    if target.obj is not None:
        return JsonResponse(answer.describe(target.entity, target.obj, options))
    page = answer.page(target.entity, options, target.parent)
    address = f"{answer.root}/{path.strip('/')}"
    return JsonResponse(answer.collection(target.entity, page, options, address, query))


def _property(target: Target) -> HttpResponse:
    value = target.entity.properties[target.prop].show(target.obj)
    if not target.is_value:
        return JsonResponse({target.prop: value})
    if value is None:
        return HttpResponse(status=204)
    if isinstance(value, dict):
        return JsonResponse(value)
    return HttpResponse(str(value), content_type="text/plain; charset=utf-8")


def _references(target: Target, answer: Answer, options: Any) -> HttpResponse:
    page = (
        Page([target.obj])
        if target.obj is not None
        else answer.page(target.entity, options, target.parent)
    )
    links = [{"@iot.selfLink": answer.url(target.entity, row)} for row in page.rows]
    return JsonResponse({"value": links})


def _create(request: HttpRequest, path: str) -> HttpResponse:
    """POST to Observations, to the observations of a datastream, or to CreateObservations."""
    steps = path.strip("/").split("/")
    if steps == ["CreateObservations"]:
        root = root_of(request)
        ids = create_many(request)
        told = [f"{root}/Observations('{one}')" if one else "error" for one in ids]
        return JsonResponse(told, status=201, safe=False)
    point_id = None
    if len(steps) == 2 and steps[1] == "Observations" and steps[0].startswith("Datastreams("):
        key = steps[0][len("Datastreams(") : -1]
        point_id = whole(key)
        if point_id is None:
            raise NotVisible
    elif steps != ["Observations"]:
        if not bearer(request):
            who_asks(request)
        raise NotSupported("only observations are created here; devices are kept in the registry")
    point, sample = create_observation(request, point_id)
    response = HttpResponse(status=201)
    response["Location"] = f"{root_of(request)}/Observations('{point}-{sample.at_ms}')"
    return response
