"""Records of accident statistics."""

from anlan.governance.accidents.models.accident import (
    FIGURES,
    Accident,
    FigureChange,
    HarmedPerson,
)
from anlan.governance.accidents.models.classification import (
    AccidentType,
    StatisticalRule,
    TypeMapping,
)
from anlan.governance.accidents.models.yearly import (
    ControlTarget,
    Denominator,
    DepartmentFigure,
    MonthClose,
    OutsideDeath,
)

__all__ = [
    "FIGURES",
    "Accident",
    "AccidentType",
    "ControlTarget",
    "Denominator",
    "DepartmentFigure",
    "FigureChange",
    "HarmedPerson",
    "MonthClose",
    "OutsideDeath",
    "StatisticalRule",
    "TypeMapping",
]
