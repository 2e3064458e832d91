"""Who sees incidents, takes them in, commands, reports, verifies and closes them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.models import (
    EventCategory,
    GradeCriterion,
    Incident,
    IncidentFacts,
    IncidentReport,
    TimelineEntry,
)
from anlan.kernel.policy import Action, Policy, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
VIEW = "incidents.view_incident"
OPEN = "incidents.open_incident"
UPDATE = "incidents.update_facts"
NOTE = "incidents.add_note"
COMMAND = "incidents.command_incident"
REPORT = "incidents.report_incident"
RECEIVE = "incidents.record_receipt"
REMOVE_CAUSE = "incidents.report_cause_removed"
VERIFY_CAUSE = "incidents.verify_cause_removed"
CLOSE = "incidents.close_incident"
MERGE = "incidents.merge_incidents"
CANCEL = "incidents.cancel_incident"
REPORT_BY_UNIT = "incidents.report_by_unit"
REVEAL = "incidents.reveal_caller"
VIEW_CRITERIA = "incidents.view_criteria"
VIEW_REPORT = "incidents.view_report"

BUREAU = ("commander", "duty_officer", "bureau_officer")

register_actions(
    Action(
        VIEW,
        _("read incidents"),
        roles=(*OFFICIALS, "grid_worker", "team_leader", "enterprise_manager"),
    ),
    Action(OPEN, _("take in incidents"), roles=(*BUREAU, "township_officer")),
    Action(UPDATE, _("update the facts of incidents"), roles=(*BUREAU, "township_officer")),
    Action(
        NOTE,
        _("write into the timeline of incidents"),
        roles=(*OFFICIALS, "team_leader", "enterprise_manager"),
    ),
    Action(COMMAND, _("command incidents"), roles=("commander", "county_leader", "duty_officer")),
    Action(REPORT, _("report incidents to superiors"), roles=BUREAU),
    Action(RECEIVE, _("record receipts of superiors"), roles=BUREAU),
    Action(
        REMOVE_CAUSE,
        _("report the cause as removed"),
        roles=(*BUREAU, "township_officer", "department_officer", "enterprise_manager"),
    ),
    Action(VERIFY_CAUSE, _("verify that the cause is removed"), roles=BUREAU),
    Action(CLOSE, _("close incidents"), roles=("commander", "duty_officer")),
    Action(MERGE, _("merge duplicate incidents"), roles=BUREAU),
    Action(
        CANCEL, _("cancel incidents and mark false reports"), roles=("commander", "duty_officer")
    ),
    Action(
        REPORT_BY_UNIT,
        _("record the report of the enterprise"),
        roles=(*BUREAU, "enterprise_manager"),
    ),
    Action(REVEAL, _("see the full number of the caller"), roles=BUREAU),
    Action(VIEW_CRITERIA, _("read the table of accident grades")),
    Action(VIEW_REPORT, _("read incident reports"), roles=OFFICIALS),
)


@policy
class IncidentPolicy(Policy[Incident]):
    """By region, or the enterprise concerned."""

    model = Incident
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class IncidentFactsPolicy(Policy[IncidentFacts]):
    """As the incident."""

    model = IncidentFacts
    view = VIEW
    region_field = "incident__region"
    organisation_field = "incident__enterprise__organisation_id"


@policy
class IncidentReportPolicy(Policy[IncidentReport]):
    """As the incident, but only for officials: drafts are not for everybody."""

    model = IncidentReport
    view = VIEW_REPORT
    region_field = "incident__region"
    organisation_field = "incident__enterprise__organisation_id"


@policy
class TimelineEntryPolicy(Policy[TimelineEntry]):
    """As the incident."""

    model = TimelineEntry
    view = VIEW
    region_field = "incident__region"
    organisation_field = "incident__enterprise__organisation_id"


@policy
class GradeCriterionPolicy(Policy[GradeCriterion]):
    """The law is open to everybody signed in."""

    model = GradeCriterion
    view = VIEW_CRITERIA
    public = True


@policy
class EventCategoryPolicy(Policy[EventCategory]):
    """The classification is open to everybody signed in."""

    model = EventCategory
    view = VIEW_CRITERIA
    public = True
