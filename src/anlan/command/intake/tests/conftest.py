"""Fixtures of intake tests."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client

from anlan.command.intake.tests.factories import load_reference, make_source


@pytest.fixture
def reference(db, frozen_clock, settings, tmp_path):
    """Load the tables; papers go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    return frozen_clock


@pytest.fixture
def feed(reference):
    """A connected 119 centre."""
    return make_source()


@pytest.fixture
def pbx(reference):
    """A connected telephone exchange."""
    return make_source("pbx")


@pytest.fixture
def post():
    """Return ``post(source, what)``: a real request with the token of the source."""
    client = Client()

    def send(source, what, **headers):
        door = "calls" if source.kind == "pbx" else "alarms"
        headers.setdefault("HTTP_AUTHORIZATION", f"Bearer {source.key}")
        return client.post(
            f"/api/v1/intake/push/{source.code}/{door}/",
            data=what if isinstance(what, bytes) else orjson.dumps(what),
            content_type=headers.pop("content_type", "application/json"),
            **headers,
        )

    return send
