"""Who sees approvals and keeps their definitions; who decides is the right named by each step."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.workflow.models import Approval, Definition
from anlan.kernel.policy import Action, Policy, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
VIEW = "workflow.view_approval"
VIEW_DEFINITION = "workflow.view_definition"
CHANGE_DEFINITION = "workflow.change_definition"

register_actions(
    Action(VIEW, _("read approvals"), roles=(*OFFICIALS, "auditor")),
    Action(VIEW_DEFINITION, _("read how things are approved"), roles=(*OFFICIALS, "system_admin")),
    Action(CHANGE_DEFINITION, _("set how things are approved"), roles=("system_admin",)),
)


@policy
class ApprovalPolicy(Policy[Approval]):
    """By the region or organisation of what is approved."""

    model = Approval
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"


@policy
class DefinitionPolicy(Policy[Definition]):
    """The same for the whole county."""

    model = Definition
    view = VIEW_DEFINITION
    public = True
