"""Nouns of graded risk control: the tree, its assessments, factors, checks, reference tables."""

from anlan.supervision.risk.models.assessment import Assessment, ControlCheck
from anlan.supervision.risk.models.grading import EnterpriseRisk, RegradeRecord, RiskFactor
from anlan.supervision.risk.models.reference import (
    AccidentKind,
    DirectCriterion,
    MethodVersion,
    RegradeRule,
    RuleSet,
)
from anlan.supervision.risk.models.tree import Control, RiskEvent, RiskObject, RiskUnit

__all__ = [
    "AccidentKind",
    "Assessment",
    "Control",
    "ControlCheck",
    "DirectCriterion",
    "EnterpriseRisk",
    "MethodVersion",
    "RegradeRecord",
    "RegradeRule",
    "RiskEvent",
    "RiskFactor",
    "RiskObject",
    "RiskUnit",
    "RuleSet",
]
