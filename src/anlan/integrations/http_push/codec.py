"""What a push body says, reading by reading, with the reason for each that is refused.

Three forms, all JSON. One instant: ``{"t": <unix ms>, "v": {"<key>": number, …}}``. Batch:
``{"r": [["<key>", <unix ms>, value, quality?], …]}``. Named: ``{"readings": [{"key": "cl2", "at":
"2026-11-22T10:00:00+08:00" or unix ms, "value": 0.3, "quality": 0}, …]}``; ``at`` may be left out
and is then the moment of arrival. A value of null means that nothing was measured.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.public import BAD, GOOD, UNCERTAIN, Sample
from anlan.integrations.http_push.constants import FUTURE_TOLERANCE_MS, MOST_READINGS, OLDEST_MS
from anlan.kernel.errors import InvalidInput, Message
from anlan.monitoring.devices.public import PushPoint

QUALITIES = {"good": GOOD, "uncertain": UNCERTAIN, "bad": BAD}


class Refusal(StrEnum):
    """Why a reading was not taken."""

    SHAPE = "shape"
    KEY = "key"
    UNKNOWN_POINT = "unknown_point"
    OUT_OF_USE = "out_of_use"
    TIME = "time"
    FUTURE = "future"
    TOO_OLD = "too_old"
    VALUE = "value"
    QUALITY = "quality"


WORDS: Mapping[Refusal, Message] = {
    Refusal.SHAPE: _("This is no reading: see the forms of a body."),
    Refusal.KEY: _("A key is a text of 1 to 64 characters."),
    Refusal.UNKNOWN_POINT: _("This device has no point of this key."),
    Refusal.OUT_OF_USE: _("This point is out of use."),
    Refusal.TIME: _("The time is neither unix milliseconds nor ISO 8601 with a zone."),
    Refusal.FUTURE: _("The time is more than a minute in the future."),
    Refusal.TOO_OLD: _("The time is more than 92 days ago."),
    Refusal.VALUE: _("The value is no finite number."),
    Refusal.QUALITY: _("The quality is none of 0 good, 1 uncertain, 2 bad."),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A reading that was not taken: which one of the body, and why."""

    number: int
    key: str
    reason: Refusal

    def as_json(self) -> dict[str, Any]:
        """As the answer tells it."""
        return {
            "number": self.number,
            "key": self.key,
            "reason": str(self.reason),
            "message": str(WORDS[self.reason]),
        }


@dataclass(slots=True)
class Body:
    """A body that was read: samples to forward, readings refused, values outside their range."""

    samples: list[Sample] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    out_of_range: list[str] = field(default_factory=list)


def read_body(content: bytes, points: Mapping[str, PushPoint], now_ms: int) -> Body:
    """Read a body. Raises ``InvalidInput`` when it is not understood as a whole."""
    try:
        message = orjson.loads(content)
    except (orjson.JSONDecodeError, RecursionError):
        raise not_json() from None
    return read_message(message, points, now_ms)


def not_json() -> InvalidInput:
    """What a body is refused with that is not JSON, or not whole."""
    return InvalidInput(fields={"body": _("The body is not JSON.")})


def read_message(message: Any, points: Mapping[str, PushPoint], now_ms: int) -> Body:
    """Read what a body said. Raises ``InvalidInput`` when it is not understood as a whole."""
    rows = _rows(message, now_ms)
    if len(rows) > MOST_READINGS:
        raise InvalidInput(fields={"body": _("A body holds at most 5,000 readings; send several.")})
    if not rows:
        raise InvalidInput(fields={"body": _("The body holds no reading.")})
    body = Body()
    for number, row in enumerate(rows):
        _take(body, number, row, points, now_ms)
    return body


def _rows(message: Any, now_ms: int) -> list[Any]:
    """Bring the three forms to rows of [key, time, value, quality]."""
    if isinstance(message, dict):
        if isinstance(batch := message.get("r"), list):
            return batch
        if isinstance(values := message.get("v"), dict):
            at = message.get("t", now_ms)
            return [[key, at, value] for key, value in values.items()]
        if isinstance(named := message.get("readings"), list):
            return [
                [row.get("key"), row.get("at", now_ms), row.get("value"), row.get("quality", GOOD)]
                if isinstance(row, dict)
                else row
                for row in named
            ]
    raise InvalidInput(
        fields={"body": _("The body is none of {t, v}, {r: […]} and {readings: […]}.")}
    )


def _take(body: Body, number: int, row: Any, points: Mapping[str, PushPoint], now_ms: int) -> None:
    """Take one reading or say why not."""
    if not isinstance(row, list) or not 3 <= len(row) <= 4:
        body.refused.append(Refused(number, "", Refusal.SHAPE))
        return
    key, at, value = row[0], moment(row[1]), row[2]
    quality = row[3] if len(row) == 4 else GOOD
    if isinstance(quality, str):
        quality = QUALITIES.get(quality, quality)
    reason = _reason(key, at, value, quality, points, now_ms)
    if reason is not None:
        body.refused.append(Refused(number, key[:64] if isinstance(key, str) else "", reason))
        return
    point = points[key]
    number_value = None if value is None else float(value) * point.scale + point.offset
    if number_value is not None and _is_outside(number_value, point):
        body.out_of_range.append(key)
    assert at is not None
    body.samples.append(Sample(key, at, number_value, BAD if value is None else quality))


def _reason(
    key: Any, at: int | None, value: Any, quality: Any, points: Mapping[str, PushPoint], now_ms: int
) -> Refusal | None:
    if not isinstance(key, str) or not 0 < len(key) <= 64:
        return Refusal.KEY
    point = points.get(key)
    if point is None:
        return Refusal.UNKNOWN_POINT
    if not point.is_active:
        return Refusal.OUT_OF_USE
    if at is None:
        return Refusal.TIME
    if at > now_ms + FUTURE_TOLERANCE_MS:
        return Refusal.FUTURE
    if at < now_ms - OLDEST_MS:
        return Refusal.TOO_OLD
    if value is not None and not is_number(value):
        return Refusal.VALUE
    if type(quality) is not int or quality not in (GOOD, UNCERTAIN, BAD):
        return Refusal.QUALITY
    return None


def is_number(value: Any) -> bool:
    """Whether a value is a finite number; true and false are none."""
    if type(value) not in (int, float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def moment(value: Any) -> int | None:
    """Read unix milliseconds or ISO 8601 with a zone; None for anything else."""
    if type(value) is int:
        return value
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found: datetime | None = parse_datetime(value)
    except ValueError:
        return None
    if found is None or found.tzinfo is None:
        return None
    try:
        return round(found.timestamp() * 1000)
    except (OverflowError, ValueError):
        return None


def _is_outside(value: float, point: PushPoint) -> bool:
    return (point.range_low is not None and value < point.range_low) or (
        point.range_high is not None and value > point.range_high
    )
