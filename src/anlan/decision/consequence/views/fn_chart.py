"""The F-N diagram as an SVG of the page: both axes logarithmic, readable without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from anlan.decision.consequence.site_words import power_of_ten, whole
from anlan_science.risk import gb36894_2018

WIDTH, HEIGHT = 640, 420
LEFT, RIGHT, TOP, BOTTOM = 72, 16, 16, 52
#: The diagram shows at least one to a hundred deaths and these frequencies, as powers of ten.
MOST_DEATHS, LOWEST, HIGHEST = 2, -9, -3
#: A curve that falls below the diagram ends here.
FARTHEST_DOWN = -12
#: Rows of the table beside the diagram.
ROWS = 12


@dataclass(frozen=True, slots=True)
class _Scale:
    low: int
    high: int
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return where a value lies on the sheet."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[tuple[float, str]]:
        """Return the places and words of whole powers of ten."""
        return [
            (self.at(10.0**power), power_of_ten(10.0**power, 1).removeprefix("1×"))
            for power in range(self.low, self.high + 1)
        ]


def fn_chart(curve: list[list[float]]) -> dict[str, Any]:
    """Return the paths and words of the diagram of a curve [[deaths, frequency], …]."""
    deaths = [row[0] for row in curve]
    often = [row[1] for row in curve]
    across = _Scale(
        0, max(MOST_DEATHS, ceil(log10(max(deaths, default=1.0)) + 1e-9)), LEFT, WIDTH - RIGHT
    )
    lowest = floor(log10(min(often, default=10.0**LOWEST)))
    up = _Scale(max(min(LOWEST, lowest), FARTHEST_DOWN), HIGHEST, HEIGHT - BOTTOM, TOP)
    floor_value = 10.0**up.low
    ends = (1.0, 10.0**across.high)

    def line(index: int) -> list[tuple[float, float]]:
        """Both ends of a line of the standard, cut off at the bottom of the diagram."""
        first = float(gb36894_2018.lines(1.0)[index])
        last_n = min(ends[1], first / floor_value)
        return [
            (across.at(1.0), up.at(first)),
            (across.at(last_n), up.at(max(float(gb36894_2018.lines(last_n)[index]), floor_value))),
        ]

    acceptable, unacceptable = line(0), line(1)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "top": TOP,
        "bottom": HEIGHT - BOTTOM,
        "middle_x": (LEFT + WIDTH - RIGHT) / 2,
        "middle_y": (TOP + HEIGHT - BOTTOM) / 2,
        "label_x": HEIGHT - 12,
        "x_ticks": across.ticks(),
        "y_ticks": up.ticks(),
        "acceptable": _path(acceptable),
        "unacceptable": _path(unacceptable),
        "acceptable_at": _beside(acceptable),
        "unacceptable_at": _beside(unacceptable),
        "curve": _steps(curve, across, up, floor_value),
        "table": _table(curve),
    }


def _path(points: list[tuple[float, float]]) -> str:
    return "".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(points))


def _beside(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Where the words of a line end: above its far end, where the curve has fallen below it."""
    (_x, y), (far_x, far_y) = points
    return round(far_x - 4.0, 1), round(y + 0.86 * (far_y - y) - 10.0, 1)


def _steps(curve: list[list[float]], across: _Scale, up: _Scale, lowest: float) -> str:
    """The curve as steps: F holds from one number to the next, and ends on the ground."""
    if not curve:
        return ""
    points: list[tuple[float, float]] = [(across.at(1.0), up.at(max(curve[0][1], lowest)))]
    for deaths, frequency in curve:
        y = up.at(max(frequency, lowest))
        points.append((points[-1][0], y))
        points.append((across.at(max(deaths, 1.0)), y))
    points.append((points[-1][0], up.at(lowest)))
    return _path(points)


def _table(curve: list[list[float]]) -> list[dict[str, Any]]:
    """Rows of the table beside the diagram, evenly chosen, the last one always."""
    step = max(1, ceil(len(curve) / ROWS))
    chosen = curve[::step]
    if curve and chosen[-1] != curve[-1]:
        chosen = [*chosen, curve[-1]]
    rows = []
    for deaths, frequency in chosen:
        low, high = gb36894_2018.lines(deaths)
        zone = gb36894_2018.zone_of([deaths], [frequency])
        rows.append(
            {
                "deaths": whole(deaths),
                "frequency": power_of_ten(frequency),
                "acceptable": power_of_ten(float(low)),
                "unacceptable": power_of_ten(float(high)),
                "zone": zone.name.lower(),
            }
        )
    return rows
