"""Schemes, runs, results, appeals."""

from anlan.governance.assessment.models.appeal import Appeal
from anlan.governance.assessment.models.result import ItemMark, ItemResult, UnitResult
from anlan.governance.assessment.models.run import Run
from anlan.governance.assessment.models.scheme import Scheme, SchemeItem, SchemePart, UnitGroup

__all__ = [
    "Appeal",
    "ItemMark",
    "ItemResult",
    "Run",
    "Scheme",
    "SchemeItem",
    "SchemePart",
    "UnitGroup",
    "UnitResult",
]
