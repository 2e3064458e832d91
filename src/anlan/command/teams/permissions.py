"""Officials read the teams and experts of their area; a leader sees and keeps his own team."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.teams.models import (
    Expert,
    ExpertRequest,
    JointTraining,
    NeighbourTeam,
    StandBy,
    Team,
    TeamCertificate,
    TeamEquipment,
    TeamInsurance,
    TeamMember,
)
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions

VIEW = "teams.view_team"
CHANGE = "teams.change_team"
IMPORT = "teams.import_team"
SET_READINESS = "teams.set_readiness"
ENGAGE = "teams.engage_team"
RELEASE = "teams.release_team"
KEEP = "teams.keep_people_and_gear"
ORDER_STAND_BY = "teams.order_stand_by"
ANSWER_STAND_BY = "teams.answer_stand_by"
RECORD_TRAINING = "teams.record_training"
VIEW_EXPERT = "teams.view_expert"
CHANGE_EXPERT = "teams.change_expert"
ASK_EXPERT = "teams.ask_expert"
REVEAL_EXPERT = "teams.reveal_expert"
VIEW_NEIGHBOUR = "teams.view_neighbour"
CHANGE_NEIGHBOUR = "teams.change_neighbour"

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)

register_actions(
    Action(
        VIEW,
        _("read rescue teams"),
        roles=(*OFFICIALS, "team_leader", "auditor"),
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
    Action(
        KEEP,
        _("keep people, certificates, gear and insurance of a team"),
        roles=("team_leader", "duty_officer", "bureau_officer"),
    ),
    Action(
        ORDER_STAND_BY,
        _("order teams to stand by"),
        roles=("commander", "duty_officer", "bureau_officer"),
    ),
    Action(
        ANSWER_STAND_BY,
        _("report a stand-by as taken up or ended"),
        roles=("team_leader", "commander", "duty_officer", "bureau_officer"),
    ),
    Action(
        RECORD_TRAINING,
        _("record joint trainings and drills"),
        roles=("duty_officer", "bureau_officer"),
    ),
    Action(VIEW_EXPERT, _("read emergency experts"), roles=(*OFFICIALS, "auditor")),
    Action(CHANGE_EXPERT, _("keep and import emergency experts"), roles=("bureau_officer",)),
    Action(ASK_EXPERT, _("ask an expert for advice"), roles=("commander", "duty_officer")),
    Action(
        REVEAL_EXPERT,
        _("see the full number of an expert"),
        roles=("commander", "duty_officer", "bureau_officer"),
    ),
    Action(VIEW_NEIGHBOUR, _("read teams of neighbouring regions"), roles=(*OFFICIALS, "auditor")),
    Action(
        CHANGE_NEIGHBOUR,
        _("keep teams of neighbouring regions"),
        roles=("duty_officer", "bureau_officer"),
    ),
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


@policy
class TeamCertificatePolicy(Policy[TeamCertificate]):
    """As the team."""

    model = TeamCertificate
    view = VIEW
    region_field = "member__team__region"
    organisation_field = "member__team__organisation_id"
    person_field = "member__team__leader_id"


@policy
class TeamInsurancePolicy(Policy[TeamInsurance]):
    """As the team."""

    model = TeamInsurance
    view = VIEW
    region_field = "team__region"
    organisation_field = "team__organisation_id"
    person_field = "team__leader_id"


@policy
class StandByPolicy(Policy[StandBy]):
    """Where the team waits; the team's own people see it too."""

    model = StandBy
    view = VIEW
    region_field = "region"
    organisation_field = "team__organisation_id"
    person_field = "team__leader_id"


@policy
class JointTrainingPolicy(Policy[JointTraining]):
    """By region."""

    model = JointTraining
    view = VIEW
    region_field = "region"


@policy
class ExpertPolicy(Policy[Expert]):
    """By region."""

    model = Expert
    view = VIEW_EXPERT
    region_field = "region"


@policy
class ExpertRequestPolicy(Policy[ExpertRequest]):
    """As the incident."""

    model = ExpertRequest
    view = VIEW_EXPERT
    region_field = "incident__region"


@policy
class NeighbourTeamPolicy(CountyWide[NeighbourTeam]):
    """The county's list of whom it may ask: one for all who may read it."""

    model = NeighbourTeam
    view = VIEW_NEIGHBOUR
