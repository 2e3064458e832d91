"""What is wrong with a cell or a row, in words, with the repair that is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class CellError(ValueError):
    """What is wrong with one cell, in words for the person who typed it.

    ``proposal`` is the text that would be right (an empty text empties the cell); it is never used
    unless the person accepts it. ``kind`` gathers like problems: they are repaired together.
    """

    def __init__(
        self, message: object = "", *, kind: str = "value", proposal: str | None = None
    ) -> None:
        super().__init__(str(message))
        self.kind = kind
        self.proposal = proposal


@dataclass(frozen=True)
class Problem:
    """One problem of a row: its column ("" for the whole row), its kind, words, and a repair.

    ``changes`` maps columns to the texts they would get. ``may_stay``: the person may also leave
    everything as it is, because only he can know (coordinates that look shifted).
    """

    message: str
    column: str = ""
    kind: str = "value"
    changes: Mapping[str, str] = field(default_factory=dict)
    may_stay: bool = False
    #: The row of the file, or the key of the object, that this row collides with.
    twin: str = ""
    twin_label: str = ""
