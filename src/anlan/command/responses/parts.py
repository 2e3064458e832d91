"""Parts of the situation board that apps above bring, rendered with it and live like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BoardPart:
    """One more block of the board.

    ``template`` renders the element ``situation-<name>`` from ``part`` (what ``context`` of the
    incident gives) and ``board``; like the whole board it depends on nobody. Without context (None)
    the element is empty.
    """

    name: str
    template: str
    context: Callable[[int], Mapping[str, Any] | None]


_parts: dict[str, BoardPart] = {}


def register_board_part(part: BoardPart) -> None:
    """Add a block to the situation board."""
    _parts[part.name] = part


def board_parts() -> list[BoardPart]:
    """Return the blocks of other apps."""
    return list(_parts.values())
