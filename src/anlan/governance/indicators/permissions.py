"""Every official reads how promises stand; a unit enters its own values, a second one confirms."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.models import (
    Deviation,
    Evaluation,
    EvaluationItem,
    Indicator,
    IndicatorValue,
    YearlyTarget,
)
from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, CountyWide, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "auditor",
)
VIEW = "indicators.view_indicator"
KEEP = "indicators.keep_indicator"
REPORT = "indicators.report_value"
CONFIRM = "indicators.confirm_value"
VIEW_SCREEN = "indicators.view_screen"
EVALUATE = "indicators.evaluate_plan"
APPROVE = "indicators.approve_evaluation"

register_actions(
    Action(VIEW, _("read indicators and their values"), roles=OFFICIALS),
    Action(KEEP, _("set up indicators and their targets"), roles=("bureau_officer",)),
    Action(
        REPORT,
        _("enter values of indicators"),
        roles=("bureau_officer", "department_officer", "township_officer"),
    ),
    Action(CONFIRM, _("confirm values of indicators"), roles=("bureau_officer",)),
    Action(
        VIEW_SCREEN,
        _("see what will be missed this year"),
        roles=("county_leader", "commander", "bureau_officer", "auditor"),
    ),
    Action(EVALUATE, _("evaluate plans"), roles=("bureau_officer",)),
    Action(APPROVE, _("approve evaluations of plans"), roles=("county_leader",)),
)


@policy
class IndicatorPolicy(CountyWide[Indicator]):
    """Open to all officials; a unit enters values of what it answers for, the office of any."""

    model = Indicator
    view = VIEW

    def permitted(self, actor: Actor, permission: str) -> QuerySet[Indicator]:
        """A unit reports for itself, wherever its people's scope lies."""
        rows = super().permitted(actor, permission)
        if permission == REPORT and not actor.is_system and not actor.has(KEEP):
            return rows.filter(organisation_id=actor.organisation_id or 0)
        return rows

    def can(self, actor: Actor, permission: str, obj: Indicator) -> bool:
        """As ``permitted``, without a query."""
        if permission == REPORT and not actor.is_system and not actor.has(KEEP):
            return actor.has(REPORT) and obj.organisation_id == actor.organisation_id
        return actor.has(permission)


@policy
class IndicatorValuePolicy(CountyWide[IndicatorValue]):
    """As the indicator; entering is decided over the indicator."""

    model = IndicatorValue
    view = VIEW


@policy
class YearlyTargetPolicy(CountyWide[YearlyTarget]):
    """As the indicator."""

    model = YearlyTarget
    view = VIEW


@policy
class DeviationPolicy(CountyWide[Deviation]):
    """As the indicator."""

    model = Deviation
    view = VIEW


@policy
class EvaluationPolicy(CountyWide[Evaluation]):
    """The county's own."""

    model = Evaluation
    view = VIEW


@policy
class EvaluationItemPolicy(CountyWide[EvaluationItem]):
    """As the evaluation."""

    model = EvaluationItem
    view = VIEW
