"""A drawing of a case without any plotting library: outputs against an output, as SVG."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import Any

import numpy as np

from anlan_science.cases.expressions import WrongExpression, evaluate
from anlan_science.cases.reading import Case, CaseError, Fault
from anlan_science.cases.running import Result
from anlan_science.registry import Floats

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 84, 20, 44, 56
COLOURS = ("#1f5fa8", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0e7490")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "1 4", "12 4")


def _ticks(low: float, high: float, is_logarithmic: bool) -> list[float]:
    if is_logarithmic:
        first, last = floor(low), ceil(high)
        step = max(1, ceil((last - first) / 8))
        parts = (0.0, log10(2.0), log10(5.0)) if last - first <= 3 else (0.0,)
        marks = [each + part for each in range(first, last + 1, step) for part in parts]
        return [each for each in marks if low - 1e-9 <= each <= high + 1e-9]
    span = high - low
    wide: float = 10.0 ** floor(log10(span / 4))
    wide *= next(each for each in (1, 2, 5, 10) if span / (wide * each) <= 7)
    return [
        float(each) * wide for each in range(ceil(low / wide - 1e-9), floor(high / wide + 1e-9) + 1)
    ]


def _scale(values: list[Floats], is_logarithmic: bool) -> tuple[float, float]:
    every = np.concatenate([each[np.isfinite(each)] for each in values])
    if every.size == 0:
        return 0.0, 1.0
    low, high = float(every.min()), float(every.max())
    if not is_logarithmic and 0 < low < 0.3 * high:
        low = 0.0
    margin = 0.5 if is_logarithmic else abs(high) or 1.0
    return (low, high) if high > low else (low - margin, high + margin)


class _Axis:
    """One axis: from a value to a place on the sheet."""

    def __init__(
        self, values: list[Floats], is_logarithmic: bool, start: float, end: float
    ) -> None:
        self.is_logarithmic, self.start, self.end = is_logarithmic, start, end
        self.low, self.high = _scale([self.said(each) for each in values], is_logarithmic)

    def said(self, values: Floats) -> Floats:
        if not self.is_logarithmic:
            return values
        return np.log10(np.where(values > 0, values, np.nan))

    def at(self, said: Floats | float) -> Any:
        return self.start + (said - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        return [
            (float(self.at(each)), f"{10.0**each if self.is_logarithmic else each:.6g}")
            for each in _ticks(self.low, self.high, self.is_logarithmic)
        ]


def _named(case: Case, expression: str) -> str:
    """``plume.concentration [kg/m³]``"""
    for step in case.steps:
        units = {each.name: each.unit for each in step.function.inputs}
        units |= {each.name: each.unit for each in step.function.outputs}
        for name, unit in units.items():
            if expression.strip() == f"{step.id}.{name}" and unit not in {"", "-"}:
                return f"{expression.strip()} [{unit}]"
    return expression.strip()


def _series(result: Result, expression: str, field: str) -> Floats:
    try:
        value = np.asarray(evaluate(expression, result.known).value, dtype=float)
    except (WrongExpression, TypeError, ValueError) as error:
        raise result.case.fault(("plot", field), str(error)) from None
    if value.ndim != 1:
        raise result.case.fault(("plot", field), f"{expression} is no row of numbers")
    return value


def to_svg(result: Result) -> str:
    """The drawing that the case asks for under ``plot``.

    Parameters
    ----------
    result : Result
        A calculated case. [-]

    Returns
    -------
    text : str
        SVG, the same bytes on every run. [-]

    Raises
    ------
    CaseError
        The case has no ``plot``, or its outputs are no rows of one length.
    """
    plot = result.case.plot
    if plot is None:
        raise CaseError([Fault(0, "plot", "the case has no plot; give it x and y")])
    expressions = plot["y"] if isinstance(plot["y"], list) else [plot["y"]]
    x = _series(result, plot["x"], "x")
    rows = [_series(result, each, "y") for each in expressions]
    if any(each.shape != x.shape for each in rows):
        raise result.case.fault(("plot", "y"), "x and y must have the same number of values")
    logarithmic = str(plot.get("logarithmic") or "")
    across = _Axis([x], "x" in logarithmic, LEFT, WIDTH - RIGHT)
    up = _Axis(rows, "y" in logarithmic, HEIGHT - BOTTOM, TOP)
    title = str(plot.get("title") or result.case.title)
    names = [_named(result.case, each) for each in expressions]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="14" font-weight="bold">{escape(title)}</text>',
    ]
    for place, word in across.ticks():
        parts.append(
            f'<path d="M{place:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/><text x="{place:.1f}" '
            f'y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{word}</text>'
        )
    for place, word in up.ticks():
        parts.append(
            f'<path d="M{LEFT} {place:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/><text x="{LEFT - 8}" '
            f'y="{place + 4:.1f}" text-anchor="end">{word}</text>'
        )
    parts.append(
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#333"/>'
    )
    for n, (row, name) in enumerate(zip(rows, names, strict=True)):
        colour, dash = COLOURS[n % len(COLOURS)], DASHES[n % len(DASHES)]
        parts.append(
            f'<path d="{_path(across.at(across.said(x)), up.at(up.said(row)))}" fill="none" '
            f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        if len(rows) > 1:
            parts.append(
                f'<text x="{WIDTH - RIGHT - 6}" y="{TOP + 16 * (n + 1)}" text-anchor="end" '
                f'fill="{colour}">{escape(name)}</text>'
            )
    words = _named(result.case, plot["x"])
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 22}" text-anchor="middle">'
        f"{escape(words)}</text>"
    )
    if len(rows) == 1:
        parts.append(
            f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" '
            f'text-anchor="middle">{escape(names[0])}</text>'
        )
    unsure = [f"{info.id} ({info.status})" for info in result.models]
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 6}" font-size="10" fill="#555">'
        f"{escape(', '.join(unsure))}</text></svg>"
    )
    return "\n".join(parts) + "\n"


def _path(x: Floats, y: Floats) -> str:
    """A line with gaps where there is no value."""
    words, pen = list[str](), "M"
    for one, other in zip(x, y, strict=True):
        if np.isfinite(one) and np.isfinite(other):
            words.append(f"{pen}{one:.1f} {other:.1f}")
            pen = "L"
        else:
            pen = "M"
    return "".join(words)
