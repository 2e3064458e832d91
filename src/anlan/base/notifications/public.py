"""The door to notices."""

from __future__ import annotations

from anlan.base.notifications.channels import (
    Channel,
    Envelope,
    TransportError,
    register_channel,
)
from anlan.base.notifications.services import (
    Notice,
    confirm,
    confirmations,
    inbox_of,
    mark_read,
    notify,
    notify_each,
    record_call,
    unread_count,
)

__all__ = [
    "Channel",
    "Envelope",
    "Notice",
    "TransportError",
    "confirm",
    "confirmations",
    "inbox_of",
    "mark_read",
    "notify",
    "notify_each",
    "record_call",
    "register_channel",
    "unread_count",
]
