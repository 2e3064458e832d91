"""Who sees and moves clocks."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.base.deadlines.models import ClockRule, Deadline, WorkingDay
from anlan.kernel.actor import Scope
from anlan.kernel.policy import Action, Policy, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
VIEW = "deadlines.view_deadline"
CHANGE = "deadlines.change_deadline"
VIEW_RULE = "deadlines.view_rule"
CHANGE_RULE = "deadlines.change_rule"

register_actions(
    Action(VIEW, _("see deadlines"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(CHANGE, _("pause, extend and cancel deadlines"), roles=("commander", "bureau_officer")),
    Action(VIEW_RULE, _("read the table of legal clocks"), roles=(*OFFICIALS, "auditor")),
    Action(CHANGE_RULE, _("keep and confirm legal clocks"), roles=("bureau_officer",)),
)


@policy
class DeadlinePolicy(Policy[Deadline]):
    """By the place or organisation of the subject, or as the responsible person."""

    model = Deadline
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"


@policy
class ClockRulePolicy(Policy[ClockRule]):
    """The table of clocks is open to everybody signed in."""

    model = ClockRule
    view = VIEW_RULE
    public = True

    def scope_q(self, scope: Scope) -> Q | None:
        """The table is one for the county: whoever keeps it keeps it from any scope."""
        return Q()

    def covers(self, scope: Scope, obj: ClockRule) -> bool:
        """As ``scope_q``."""
        return True


@policy
class WorkingDayPolicy(Policy[WorkingDay]):
    """The calendar is open to everybody signed in."""

    model = WorkingDay
    view = VIEW_RULE
    public = True
