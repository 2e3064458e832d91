"""Who sees the roster, writes the log, plans duty and hands over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.duty.models import DutyAssignment, DutyLogEntry, Handover, Shift
from anlan.kernel.policy import Action, Policy, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
VIEW = "duty.view_roster"
PLAN = "duty.plan_roster"
VIEW_LOG = "duty.view_log"
LOG = "duty.write_log"
HAND_OVER = "duty.hand_over"

register_actions(
    Action(VIEW, _("read the duty roster"), roles=OFFICIALS),
    Action(PLAN, _("plan the duty roster"), roles=("commander", "bureau_officer")),
    Action(
        VIEW_LOG,
        _("read the duty log"),
        roles=("county_leader", "commander", "duty_officer", "bureau_officer", "township_officer"),
    ),
    Action(LOG, _("write the duty log"), roles=("duty_officer", "commander", "township_officer")),
    Action(HAND_OVER, _("hand over and take over a shift"), roles=("duty_officer", "commander")),
)


@policy
class ShiftPolicy(Policy[Shift]):
    """The shifts of the day are no secret."""

    model = Shift
    view = VIEW
    public = True


@policy
class DutyAssignmentPolicy(Policy[DutyAssignment]):
    """By the region of the office, or one's own office."""

    model = DutyAssignment
    view = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"
    person_field = "person_id"


@policy
class DutyLogEntryPolicy(Policy[DutyLogEntry]):
    """By the region of the office, or one's own office."""

    model = DutyLogEntry
    view = VIEW_LOG
    region_field = "organisation__region"
    organisation_field = "organisation_id"


@policy
class HandoverPolicy(Policy[Handover]):
    """As the log."""

    model = Handover
    view = VIEW_LOG
    region_field = "organisation__region"
    organisation_field = "organisation_id"
