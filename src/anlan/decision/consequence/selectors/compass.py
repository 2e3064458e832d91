"""Directions in words."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from anlan.kernel.errors import Message

POINTS: tuple[Message, ...] = (
    pgettext_lazy("wind", "north"),
    pgettext_lazy("wind", "north-east"),
    pgettext_lazy("wind", "east"),
    pgettext_lazy("wind", "south-east"),
    pgettext_lazy("wind", "south"),
    pgettext_lazy("wind", "south-west"),
    pgettext_lazy("wind", "west"),
    pgettext_lazy("wind", "north-west"),
)


def compass(degrees: float) -> str:
    """Return the nearest of eight directions in words."""
    return str(POINTS[round(degrees / 45.0) % 8])
