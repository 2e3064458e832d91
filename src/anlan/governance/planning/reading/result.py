"""What was read in a planning document; every item stands at a line with its words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Indicator:
    """A named measure with a target; ``binding`` is None where the text does not say."""

    line: int
    quote: str
    name: str
    target: str
    unit: str | None = None
    baseline: str | None = None
    binding: bool | None = None
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class PlanTask:
    """The smallest passage with an obligation of its own."""

    line: int
    quote: str
    text: str
    lead_units: tuple[str, ...] = ()
    support_units: tuple[str, ...] = ()
    deadline: date | None = None
    quantity: str | None = None
    cadence: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the tree; ``level`` counts from one inside its plan."""

    line: int
    level: int
    number: str
    title: str
    plan: int


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One plan of a file that may hold several."""

    line: int
    title: str
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A system, list, platform or rule the document says is to be built or kept."""

    line: int
    quote: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at; ``code`` says what."""

    line: int
    quote: str
    code: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one document."""

    plans: tuple[PlanPart, ...] = ()
    outline: tuple[Heading, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    systems: tuple[Named, ...] = ()
    doubts: tuple[Doubt, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return plain values; days as YYYY-MM-DD."""
        return {
            "indicators": [
                {key: _plain(row[key]) for key in _INDICATOR}
                for row in map(asdict, self.indicators)
            ],
            "tasks": [{key: _plain(row[key]) for key in _TASK} for row in map(asdict, self.tasks)],
            "outline": [{k: _plain(v) for k, v in asdict(row).items()} for row in self.outline],
            "plans": [{k: _plain(v) for k, v in asdict(row).items()} for row in self.plans],
            "systems": [asdict(row) for row in self.systems],
            "doubts": [asdict(row) for row in self.doubts],
        }


_INDICATOR = ("line", "quote", "name", "unit", "baseline", "target", "binding", "deadline")
_TASK = (
    "line",
    "quote",
    "text",
    "lead_units",
    "support_units",
    "deadline",
    "quantity",
    "cadence",
)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
