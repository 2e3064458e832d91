"""Who registers, confirms, removes and closes; townships and departments see what is theirs."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from anlan.governance.accidents.models import (
    Accident,
    AccidentType,
    ControlTarget,
    Denominator,
    DepartmentFigure,
    FigureChange,
    HarmedPerson,
    MonthClose,
    OutsideDeath,
    StatisticalRule,
    TypeMapping,
)
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions

M = TypeVar("M", bound=Model)

REPORTING = ("bureau_officer", "department_officer", "township_officer")
VIEW = "accidents.view_accident"
REGISTER = "accidents.register_accident"
CONFIRM = "accidents.confirm_accident"
APPROVE = "accidents.approve_removal"
KEEP = "accidents.keep_yearly_figures"
CLOSE = "accidents.close_month"
RECONCILE = "accidents.report_department_figures"
IMPORT = "accidents.import_accidents"

register_actions(
    Action(
        VIEW,
        _("read the register of accidents and its figures"),
        roles=("county_leader", "commander", "duty_officer", "auditor", *REPORTING),
    ),
    Action(REGISTER, _("register accidents and change their figures"), roles=REPORTING),
    Action(CONFIRM, _("verify and confirm accidents"), roles=("bureau_officer",)),
    Action(
        APPROVE,
        _("decide on removals and on fewer deaths"),
        roles=("bureau_officer", "county_leader"),
    ),
    Action(
        KEEP, _("keep types, rules, yearly figures and control targets"), roles=("bureau_officer",)
    ),
    Action(CLOSE, _("close and reopen months of accident statistics"), roles=("bureau_officer",)),
    Action(
        RECONCILE,
        _("report the accident figures of a department"),
        roles=("bureau_officer", "department_officer"),
    ),
    Action(IMPORT, _("import accidents from a table"), roles=("bureau_officer",)),
)


@policy
class AccidentPolicy(Policy[Accident]):
    """By region, and for a department what is in its charge."""

    model = Accident
    view = VIEW
    region_field = "region"
    organisation_field = "department_id"


class OfAccident(Policy[M]):
    """What hangs on an accident."""

    view = VIEW
    region_field = "accident__region"
    organisation_field = "accident__department_id"


@policy
class HarmedPersonPolicy(OfAccident[HarmedPerson]):
    """As the accident."""

    model = HarmedPerson


@policy
class FigureChangePolicy(OfAccident[FigureChange]):
    """As the accident."""

    model = FigureChange


@policy
class OutsideDeathPolicy(Policy[OutsideDeath]):
    """By region."""

    model = OutsideDeath
    view = VIEW
    region_field = "region"


@policy
class DepartmentFigurePolicy(Policy[DepartmentFigure]):
    """A department's own; who has the county in his charge sees those of its departments."""

    model = DepartmentFigure
    view = VIEW
    region_field = "department__region"
    organisation_field = "department_id"


@policy
class AccidentTypePolicy(CountyWide[AccidentType]):
    """The standard is open to who reads the register."""

    model = AccidentType
    view = VIEW


@policy
class TypeMappingPolicy(CountyWide[TypeMapping]):
    """As the types."""

    model = TypeMapping
    view = VIEW


@policy
class StatisticalRulePolicy(CountyWide[StatisticalRule]):
    """As the types."""

    model = StatisticalRule
    view = VIEW


@policy
class DenominatorPolicy(CountyWide[Denominator]):
    """The county's own."""

    model = Denominator
    view = VIEW


@policy
class ControlTargetPolicy(CountyWide[ControlTarget]):
    """The county's own."""

    model = ControlTarget
    view = VIEW


@policy
class MonthClosePolicy(CountyWide[MonthClose]):
    """The county's own."""

    model = MonthClose
    view = VIEW
