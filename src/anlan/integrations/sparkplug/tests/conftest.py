"""How long the attacks of these tests last."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def fuzz_seconds():
    """Short in the suite; ``ANLAN_FUZZ_SECONDS`` makes it longer."""
    return float(os.environ.get("ANLAN_FUZZ_SECONDS", "1.5"))


@pytest.fixture
def broker(tmp_path):
    """A private broker; skip where mosquitto is not installed."""
    from anlan.integrations.mqtt.testing import BROKER, PrivateBroker

    if BROKER is None:
        pytest.skip("mosquitto is not installed")
    found = PrivateBroker(tmp_path / "broker")
    found.start()
    yield found
    found.stop()
