"""An incoming warning as read from its message, before it is matched with our regions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


class UnreadableWarning(ValueError):
    """The message is no warning that can be read; the words say what is wrong."""


@dataclass(frozen=True, slots=True)
class ParsedWarning:
    """What a message says. ``polygons`` hold rings of (longitude, latitude), first = last."""

    identifier: str
    sender: str
    sent_at: datetime
    format: str
    event: str
    headline: str
    status: str = "Actual"
    message_type: str = "Alert"
    sender_name: str = ""
    #: As ``reference_key`` writes them.
    references: tuple[str, ...] = ()
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    description: str = ""
    instruction: str = ""
    level: int | None = None
    severity: str = ""
    urgency: str = ""
    certainty: str = ""
    area_text: str = ""
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    geocodes: tuple[str, ...] = field(default_factory=tuple)


def reference_key(sender: str, identifier: str, sent_at: datetime | None) -> str:
    """Return a message's identity as other messages refer to it, its moment written one way."""
    moment = f"{sent_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if sent_at else ""
    return f"{sender},{identifier},{moment}"[:500]


#: Colours in Chinese and English words.
COLOURS = {"红": 1, "橙": 2, "黄": 3, "蓝": 4, "red": 1, "orange": 2, "yellow": 3, "blue": 4}
#: The severities of the protocol, as the four official levels.
SEVERITIES = {"Extreme": 1, "Severe": 2, "Moderate": 3, "Minor": 4}


def level_of(severity: str, *texts: str) -> int | None:
    """Return the official level: by the colour in the words, else by the severity."""
    for text in texts:
        lowered = text.lower()
        for colour, level in COLOURS.items():
            needle = f"{colour}色" if len(colour) == 1 else colour
            if needle in lowered:
                return level
    return COLOURS.get(severity.lower()) or SEVERITIES.get(severity)
