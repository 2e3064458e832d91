"""Creating observations: through the one way in, acknowledged when the broker has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

import orjson
from django.http import HttpRequest

from anlan.integrations.gateway.public import BAD, GOOD, UNCERTAIN, ForwardingFailed, Sample
from anlan.integrations.http_push.public import (
    BrokerAway,
    TooManyRequests,
    bearer,
    buckets,
    content_of,
    read_message,
    sender,
)
from anlan.integrations.sensorthings.errors import BadQuery
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible, SignInRequired
from anlan.monitoring.devices.public import (
    PushDevice,
    device_of_code,
    device_of_token,
    visible_points,
)

QUALITIES = {"good": GOOD, "uncertain": UNCERTAIN, "bad": BAD}


def read_json(request: HttpRequest) -> Any:
    """Read a body of bounded size."""
    try:
        return orjson.loads(content_of(request))
    except (orjson.JSONDecodeError, RecursionError, InvalidInput):
        raise BadQuery("the body is not JSON") from None


def device_for(request: HttpRequest, point_id: int) -> tuple[PushDevice, str]:
    """Return the device of a point that this request may send for, and the key of the point."""
    device = device_of_token(bearer(request))
    if device is None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if actor.kind != "api":
            raise SignInRequired
        point = visible_points(actor).select_related("device").filter(pk=point_id).first()
        if point is None:
            raise NotVisible
        device = device_of_code(point.device.code, actor=actor)
    for point_of_device in device.points.values():
        if point_of_device.id == point_id:
            return device, point_of_device.key
    raise NotVisible


def point_id_of(value: Any) -> int:
    """Read a reference to a datastream: ``{"@iot.id": 5}``."""
    key = value.get("@iot.id", value.get("id")) if isinstance(value, Mapping) else None
    if type(key) is not int or not 0 < key < 2**62:
        raise BadQuery("Datastream is named by its @iot.id, a number")
    return key


def row_of(key: str, observation: Any, now_ms: int) -> list[Any]:
    """Return an observation as the push reader takes it: [key, time, value, quality]."""
    if not isinstance(observation, Mapping) or "result" not in observation:
        raise BadQuery("an observation has a result")
    at = observation.get("phenomenonTime") or observation.get("resultTime") or now_ms
    if isinstance(at, str):
        at = at.partition("/")[0]  # of an interval, its beginning
    quality = observation.get("resultQuality")
    graded = QUALITIES.get(quality, GOOD) if isinstance(quality, str) else GOOD
    return [key, at, observation["result"], graded]


def create_observation(request: HttpRequest, point_id: int | None) -> tuple[int, Sample]:
    """Create one observation; returns the datastream and the reading as it was forwarded."""
    body = read_json(request)
    if point_id is None:
        point_id = point_id_of(body.get("Datastream") if isinstance(body, Mapping) else None)
    device, key = device_for(request, point_id)
    samples = _forward(device, [row_of(key, body, _now_ms())])
    if samples is None:
        raise BadQuery("the observation was refused")
    return point_id, samples[0]


def create_many(request: HttpRequest) -> list[str | None]:
    """Create observations from data arrays; returns the id of each, None for one refused."""
    body = read_json(request)
    if not isinstance(body, list) or not 0 < len(body) <= 100:
        raise BadQuery("CreateObservations takes a list of 1 to 100 data arrays")
    ids: list[str | None] = []
    for group in body:
        if not isinstance(group, Mapping):
            raise BadQuery("a data array names Datastream, components and dataArray")
        point_id = point_id_of(group.get("Datastream"))
        names, rows = group.get("components"), group.get("dataArray")
        if not (_are_texts(names) and isinstance(rows, list) and "result" in names):
            raise BadQuery("a data array names components, with result, and dataArray")
        device, key = device_for(request, point_id)
        for at in range(0, len(rows), 5_000):
            ids += _create_rows(device, key, point_id, names, rows[at : at + 5_000])
    return ids


def _are_texts(values: Any) -> TypeGuard[list[str]]:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _create_rows(
    device: PushDevice, key: str, point_id: int, names: list[str], rows: list[Any]
) -> list[str | None]:
    now = _now_ms()
    given = []
    for row in rows:
        if not isinstance(row, list) or len(row) != len(names):
            raise BadQuery("a row of dataArray has as many values as components has names")
        given.append(row_of(key, dict(zip(names, row, strict=True)), now))
    body = read_message({"r": given}, device.points, now)
    refused = {one.number for one in body.refused}
    _send(device, body.samples)
    samples = iter(body.samples)
    return [
        None if number in refused else f"{point_id}-{next(samples).at_ms}"
        for number in range(len(given))
    ]


def _forward(device: PushDevice, rows: list[list[Any]]) -> list[Sample] | None:
    body = read_message({"r": rows}, device.points, _now_ms())
    if not body.samples:
        told = body.refused[0].as_json()
        raise BadQuery(f"{told['reason']}: {told['message']}")
    _send(device, body.samples)
    return body.samples


def _send(device: PushDevice, samples: list[Sample]) -> None:
    if (wait_s := buckets.take(device.code)) > 0:
        raise TooManyRequests(wait_s=wait_s)
    if samples:
        try:
            sender.send(device.code, samples)
        except ForwardingFailed as error:
            raise BrokerAway from error


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
