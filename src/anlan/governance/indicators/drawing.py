"""The curve of an indicator as plain SVG: values, the line of the targets, the forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 28


@dataclass(frozen=True, slots=True)
class Scale:
    """From days and figures to places on the drawing."""

    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        """Place of a day."""
        span = max(1, (self.last - self.first).days)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / span, 1)

    def y(self, value: float) -> float:
        """Place of a figure."""
        span = (self.high - self.low) or 1.0
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / span, 1)


def curve_of(
    series: Sequence[tuple[date, float]],
    *,
    bound: float | None,
    targets: Sequence[tuple[date, float]] = (),
    forecast: tuple[date, float, float, float] | None = None,
    words: Any = str,
) -> dict[str, Any] | None:
    """Return places and labels of a curve; None where there is nothing to draw.

    ``forecast`` is (day, value, low, high); ``words`` turns a figure into its label.
    """
    if not series:
        return None
    days = [day for day, _value in series] + [day for day, _value in targets]
    figures = [value for _day, value in series] + [value for _day, value in targets]
    if bound is not None:
        figures.append(bound)
    if forecast is not None:
        days.append(forecast[0])
        figures += forecast[1:]
    low, high = min(figures), max(figures)
    margin = (high - low) * 0.1 or max(abs(high) * 0.1, 1.0)
    floor = 0.0 if low >= 0 and low - margin < 0 else low - margin
    scale = Scale(min(days), max(days), floor, high + margin)
    drawn: dict[str, Any] = {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "base": HEIGHT - BOTTOM,
        "points": [
            {
                "x": f"{scale.x(day):g}",
                "y": f"{scale.y(value):g}",
                "label": f"{day:%Y-%m-%d} {words(value)}",
            }
            for day, value in series
        ],
        "line": " ".join(f"{scale.x(d)},{scale.y(v)}" for d, v in series),
        "grid": [
            {"y": f"{scale.y(value):g}", "label": words(value)}
            for value in (scale.low, (scale.low + scale.high) / 2, scale.high)
        ],
        "years": [
            {"x": f"{scale.x(date(year, 1, 1)):g}", "label": str(year)}
            for year in range(scale.first.year + 1, scale.last.year + 1)
        ],
    }
    if not drawn["years"]:
        drawn["years"] = [
            {"x": LEFT, "label": f"{scale.first:%Y-%m}"},
        ]
    if bound is not None:
        drawn["bound"] = {"y": f"{scale.y(bound):g}", "label": words(bound)}
    if targets:
        drawn["targets"] = " ".join(f"{scale.x(d)},{scale.y(v)}" for d, v in targets)
    if forecast is not None:
        day, value, least, most = forecast
        last_day, last = series[-1]
        x0, y0, x1 = scale.x(last_day), scale.y(last), scale.x(day)
        drawn["forecast"] = {
            "line": f"{x0},{y0} {x1},{scale.y(value)}",
            "fan": f"{x0},{y0} {x1},{scale.y(least)} {x1},{scale.y(most)}",
            "x": f"{x1:g}",
            "y": f"{scale.y(value):g}",
            "label": f"{day:%Y-%m-%d} {words(value)}",
        }
    return drawn
