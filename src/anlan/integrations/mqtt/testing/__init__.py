"""Test kit: a private broker on a free port, and the attack on what listens to it."""

from __future__ import annotations

from anlan.integrations.mqtt.testing.attack import FUZZ
from anlan.integrations.mqtt.testing.broker import BROKER, PrivateBroker, free_port

__all__ = ["BROKER", "FUZZ", "PrivateBroker", "free_port"]
