"""Points for expected actions: pure arithmetic over a table anybody can read.

An action done in time earns all its points, later the less the later, by the wrong unit a part of
that. What was never asked for (its inject was not delivered) does not count at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Band:
    """Up to this multiple of the allowed time an action earns this share."""

    upto: float
    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Grade:
    """From this score on a drill is called so."""

    at_least: float
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """The table of points."""

    bands: tuple[Band, ...]
    beyond: float
    other_unit: float
    verdicts: Mapping[str, float]
    grades: tuple[Grade, ...]

    def share_of_time(self, after_s: float, within_s: float | None) -> tuple[float, str]:
        """Return the share that an action done after so long earns, and the words for it."""
        if within_s is None or after_s <= within_s:
            return self.bands[0].share, self.bands[0].words
        for band in self.bands:
            if after_s <= band.upto * within_s:
                return band.share, band.words
        return self.beyond, "严重超时"

    def share(
        self, *, after_s: float | None, within_s: float | None, is_right_unit: bool
    ) -> tuple[float, str]:
        """Return the share of an action and why; ``after_s`` None: not done."""
        if after_s is None:
            return 0.0, "未完成"
        found, words = self.share_of_time(max(0.0, after_s), within_s)
        if not is_right_unit:
            return found * self.other_unit, f"{words}，非责任单位完成"
        return found, words

    def grade_of(self, score: float) -> str:
        """Return a score in words."""
        return next((g.words for g in self.grades if score >= g.at_least), self.grades[-1].words)


@cache
def table() -> Table:
    """Return the county's table (``data/scoring.csv``)."""
    rows = read_csv(DATA / "scoring.csv")
    of = {
        kind: [row for row in rows if row["kind"] == kind]
        for kind in ("band", "beyond", "other_unit", "verdict", "grade")
    }
    return Table(
        bands=tuple(
            sorted(
                (Band(float(r["limit"]), float(r["share"]), r["words"]) for r in of["band"]),
                key=lambda band: band.upto,
            )
        ),
        beyond=float(of["beyond"][0]["share"]),
        other_unit=float(of["other_unit"][0]["share"]),
        verdicts={r["limit"]: float(r["share"]) for r in of["verdict"]},
        grades=tuple(
            sorted(
                (Grade(float(r["limit"]), r["words"]) for r in of["grade"]),
                key=lambda grade: -grade.at_least,
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one unit, one group or all."""

    name: str
    points: float
    earned: float
    actions: int
    in_full: int

    @property
    def score(self) -> float:
        """In hundredths of what could be earned."""
        return round(100 * self.earned / self.points, 1) if self.points else 0.0


def total(name: str, rows: Iterable[tuple[float, float | None]], *, full: float = 1.0) -> Line:
    """Add up (points, share) pairs; a share of None was never asked for and is left out."""
    asked = [(points, share) for points, share in rows if share is not None]
    return Line(
        name,
        sum(points for points, _share in asked),
        sum(points * share for points, share in asked),
        len(asked),
        sum(1 for _points, share in asked if share >= full),
    )
