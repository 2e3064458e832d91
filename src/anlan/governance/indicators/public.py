"""The door to indicators: register measures, ask how indicators stand."""

from __future__ import annotations

from anlan.governance.indicators.contracts import (
    Act,
    IndicatorState,
    Measure,
    MeasuredValue,
    Part,
    Promise,
    Remedy,
)
from anlan.governance.indicators.registry import (
    all_measures,
    find_measure,
    register_acts,
    register_measure,
    register_remedies,
)
from anlan.governance.indicators.selectors.states import indicator_states

__all__ = [
    "Act",
    "IndicatorState",
    "Measure",
    "MeasuredValue",
    "Part",
    "Promise",
    "Remedy",
    "all_measures",
    "find_measure",
    "indicator_states",
    "register_acts",
    "register_measure",
    "register_remedies",
]
