"""Indicators under watch, their values, deviations and the evaluations of plans."""

from anlan.governance.indicators.models.evaluation import Evaluation, EvaluationItem
from anlan.governance.indicators.models.indicator import Indicator, YearlyTarget
from anlan.governance.indicators.models.value import Deviation, IndicatorValue

__all__ = [
    "Deviation",
    "Evaluation",
    "EvaluationItem",
    "Indicator",
    "IndicatorValue",
    "YearlyTarget",
]
