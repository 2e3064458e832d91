"""Officials read the shelters of their area; townships and commanders open and close them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.shelters.models import Shelter, ShelterMovement
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "shelters.view_shelter"
CHANGE = "shelters.change_shelter"
OPERATE = "shelters.operate_shelter"

register_actions(
    Action(
        VIEW,
        _("read shelters"),
        roles=(
            "county_leader",
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "grid_worker",
            "auditor",
        ),
    ),
    Action(CHANGE, _("keep shelters"), roles=("bureau_officer",)),
    Action(
        OPERATE,
        _("open and close shelters and count people"),
        roles=("commander", "duty_officer", "bureau_officer", "township_officer"),
    ),
)


@policy
class ShelterPolicy(Policy[Shelter]):
    """By region; one's organisation's shelters; the one a person keeps."""

    model = Shelter
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"
    person_field = "keeper_id"


@policy
class ShelterMovementPolicy(Policy[ShelterMovement]):
    """As the shelter."""

    model = ShelterMovement
    view = VIEW
    region_field = "shelter__region"
    organisation_field = "shelter__organisation_id"
    person_field = "shelter__keeper_id"
