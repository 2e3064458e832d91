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

#: Why frames are refused and devices not reached, by the word that is counted.
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
    "address": pgettext_lazy("refused", "address of a point that is not understood"),
    "answer": pgettext_lazy("refused", "answer that cannot be read"),
    "authentication": pgettext_lazy("refused", "log-in that cannot be read"),
    "batch": pgettext_lazy("refused", "batch that cannot be read"),
    "batch_size": pgettext_lazy("refused", "batch that is too large"),
    "bcd": pgettext_lazy("refused", "digits that are none"),
    "birth": pgettext_lazy("refused", "birth that lacks its numbers"),
    "check": _("wrong checksum"),
    "connection": pgettext_lazy("refused", "way to the device is not understood"),
    "connection_lost": pgettext_lazy("refused", "connection lost"),
    "coordinates": pgettext_lazy("refused", "place that cannot be"),
    "death": pgettext_lazy("refused", "death that lacks its number"),
    "driver": pgettext_lazy("refused", "driver's card that cannot be read"),
    "escape": pgettext_lazy("refused", "wrong escape characters"),
    "gap": pgettext_lazy("refused", "messages are missing before it"),
    "header": pgettext_lazy("refused", "head that cannot be read"),
    "idle": pgettext_lazy("refused", "silent for too long"),
    "items": pgettext_lazy("refused", "additional items that cannot be read"),
    "malformed": pgettext_lazy("refused", "message that cannot be read"),
    "metric": pgettext_lazy("refused", "metric that no birth named"),
    "no_answer": pgettext_lazy("refused", "device does not answer"),
    "no_connection": pgettext_lazy("refused", "device cannot be connected"),
    "node": pgettext_lazy("refused", "node that the server does not give"),
    "not_authenticated": pgettext_lazy("refused", "terminal has not logged in"),
    "not_born": pgettext_lazy("refused", "data before the birth"),
    "not_supported": pgettext_lazy("refused", "kind of message that is not taken"),
    "old_death": pgettext_lazy("refused", "late word of a former connection"),
    "outbox_full": pgettext_lazy("refused", "given up while the broker was away"),
    "parameters": pgettext_lazy("refused", "parameters that cannot be read"),
    "parts": pgettext_lazy("refused", "parts that do not fit together"),
    "parts_size": pgettext_lazy("refused", "parts that are too large together"),
    "position": pgettext_lazy("refused", "position that cannot be read"),
    "registration": pgettext_lazy("refused", "registration that cannot be read"),
    "registration_answer": pgettext_lazy("refused", "answer that cannot be read"),
    "sequence": pgettext_lazy("refused", "number in the sequence that cannot be"),
    "text": pgettext_lazy("refused", "text that cannot be read"),
    "too_long": _("length that cannot be"),
    "too_many": pgettext_lazy("refused", "more than is taken"),
    "too_short": _("length that cannot be"),
    "topic": pgettext_lazy("refused", "topic that names nobody"),
    "untrusted": pgettext_lazy("refused", "certificate that is not trusted"),
    "version": pgettext_lazy("refused", "version that is not taken"),
}

#: What a gateway says of itself when it cannot work; anything else is shown as it is written.
PROBLEMS: Mapping[str, Any] = {
    "there is no broker": _("No message broker is set (ANLAN_MQTT_URL)."),
    "the broker is away": _("The message broker cannot be reached; it is tried again."),
    "ended": _("The gateway ended by itself; it is started again."),
}
