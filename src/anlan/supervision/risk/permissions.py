"""Who reads and keeps risks: officials by region and field, the enterprise its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.risk.models import (
    AccidentKind,
    Assessment,
    Control,
    ControlCheck,
    DirectCriterion,
    EnterpriseRisk,
    MethodVersion,
    RegradeRecord,
    RegradeRule,
    RiskEvent,
    RiskFactor,
    RiskObject,
    RiskUnit,
    RuleSet,
)

VIEW = "risk.view_risk"
CHANGE = "risk.change_risk"
SUBMIT = "risk.submit_assessment"
APPROVE = "risk.approve_assessment"
CHECK = "risk.record_check"
MANAGE = "risk.manage_rules"
IMPORT = "risk.import_risk"

register_actions(
    Action(
        VIEW,
        _("read risks and their controls"),
        roles=(
            "county_leader",
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "grid_worker",
            "enterprise_manager",
            "team_leader",
            "system_admin",
        ),
    ),
    Action(CHANGE, _("keep the risk tree"), roles=("bureau_officer", "enterprise_manager")),
    Action(SUBMIT, _("submit risk assessments"), roles=("bureau_officer", "enterprise_manager")),
    Action(
        APPROVE,
        _("approve risk assessments"),
        roles=("bureau_officer", "department_officer"),
    ),
    Action("risk.supersede_assessment", _("supersede risk assessments")),
    Action(CHECK, _("record checks of controls"), roles=("enterprise_manager",)),
    Action(MANAGE, _("publish methods and re-grading rules"), roles=("bureau_officer",)),
    Action(
        IMPORT,
        _("import risk lists from a table"),
        roles=("bureau_officer", "enterprise_manager"),
    ),
)


class _OfEnterprise(Policy[Any]):
    """As the enterprise: by region, by sector, or one's own."""

    view = VIEW
    region_field = "enterprise__region"
    organisation_field = "enterprise__organisation_id"
    sector_field = "enterprise__sector_id"


@policy
class RiskObjectPolicy(_OfEnterprise):
    """As the enterprise."""

    model = RiskObject


@policy
class RiskUnitPolicy(_OfEnterprise):
    """As the enterprise; the region stands in the row."""

    model = RiskUnit
    region_field = "region"


@policy
class RiskEventPolicy(_OfEnterprise):
    """As the enterprise."""

    model = RiskEvent


@policy
class ControlPolicy(_OfEnterprise):
    """As the enterprise."""

    model = Control


@policy
class AssessmentPolicy(_OfEnterprise):
    """As the enterprise."""

    model = Assessment


@policy
class ControlCheckPolicy(_OfEnterprise):
    """As the enterprise, and the checks one is named for."""

    model = ControlCheck
    person_field = "checker_id"


@policy
class RiskFactorPolicy(_OfEnterprise):
    """As the enterprise."""

    model = RiskFactor


@policy
class RegradeRecordPolicy(_OfEnterprise):
    """As the enterprise."""

    model = RegradeRecord


@policy
class EnterpriseRiskPolicy(_OfEnterprise):
    """As the enterprise."""

    model = EnterpriseRisk


class _Public(Policy[Any]):
    """Reference tables: open inside the platform."""

    view = VIEW
    public = True


@policy
class AccidentKindPolicy(_Public):
    """Public inside the platform."""

    model = AccidentKind


@policy
class MethodVersionPolicy(_Public):
    """Public inside the platform."""

    model = MethodVersion


@policy
class DirectCriterionPolicy(_Public):
    """Public inside the platform."""

    model = DirectCriterion


@policy
class RuleSetPolicy(_Public):
    """Public inside the platform."""

    model = RuleSet


@policy
class RegradeRulePolicy(_Public):
    """Public inside the platform."""

    model = RegradeRule
