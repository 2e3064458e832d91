"""Officials read the shelters of their area; townships and commanders open and close them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.shelters.models import (
    Evacuation,
    EvacuationHousehold,
    Household,
    Shelter,
    ShelterMovement,
)
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "shelters.view_shelter"
CHANGE = "shelters.change_shelter"
OPERATE = "shelters.operate_shelter"
VIEW_EVACUATION = "shelters.view_evacuation"
KEEP_HOUSEHOLDS = "shelters.change_household"
ORDER = "shelters.order_evacuation"
CHECK = "shelters.check_household"

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
    # Names, doors and telephones of people: fewer read them than read shelters.
    Action(
        VIEW_EVACUATION,
        _("read evacuation lists"),
        roles=(
            "county_leader",
            "commander",
            "duty_officer",
            "bureau_officer",
            "township_officer",
            "grid_worker",
        ),
    ),
    Action(
        KEEP_HOUSEHOLDS,
        _("keep evacuation lists"),
        roles=("bureau_officer", "township_officer"),
    ),
    Action(
        ORDER,
        _("order and end evacuations"),
        roles=("commander", "duty_officer", "bureau_officer", "township_officer"),
    ),
    Action(
        CHECK,
        _("tell where the people of a household are"),
        roles=("duty_officer", "bureau_officer", "township_officer", "grid_worker"),
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


@policy
class HouseholdPolicy(Policy[Household]):
    """By region; the households a person is responsible for."""

    model = Household
    view = VIEW_EVACUATION
    region_field = "region"
    person_field = "responsible_id"


@policy
class EvacuationPolicy(Policy[Evacuation]):
    """By region."""

    model = Evacuation
    view = VIEW_EVACUATION
    region_field = "region"


@policy
class EvacuationHouseholdPolicy(Policy[EvacuationHousehold]):
    """As the household."""

    model = EvacuationHousehold
    view = VIEW_EVACUATION
    region_field = "household__region"
    person_field = "household__responsible_id"
