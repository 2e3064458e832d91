"""The door to accident statistics."""

from __future__ import annotations

from anlan.governance.accidents.contracts import AccidentCounts, RateValue
from anlan.governance.accidents.selectors.counting import count_accidents
from anlan.governance.accidents.selectors.rates import rates

__all__ = ["AccidentCounts", "RateValue", "count_accidents", "rates"]
