"""Plain values other apps give and get about indicators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Part:
    """What one township, unit or kind contributes to a value."""

    label: str
    numerator: float
    denominator: float | None = None
    code: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A value with the figures it was made of, so that it can be made again.

    ``value`` is in the measure's unit; ``parts`` add up to numerator and denominator; ``url`` leads
    to the rows behind it.
    """

    value: float
    numerator: float | None = None
    denominator: float | None = None
    parts: tuple[Part, ...] = ()
    url: str = ""


#: (actor, last day of the period, prefix of the region) → value, None where there is none.
Compute = Callable[[Actor, date, str], MeasuredValue | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure the platform computes by itself.

    ``course`` is ``level`` (stands at a day) or ``count`` (adds up from New Year to the day).
    ``looks_back``: it can be computed for days that are gone; otherwise only for the present one.
    """

    code: str
    name: Message
    unit: str
    formula: Message
    source: Message
    compute: Compute
    direction: Literal["lower", "higher"]
    course: Literal["level", "count"] = "level"
    looks_back: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """How an indicator stands on a day."""

    id: int
    name: str
    unit: str
    target_words: str
    target: float | None
    actual: float | None
    actual_on: date | None
    forecast: float | None
    state: str
    state_label: str
    reason: str
    organisation_id: int
    organisation_name: str
    is_binding: bool
    target_on: date
    since: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something done about a promise that is in danger: an order, a reminder, an interview."""

    label: str
    on: date
    url: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the leader's screen, as other rooms are asked about it.

    ``kind`` is ``indicator`` or ``commitment``; ``key`` is unique over both.
    """

    kind: Literal["indicator", "commitment"]
    id: int
    title: str
    organisation_id: int | None
    url: str

    @property
    def key(self) -> str:
        """Kind and number."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Act:
    """A button on the leader's screen that leads to an act about a promise."""

    label: Message
    url: str
    icon: str = "bell"
