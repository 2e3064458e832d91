"""What a rule is given, and the table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from anlan.supervision.crosschecks.contracts import Contradiction


@dataclass(frozen=True, slots=True)
class Look:
    """When a rule looks, with which figures, at one enterprise or (None) at all."""

    now: datetime
    parameters: Mapping[str, Any]
    enterprise_id: int | None = None

    @property
    def midnight(self) -> datetime:
        """The beginning of the day, local time."""
        day = timezone.localdate(self.now)
        return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())

    @property
    def next_midnight(self) -> datetime:
        """The end of the day."""
        return self.midnight + timedelta(days=1)

    def number(self, name: str, default: float) -> float:
        """Return a figure of the rule."""
        return float(self.parameters.get(name, default))


Rule = Callable[[Look], Iterable[Contradiction]]
RULES: dict[str, Rule] = {}


def rule(code: str) -> Callable[[Rule], Rule]:
    """Enter a function into the table under the code of its row in ``data/rules.csv``."""

    def enter(function: Rule) -> Rule:
        RULES[code] = function
        return function

    return enter
