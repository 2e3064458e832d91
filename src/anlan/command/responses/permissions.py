"""Who starts, leads and carries out a response.

Commanders and duty officers act over their area; a group's lead and his organisation see and carry
out their own tasks; officials of the area read.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.responses.models import (
    AuthorityChange,
    CommandHandover,
    Improvement,
    LevelChange,
    Objective,
    PublicRelease,
    Response,
    ResponseGroup,
    ResponseTask,
    RollCall,
    RollCallAnswer,
    SituationReport,
    TaskFeedback,
)
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "responses.view_response"
VIEW_TASK = "responses.view_task"
ACTIVATE = "responses.activate_response"
COMMAND = "responses.command_response"
TERMINATE = "responses.terminate_response"
ORDER = "responses.issue_order"
PERFORM = "responses.perform_task"
VERIFY = "responses.verify_task"
SET_OBJECTIVE = "responses.set_objective"
ROLL_CALL = "responses.order_roll_call"
VIEW_ANSWER = "responses.view_roll_call_answer"
ANSWER = "responses.answer_roll_call"
REPORT = "responses.make_situation_report"
RELEASE = "responses.release_to_public"
REVIEW = "responses.review_response"

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "auditor",
)

register_actions(
    Action(VIEW, _("read emergency responses"), roles=READERS),
    Action(
        VIEW_TASK,
        _("read response tasks"),
        roles=(*READERS, "team_leader", "enterprise_manager", "grid_worker", "warehouse_keeper"),
    ),
    Action(ACTIVATE, _("activate an emergency response"), roles=("commander", "county_leader")),
    Action(
        COMMAND,
        _("change the level and hand over command"),
        roles=("commander", "county_leader"),
    ),
    Action(TERMINATE, _("terminate an emergency response"), roles=("commander", "county_leader")),
    Action(ORDER, _("issue orders in a response"), roles=("commander", "duty_officer")),
    Action(
        PERFORM,
        _("carry out response tasks"),
        roles=(
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "team_leader",
            "enterprise_manager",
        ),
    ),
    Action(VERIFY, _("verify response tasks"), roles=("commander", "duty_officer")),
    Action(
        SET_OBJECTIVE,
        _("set and end objectives and timers"),
        roles=("commander", "duty_officer"),
    ),
    Action(ROLL_CALL, _("order roll calls"), roles=("commander", "duty_officer")),
    Action(VIEW_ANSWER, _("read roll calls"), roles=(*READERS, "team_leader")),
    Action(
        ANSWER,
        _("answer a roll call for a team"),
        roles=("team_leader", "duty_officer", "commander"),
    ),
    Action(
        REPORT,
        _("make situation reports"),
        roles=("commander", "duty_officer", "bureau_officer"),
    ),
    Action(RELEASE, _("release to the public and withdraw"), roles=("commander", "county_leader")),
    Action(
        REVIEW,
        _("review a response and set improvements"),
        roles=("commander", "duty_officer", "bureau_officer"),
    ),
)


@policy
class ResponsePolicy(Policy[Response]):
    """By the region of the incident."""

    model = Response
    view = VIEW
    region_field = "region"


@policy
class ResponseGroupPolicy(Policy[ResponseGroup]):
    """By the region of the incident; the groups of one's organisation; those one leads."""

    model = ResponseGroup
    view = VIEW_TASK
    region_field = "response__region"
    organisation_field = "organisation_id"
    person_field = "lead_id"


@policy
class ResponseTaskPolicy(Policy[ResponseTask]):
    """By the region of the incident; the tasks of one's organisation; those one is assigned."""

    model = ResponseTask
    view = VIEW_TASK
    region_field = "response__region"
    organisation_field = "organisation_id"
    person_field = "assignee_id"


@policy
class TaskFeedbackPolicy(Policy[TaskFeedback]):
    """As the task."""

    model = TaskFeedback
    view = VIEW_TASK
    region_field = "task__response__region"
    organisation_field = "task__organisation_id"
    person_field = "task__assignee_id"


@policy
class LevelChangePolicy(Policy[LevelChange]):
    """As the response."""

    model = LevelChange
    view = VIEW
    region_field = "response__region"


@policy
class CommandHandoverPolicy(Policy[CommandHandover]):
    """As the response."""

    model = CommandHandover
    view = VIEW
    region_field = "response__region"


@policy
class AuthorityChangePolicy(Policy[AuthorityChange]):
    """As the response."""

    model = AuthorityChange
    view = VIEW
    region_field = "response__region"


@policy
class ObjectivePolicy(Policy[Objective]):
    """As the response."""

    model = Objective
    view = VIEW
    region_field = "response__region"


@policy
class RollCallPolicy(Policy[RollCall]):
    """As the response."""

    model = RollCall
    view = VIEW
    region_field = "response__region"


@policy
class RollCallAnswerPolicy(Policy[RollCallAnswer]):
    """By the region of the incident; the teams of one's organisation; the teams one leads."""

    model = RollCallAnswer
    view = VIEW_ANSWER
    region_field = "roll_call__response__region"
    organisation_field = "organisation_id"
    person_field = "leader_id"


@policy
class SituationReportPolicy(Policy[SituationReport]):
    """As the response."""

    model = SituationReport
    view = VIEW
    region_field = "response__region"


@policy
class PublicReleasePolicy(Policy[PublicRelease]):
    """As the response; the public page shows it without a policy."""

    model = PublicRelease
    view = VIEW
    region_field = "response__region"


@policy
class ImprovementPolicy(Policy[Improvement]):
    """As the response; those of one's organisation."""

    model = Improvement
    view = VIEW
    region_field = "response__region"
    organisation_field = "organisation_id"
