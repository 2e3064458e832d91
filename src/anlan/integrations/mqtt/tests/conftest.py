"""A private broker for the tests that speak to one."""

from __future__ import annotations

import pytest

from anlan.integrations.mqtt.testing import BROKER, PrivateBroker


@pytest.fixture
def broker(tmp_path):
    """Start a private broker; skip where mosquitto is not installed."""
    if BROKER is None:
        pytest.skip("mosquitto is not installed")
    found = PrivateBroker(tmp_path / "broker")
    found.start()
    yield found
    found.stop()
