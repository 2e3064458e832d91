"""A record as a phone writes it, read with suspicion."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.base.field.constants import MAX_PHOTOS, MAX_RECORD_BYTES
from anlan.base.field.services.photos import SHA256
from anlan.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """What the phone says about one photo; the content comes beside it or came ahead."""

    sha256: str
    nonce: str
    captured_at: datetime
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class SentRecord:
    """What the phone says: ``device_at`` as its clock showed, ``made_at`` corrected by its offset.

    ``sent_at`` is the phone's clock when sending, to see whether that clock was changed meanwhile.
    """

    client_id: UUID
    command: str
    title: str
    values: dict[str, Any]
    photos: tuple[SentPhoto, ...]
    made_at: datetime
    device_at: datetime
    sent_at: datetime
    base_version: str
    is_withdrawn: bool
    content_sha256: str


def read_record(text: str) -> SentRecord:
    """Read the JSON of a record. Raises ``InvalidInput`` for anything that is not one."""
    if len(text.encode()) > MAX_RECORD_BYTES:
        raise InvalidInput(_("The record is too long. Shorten the text."))
    try:
        found = json.loads(text)
        values = found["values"]
        if not isinstance(values, dict):
            raise TypeError("values")
        photos = tuple(_photo(photo) for photo in found.get("photos") or ())
        record = SentRecord(
            client_id=UUID(str(found["client_id"])),
            command=str(found["command"])[:100],
            title=str(found.get("title") or found["command"])[:200],
            values=values,
            photos=photos,
            made_at=_moment(found["made_at"]),
            device_at=_moment(found["device_at"]),
            sent_at=_moment(found["sent_at"]),
            base_version=str(found.get("base_version") or "")[:100],
            is_withdrawn=found.get("withdraw") is True,
            content_sha256=_digest(found),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidInput(_("The record could not be read. Load the app again.")) from error
    if "\x00" in text or "\\u0000" in text:
        raise InvalidInput(_("The record could not be read. Load the app again."))
    if len(photos) > MAX_PHOTOS:
        raise InvalidInput(_("A record can have at most %(limit)d photos.") % {"limit": MAX_PHOTOS})
    return record


def _photo(found: dict[str, Any]) -> SentPhoto:
    sha256 = str(found["sha256"])
    if not SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return SentPhoto(
        sha256=sha256,
        nonce=str(found.get("nonce") or "")[:64],
        captured_at=_moment(found["captured_at"]),
        longitude=_degrees(found.get("longitude"), 180),
        latitude=_degrees(found.get("latitude"), 90),
    )


def _degrees(value: Any, limit: float) -> float | None:
    if value is None:
        return None
    found = float(value)
    if not -limit <= found <= limit:
        raise ValueError(value)
    return found


def _moment(value: Any) -> datetime:
    found = parse_datetime(str(value))
    if found is None or found.tzinfo is None or not 2000 <= found.year <= 2100:
        raise ValueError(value)
    return found


def _digest(found: dict[str, Any]) -> str:
    """The hash of what the record says; when it is sent does not count."""
    said = {
        key: found.get(key) for key in ("command", "title", "values", "base_version", "made_at")
    }
    said["photos"] = [photo.get("sha256") for photo in found.get("photos") or ()]
    # Infinity and halves of characters are JSON to Python, but to no database.
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
