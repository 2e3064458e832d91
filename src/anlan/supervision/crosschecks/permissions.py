"""Officials see and answer the leads of their area; the enterprise sees what it must explain."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead

VIEW = "crosschecks.view_lead"
ANSWER = "crosschecks.answer_lead"
OVERSEE = "crosschecks.oversee_lead"
VIEW_RULE = "crosschecks.view_rule"
CHANGE_RULE = "crosschecks.change_rule"
RUN = "crosschecks.run_checks"

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "auditor",
)

register_actions(
    Action(VIEW, _("read leads of the cross-checks"), roles=OFFICIALS),
    Action(
        ANSWER,
        _("verify leads of the cross-checks"),
        roles=("bureau_officer", "department_officer", "township_officer"),
    ),
    Action(OVERSEE, _("oversee overdue leads"), roles=("bureau_officer", "commander")),
    Action(VIEW_RULE, _("read the rules of the cross-checks"), roles=OFFICIALS),
    Action(CHANGE_RULE, _("change the rules of the cross-checks"), roles=("bureau_officer",)),
    Action(RUN, _("run the cross-checks now"), roles=("bureau_officer", "duty_officer")),
)


@policy
class LeadPolicy(Policy[Lead]):
    """By region and by sector of the enterprise."""

    model = Lead
    view = VIEW
    region_field = "region"
    sector_field = "enterprise__sector_id"


@policy
class CrossCheckRulePolicy(Policy[CrossCheckRule]):
    """Public to who may read rules."""

    model = CrossCheckRule
    view = VIEW_RULE
    public = True
