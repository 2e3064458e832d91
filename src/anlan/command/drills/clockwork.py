"""The clock of a drill: it runs, stands and is moved forward, and every moment has its drill time.

Two times are told apart. *Shown* is where the script stands; moving forward jumps it. *Worked* is
the time the players really had: pauses and jumps do not count, and by it they are judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anlan.kernel import clock


@dataclass(frozen=True, slots=True)
class Mark:
    """From ``at`` on the clock runs or stands, beginning at these times. [s]"""

    at: datetime
    shown_s: float
    worked_s: float
    runs: bool


@dataclass(frozen=True, slots=True)
class Clockwork:
    """All marks of a clock, the oldest first."""

    marks: tuple[Mark, ...] = ()

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]]) -> Clockwork:
        """Read the marks as they are kept."""
        return cls(
            tuple(
                Mark(
                    datetime.fromisoformat(row["at"]),
                    float(row["shown_s"]),
                    float(row["worked_s"]),
                    bool(row["runs"]),
                )
                for row in rows
            )
        )

    def to_json(self) -> list[dict[str, Any]]:
        """Return the marks to be kept."""
        return [
            {
                "at": mark.at.isoformat(),
                "shown_s": mark.shown_s,
                "worked_s": mark.worked_s,
                "runs": mark.runs,
            }
            for mark in self.marks
        ]

    @property
    def runs(self) -> bool:
        """Whether it runs now."""
        return bool(self.marks) and self.marks[-1].runs

    def _at(self, at: datetime) -> tuple[float, float]:
        found: Mark | None = None
        for mark in self.marks:
            if mark.at > at:
                break
            found = mark
        if found is None:
            return 0.0, 0.0
        passed = (at - found.at).total_seconds() if found.runs else 0.0
        return found.shown_s + passed, found.worked_s + passed

    def shown_s(self, at: datetime | None = None) -> float:
        """Where the script stands. [s]"""
        return self._at(at or clock.now())[0]

    def worked_s(self, at: datetime | None = None) -> float:
        """How long the players have been at work. [s]"""
        return self._at(at or clock.now())[1]

    def moment_of(self, shown_s: float) -> datetime | None:
        """When it will show this time if nobody touches it; None while it stands."""
        if not self.runs:
            return None
        last = self.marks[-1]
        return last.at + timedelta(seconds=shown_s - last.shown_s)

    def _then(self, at: datetime, shown_s: float, worked_s: float, runs: bool) -> Clockwork:
        return Clockwork((*self.marks, Mark(at, shown_s, worked_s, runs)))

    def start(self, at: datetime) -> Clockwork:
        """Let it run, from where it stands."""
        return self._then(at, *self._at(at), runs=True)

    def stop(self, at: datetime) -> Clockwork:
        """Let it stand."""
        return self._then(at, *self._at(at), runs=False)

    def forward(self, at: datetime, seconds: float) -> Clockwork:
        """Move the script forward; the players lose no time by it."""
        shown, worked = self._at(at)
        return self._then(at, shown + max(0.0, seconds), worked, self.runs)
