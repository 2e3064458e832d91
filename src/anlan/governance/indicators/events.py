"""What happens to indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class IndicatorEvent(Event):
    """Base: which indicator, whose."""

    indicator_id: int
    organisation_id: int

    def topics(self) -> list[str]:
        """Those who look at indicators."""
        return ["indicators"]


@dataclass(frozen=True)
class IndicatorChanged(IndicatorEvent):
    """An indicator was set up, changed or put aside."""

    name: ClassVar[str] = "indicators.indicator.changed"
    words = _("an indicator changed")


@dataclass(frozen=True)
class ValueRecorded(IndicatorEvent):
    """A value counts: computed, entered or confirmed."""

    name: ClassVar[str] = "indicators.value.recorded"
    words = _("a value of an indicator was recorded")
    value_id: int
    period_end: str
    value: float


@dataclass(frozen=True)
class DeviationFound(IndicatorEvent):
    """An indicator came to stand otherwise: missed, at risk, on track, met."""

    name: ClassVar[str] = "indicators.deviation.found"
    words = _("an indicator deviates from its target")
    former_state: str
    state: str
    is_binding: bool


@dataclass(frozen=True)
class EvaluationMoved(Event):
    """An evaluation of a plan was made, submitted, approved or returned."""

    name: ClassVar[str] = "indicators.evaluation.moved"
    words = _("the evaluation of a plan moved on")
    evaluation_id: int
    state: str

    def topics(self) -> list[str]:
        """Those who look at indicators."""
        return ["indicators"]
