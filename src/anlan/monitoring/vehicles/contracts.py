"""What other apps are told of vehicles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """An order for the terminal with this device code: a text, or settings by name."""

    id: int
    device_code: str
    kind: str
    text: str
    is_urgent: bool
    settings: Mapping[str, int]
