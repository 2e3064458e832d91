"""What the checker says of a plan: what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap or contradiction. ``part`` and ``row`` name the row it is about."""

    code: str
    severity: str
    words: str
    advice: str
    part: str = "plan"
    row: int | None = None
    #: What tells this finding from others of its code, the same in every check.
    about: str = ""

    @property
    def key(self) -> str:
        """The finding by a name that stays the same while the matter does."""
        return f"{self.code}:{self.about}"[:200]

    @property
    def is_error(self) -> bool:
        """Whether it keeps the plan from coming into force."""
        return self.severity == ERROR
