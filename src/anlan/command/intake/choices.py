"""Sources, states and kinds of intake."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SourceKind(models.TextChoices):
    """What kind of system is connected."""

    PBX = "pbx", _("telephone system")
    FEED = "feed", _("alarm receiving system")


class CallState(models.TextChoices):
    """Where a call stands. The order is that of time: no event leads back."""

    RINGING = "ringing", pgettext_lazy("call", "ringing")
    ANSWERED = "answered", pgettext_lazy("call", "in conversation")
    ENDED = "ended", pgettext_lazy("call", "ended")
    MISSED = "missed", pgettext_lazy("call", "missed")


CALL_TONES: dict[str, str] = {
    CallState.RINGING: "waiting",
    CallState.ANSWERED: "active",
    CallState.ENDED: "done",
    CallState.MISSED: "overdue",
}


class CallDirection(models.TextChoices):
    """Who called whom."""

    INBOUND = "inbound", pgettext_lazy("call", "incoming")
    OUTBOUND = "outbound", pgettext_lazy("call", "outgoing")


class ItemState(models.TextChoices):
    """Where an item of the queue stands."""

    WAITING = "waiting", pgettext_lazy("intake", "waiting")
    OPENED = "opened", pgettext_lazy("intake", "incident opened")
    ATTACHED = "attached", pgettext_lazy("intake", "attached to an incident")
    DISMISSED = "dismissed", pgettext_lazy("intake", "dismissed")
    HANDED_ON = "handed_on", pgettext_lazy("intake", "handed on")
    WITHDRAWN = "withdrawn", pgettext_lazy("intake", "withdrawn by the sender")


ITEM_TONES: dict[str, str] = {
    ItemState.WAITING: "overdue",
    ItemState.OPENED: "done",
    ItemState.ATTACHED: "done",
    ItemState.DISMISSED: "neutral",
    ItemState.HANDED_ON: "active",
    ItemState.WITHDRAWN: "neutral",
}
#: An item in one of these belongs to an incident.
LINKED = (ItemState.OPENED, ItemState.ATTACHED)


class MessageKind(models.TextChoices):
    """What a received body was."""

    REPORT = "report", pgettext_lazy("intake message", "report")
    UPDATE = "update", pgettext_lazy("intake message", "update")
    CANCEL = "cancel", pgettext_lazy("intake message", "cancellation")
    INVALID = "invalid", pgettext_lazy("intake message", "not understood")


class LinkRole(models.TextChoices):
    """What the other installation is to us."""

    SUPERIOR = "superior", pgettext_lazy("chain", "superior level")
    SUBORDINATE = "subordinate", pgettext_lazy("chain", "level below")


class InstructionKind(models.TextChoices):
    """What the superior wants."""

    INSTRUCTION = "instruction", pgettext_lazy("chain", "instruction")
    QUESTION = "question", pgettext_lazy("chain", "question")
    URGE = "urge", pgettext_lazy("chain", "urged report")


class DoubtKind(models.TextChoices):
    """What is wrong with the reporting of an incident."""

    MISSING = "missing", pgettext_lazy("chain", "suspected omission")
    LATE = "late", pgettext_lazy("chain", "late report")
    DIFFERENT = "different", pgettext_lazy("chain", "figures of the levels differ")
    FALLING = "falling", pgettext_lazy("chain", "deaths fell without a reason")
