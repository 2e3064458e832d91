"""Commanders and duty officers send teams; leaders answer for theirs; officials read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.dispatch.models import Dispatch, DispatchPosition, DispatchReport
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "dispatch.view_dispatch"
ASSIGN = "dispatch.assign_team"
ANSWER = "dispatch.answer_dispatch"

register_actions(
    Action(
        VIEW,
        _("read dispatches"),
        roles=(
            "county_leader",
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "team_leader",
            "auditor",
        ),
    ),
    Action(ASSIGN, _("send and stand down teams"), roles=("commander", "duty_officer")),
    Action(
        ANSWER,
        _("answer for a team that is sent"),
        roles=("team_leader", "duty_officer", "commander"),
    ),
)


@policy
class DispatchPolicy(Policy[Dispatch]):
    """By the region of the incident; one's organisation's teams; the teams one leads."""

    model = Dispatch
    view = VIEW
    region_field = "region"
    organisation_field = "team__organisation_id"
    person_field = "team__leader_id"


@policy
class DispatchPositionPolicy(Policy[DispatchPosition]):
    """As the dispatch."""

    model = DispatchPosition
    view = VIEW
    region_field = "dispatch__region"
    organisation_field = "dispatch__team__organisation_id"
    person_field = "dispatch__team__leader_id"


@policy
class DispatchReportPolicy(Policy[DispatchReport]):
    """As the dispatch."""

    model = DispatchReport
    view = VIEW
    region_field = "dispatch__region"
    organisation_field = "dispatch__team__organisation_id"
    person_field = "dispatch__team__leader_id"
