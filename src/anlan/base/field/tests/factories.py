"""Test records as a phone sends them."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import timedelta
from typing import Any, ClassVar

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.field.models import FieldNote, FieldRecord
from anlan.base.field.services.sent import SentRecord, read_record
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock

TOWN = "330825100"


def jpeg(mark: object = "") -> bytes:
    """A small file that begins like a JPEG; another mark is another photo."""
    return b"\xff\xd8\xff\xe0" + str(mark).encode() + b"\0" * 200


def sha256(content: bytes) -> str:
    """The hash a phone declares."""
    return hashlib.sha256(content).hexdigest()


def uploaded(content: bytes) -> SimpleUploadedFile:
    """A photo as it arrives."""
    return SimpleUploadedFile("photo.jpg", content, "image/jpeg")


def record_json(
    *,
    command: str = "field.note",
    values: dict[str, Any] | None = None,
    photos: tuple[bytes, ...] = (),
    nonces: tuple[str, ...] = (),
    ago: timedelta = timedelta(hours=3),
    offset: timedelta = timedelta(),
    **more: Any,
) -> dict[str, Any]:
    """A record made ``ago`` on a phone whose clock is behind by ``offset``."""
    now = clock.now()
    made_at = now - ago
    return {
        "client_id": str(uuid.uuid4()),
        "command": command,
        "title": "记事",
        "values": {"text": "河堤有渗水"} if values is None else values,
        "photos": [
            {
                "sha256": sha256(content),
                "nonce": nonces[number] if number < len(nonces) else "",
                "captured_at": made_at.isoformat(),
                "longitude": 119.18,
                "latitude": 29.03,
            }
            for number, content in enumerate(photos)
        ],
        "made_at": made_at.isoformat(),
        "device_at": (made_at - offset).isoformat(),
        "sent_at": (now - offset).isoformat(),
        **more,
    }


def sent_record(**given: Any) -> SentRecord:
    """A record as read from the phone."""
    return read_record(json.dumps(record_json(**given)))


class FieldNoteFactory(factory.django.DjangoModelFactory):
    """A note of a township."""

    class Meta:
        model = FieldNote

    text = "河堤有渗水，已拉警戒线"
    region = factory.SubFactory(RegionFactory)
    noted_at = factory.LazyFunction(clock.now)
    author_id = "user:0"
    author_name = "演示网格员"


class FieldRecordFactory(factory.django.DjangoModelFactory):
    """A receipt of a township."""

    class Meta:
        model = FieldRecord

    client_id = factory.LazyFunction(uuid.uuid4)
    command = "field.note"
    title = "记事"
    actor_id = "user:0"
    person_name = "演示网格员"
    region = factory.SubFactory(RegionFactory)
    made_at = factory.LazyFunction(lambda: clock.now() - timedelta(hours=2))
    device_at = factory.LazyFunction(lambda: clock.now() - timedelta(hours=2))
    received_at = factory.LazyFunction(clock.now)
    outcome = "done"
    content_sha256 = "0" * 64
    values: ClassVar = {"text": "河堤有渗水"}
