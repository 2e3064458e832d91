"""Officials read the teams of their area; a team's leader sees and keeps his own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.teams.models import Team, TeamEquipment, TeamMember
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "teams.view_team"
CHANGE = "teams.change_team"
IMPORT = "teams.import_team"
SET_READINESS = "teams.set_readiness"
ENGAGE = "teams.engage_team"
RELEASE = "teams.release_team"

register_actions(
    Action(
        VIEW,
        _("read rescue teams"),
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
    Action(CHANGE, _("keep rescue teams"), roles=("bureau_officer", "duty_officer")),
    Action(IMPORT, _("import rescue teams"), roles=("bureau_officer",)),
    Action(
        SET_READINESS,
        _("report the readiness of a team"),
        roles=("team_leader", "duty_officer", "bureau_officer", "township_officer"),
    ),
    Action(ENGAGE, _("send a team"), roles=("commander", "duty_officer")),
    Action(RELEASE, _("stand a team down"), roles=("commander", "duty_officer", "team_leader")),
)


@policy
class TeamPolicy(Policy[Team]):
    """By region; one's own organisation's teams; the teams one leads."""

    model = Team
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"
    person_field = "leader_id"


@policy
class TeamMemberPolicy(Policy[TeamMember]):
    """As the team."""

    model = TeamMember
    view = VIEW
    region_field = "team__region"
    organisation_field = "team__organisation_id"
    person_field = "team__leader_id"


@policy
class TeamEquipmentPolicy(Policy[TeamEquipment]):
    """As the team."""

    model = TeamEquipment
    view = VIEW
    region_field = "team__region"
    organisation_field = "team__organisation_id"
    person_field = "team__leader_id"
