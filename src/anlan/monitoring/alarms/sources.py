"""Who raises alarms, in words: the rules over readings and the apps that register here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Message
from anlan.monitoring.alarms.constants import RULES_SOURCE

_labels: dict[str, Message] = {RULES_SOURCE: _("rules over readings")}


def register_alarm_source(source: str, label: Message) -> None:
    """Name a source of alarms in the officials' words."""
    _labels[source] = label


def source_label(source: str) -> str:
    """Return the words of a source; its own name when it registered none."""
    return str(_labels.get(source, source))
