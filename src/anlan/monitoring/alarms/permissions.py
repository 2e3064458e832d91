"""Who reads, answers and configures alarms."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.monitoring.alarms.models import Alarm, AlarmRule, LadderStep, Suppression

M = TypeVar("M", bound=Model)

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
VIEW = "alarms.view_alarm"
ACKNOWLEDGE = "alarms.acknowledge_alarm"
VERIFY = "alarms.verify_alarm"
DISPOSE = "alarms.dispose_alarm"
CLOSE = "alarms.close_alarm"
SUPPRESS = "alarms.suppress_alarm"
RAISE = "alarms.raise_alarm"
TOLD_OF_OWN = "alarms.be_told_of_own_alarm"
VIEW_RULE = "alarms.view_rule"
CHANGE_RULE = "alarms.change_rule"

register_actions(
    Action(VIEW, _("read alarms"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(
        ACKNOWLEDGE,
        _("acknowledge alarms and call"),
        roles=("duty_officer", "commander", "bureau_officer", "enterprise_manager"),
    ),
    Action(
        VERIFY,
        _("verify alarms or mark them false"),
        roles=("duty_officer", "commander", "bureau_officer"),
    ),
    Action(
        DISPOSE,
        _("report an alarm as dealt with"),
        roles=("duty_officer", "commander", "bureau_officer", "enterprise_manager"),
    ),
    Action(CLOSE, _("close alarms"), roles=("duty_officer", "commander", "bureau_officer")),
    Action(SUPPRESS, _("suppress alarms for a time"), roles=("duty_officer", "commander")),
    Action(RAISE, _("raise alarms (the platform itself)")),
    Action(
        "alarms.answer_as_duty_officer",
        _("be called first about alarms"),
        roles=("duty_officer",),
    ),
    Action(
        "alarms.answer_as_duty_leader",
        _("be called second, as leader on duty"),
        roles=("commander",),
    ),
    Action(
        "alarms.answer_as_commander",
        _("be called last, as commander"),
        roles=("commander", "county_leader"),
    ),
    Action(
        TOLD_OF_OWN,
        _("be told of alarms of one's own enterprise"),
        roles=("enterprise_manager",),
    ),
    Action(VIEW_RULE, _("read alarm rules"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(CHANGE_RULE, _("change alarm rules"), roles=("bureau_officer", "commander")),
)


@policy
class AlarmPolicy(Policy[Alarm]):
    """By region, or the enterprise of the device."""

    model = Alarm
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


class CountyWide(Policy[M]):
    """The county's own settings: held for all rows by who holds the permission over any scope."""

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return all rows or none."""
        return self.queryset() if actor.has(permission) else self.queryset().none()

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether the permission is held over any scope."""
        return actor.has(permission)


@policy
class AlarmRulePolicy(CountyWide[AlarmRule]):
    """Rules are read by all who read alarms, wherever their area."""

    model = AlarmRule
    view = VIEW_RULE


@policy
class LadderStepPolicy(CountyWide[LadderStep]):
    """As rules."""

    model = LadderStep
    view = VIEW_RULE


@policy
class SuppressionPolicy(Policy[Suppression]):
    """By the enterprise or device it quiets."""

    model = Suppression
    view = VIEW
    region_field = "device__region"
    organisation_field = "enterprise__organisation_id"
