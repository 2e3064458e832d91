"""The door of HTTP push: who may send for a device, and the way to the broker."""

from __future__ import annotations

from anlan.integrations.http_push.codec import Body, Refusal, Refused, read_body
from anlan.integrations.http_push.errors import BrokerAway, TooLarge, TooManyRequests
from anlan.integrations.http_push.limits import buckets
from anlan.integrations.http_push.sender import sender
from anlan.integrations.http_push.views import bearer, pushing_device

__all__ = [
    "Body",
    "BrokerAway",
    "Refusal",
    "Refused",
    "TooLarge",
    "TooManyRequests",
    "bearer",
    "buckets",
    "pushing_device",
    "read_body",
    "sender",
]
