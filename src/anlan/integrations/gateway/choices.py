"""How a gateway stands, and in which words refusals are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GatewayState(models.TextChoices):
    """Derived from what the process wrote last, never stored."""

    LISTENING = "listening", _("working")
    STARTING = "starting", _("starting")
    FAILED = "failed", pgettext_lazy("gateway", "out of order")
    SILENT = "silent", _("no sign of life")


STATE_TONES: Mapping[str, str] = {
    GatewayState.LISTENING: "done",
    GatewayState.STARTING: "waiting",
    GatewayState.FAILED: "overdue",
    GatewayState.SILENT: "unknown",
}

#: Reasons that several protocols share; one of a protocol's own is shown as it is written.
REASONS: Mapping[str, Any] = {
    "checksum": _("wrong checksum"),
    "shape": _("not a frame of this protocol"),
    "length": _("length that cannot be"),
    "too_large": _("too large"),
    "too_slow": _("began and was not finished in time"),
    "cut_off": _("connection ended within a frame"),
    "not_this_protocol": _("speaks another protocol"),
    "too_many_connections": _("too many connections"),
    "too_many_from_address": _("too many connections from one address"),
    "unknown_device": _("device is not registered"),
    "unknown_point": _("no such point is registered"),
    "credentials": _("wrong password"),
    "time": _("time that cannot be"),
    "value": _("value that cannot be read"),
    "encrypted": _("encrypted"),
    "fault": _("fault of the platform"),
}
