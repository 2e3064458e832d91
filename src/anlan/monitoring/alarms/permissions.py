"""Who reads, answers and configures alarms."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions
from anlan.monitoring.alarms.models import (
    Alarm,
    AlarmGroup,
    AlarmRule,
    AlarmSetting,
    BackTest,
    RiskIndex,
    RuleReview,
    RuleSchedule,
    SpotCheck,
    Suppression,
)

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
REQUEST_SUPPRESSION = "alarms.request_suppression"
APPROVE_SUPPRESSION = "alarms.approve_suppression"
VIEW_RISK = "alarms.view_risk_index"
TOLD_OF_RISK = "alarms.be_told_of_risk"
VIEW_SPOT_CHECK = "alarms.view_spot_check"
ASK_SPOT_CHECK = "alarms.ask_spot_check"
RESET = "alarms.reset_alarm"
RAISE = "alarms.raise_alarm"
TOLD_OF_OWN = "alarms.be_told_of_own_alarm"
VIEW_RULE = "alarms.view_rule"
CHANGE_RULE = "alarms.change_rule"
CHANGE_SETTING = "alarms.change_setting"

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
    Action(
        REQUEST_SUPPRESSION,
        _("ask for suppression windows"),
        roles=("duty_officer", "commander", "bureau_officer", "enterprise_manager"),
    ),
    Action(
        APPROVE_SUPPRESSION,
        _("approve suppression windows"),
        roles=("commander", "bureau_officer"),
    ),
    Action(VIEW_RISK, _("read risk indices"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(
        TOLD_OF_RISK,
        _("be told of risen risk indices"),
        roles=("bureau_officer", "enterprise_manager"),
    ),
    Action(
        VIEW_SPOT_CHECK,
        _("read spot checks of the watch"),
        roles=("county_leader", "commander", "duty_officer", "bureau_officer"),
    ),
    Action(
        ASK_SPOT_CHECK,
        _("ask for spot checks of the watch"),
        roles=("county_leader", "commander"),
    ),
    Action(
        RESET,
        _("reset alarms that are held"),
        roles=("duty_officer", "commander", "bureau_officer"),
    ),
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
    Action(
        CHANGE_RULE,
        _("change alarm rules and their schedules"),
        roles=("bureau_officer", "commander"),
    ),
    Action(
        CHANGE_SETTING,
        _("change ladder, clocks and figures of the alarm desk"),
        roles=("bureau_officer", "commander"),
    ),
)


@policy
class AlarmPolicy(Policy[Alarm]):
    """By region, or the enterprise of the device."""

    model = Alarm
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class AlarmRulePolicy(CountyWide[AlarmRule]):
    """Rules are read by all who read alarms, wherever their area."""

    model = AlarmRule
    view = VIEW_RULE


@policy
class AlarmSettingPolicy(CountyWide[AlarmSetting]):
    """As rules."""

    model = AlarmSetting
    view = VIEW_RULE


@policy
class BackTestPolicy(CountyWide[BackTest]):
    """By those who write rules: it names points of every enterprise."""

    model = BackTest
    view = CHANGE_RULE


@policy
class RuleSchedulePolicy(CountyWide[RuleSchedule]):
    """As rules."""

    model = RuleSchedule
    view = VIEW_RULE


@policy
class SuppressionPolicy(Policy[Suppression]):
    """By the enterprise or device it quiets."""

    model = Suppression
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class AlarmGroupPolicy(Policy[AlarmGroup]):
    """As the alarms of its enterprise or area."""

    model = AlarmGroup
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class RuleReviewPolicy(CountyWide[RuleReview]):
    """By those who write rules."""

    model = RuleReview
    view = CHANGE_RULE


@policy
class RiskIndexPolicy(Policy[RiskIndex]):
    """By region, or the enterprise itself."""

    model = RiskIndex
    view = VIEW_RISK
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class SpotCheckPolicy(Policy[SpotCheck]):
    """By region, and whoever was asked."""

    model = SpotCheck
    view = VIEW_SPOT_CHECK
    region_field = "region"
    person_field = "person_id"

    def permitted(self, actor: Actor, permission: str) -> QuerySet[SpotCheck]:
        """Who was asked sees his own checks, whatever his role."""
        rows = super().permitted(actor, permission)
        if permission != VIEW_SPOT_CHECK or actor.person_id is None:
            return rows
        return rows | self.queryset().filter(person_id=actor.person_id)

    def can(self, actor: Actor, permission: str, obj: SpotCheck) -> bool:
        """Who was asked may read his own check."""
        own = actor.person_id is not None and obj.person_id == actor.person_id
        return (own and permission == VIEW_SPOT_CHECK) or super().can(actor, permission, obj)
