"""What accident statistics hand to other apps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateValue:
    """One relative indicator of a year; ``value`` is None while its denominator is missing.

    ``is_partial`` says that who asks does not see the whole region, so that no rate can be given.
    """

    code: str
    name: str
    numerator: float
    denominator: float | None
    value: float | None
    unit: str
    formula: str
    source: str
    denominator_source: str = ""
    is_preliminary: bool = False
    is_partial: bool = False
    low: float | None = None
    high: float | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class AccidentCounts:
    """Counted accidents of a period and what they caused."""

    accidents: int
    deaths: int
    serious_injuries: int
    minor_injuries: int
    direct_loss: float
    larger: int
    serious: int
    waiting: int
