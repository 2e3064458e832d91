"""The door of HTTP push: who may send for a device, and the way to the broker."""

from __future__ import annotations

from anlan.integrations.http_push.codec import (
    Body,
    Refusal,
    Refused,
    read_body,
    read_message,
)
from anlan.integrations.http_push.errors import BrokerAway, TooLarge, TooManyRequests
from anlan.integrations.http_push.limits import buckets
from anlan.integrations.http_push.sender import sender
from anlan.integrations.http_push.views import bearer, content_of, pushing_device

__all__ = [
    "Body",
    "BrokerAway",
    "Refusal",
    "Refused",
    "TooLarge",
    "TooManyRequests",
    "bearer",
    "buckets",
    "content_of",
    "pushing_device",
    "read_body",
    "read_message",
    "sender",
]
