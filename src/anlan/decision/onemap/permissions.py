"""The map is open to everybody signed in; each layer shows what its own policy lets through."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.decision.onemap.models import Road, SensitiveSite, Waterway
from anlan.kernel.policy import Action, Policy, policy, register_actions

EVERYBODY = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "enterprise_manager",
    "team_leader",
    "warehouse_keeper",
)
VIEW_MAP = "onemap.view_map"
VIEW_SITE = "onemap.view_sensitivesite"
VIEW_WALL = "onemap.view_wall"

register_actions(
    Action(VIEW_MAP, _("open the one map"), roles=EVERYBODY),
    Action(VIEW_SITE, _("see protected sites"), roles=EVERYBODY[:7]),
    Action(
        VIEW_WALL,
        _("open the wall screen"),
        roles=("county_leader", "commander", "duty_officer", "bureau_officer"),
    ),
)


@policy
class RoadPolicy(Policy[Road]):
    """Roads are public facts."""

    model = Road
    view = VIEW_MAP
    public = True


@policy
class WaterwayPolicy(Policy[Waterway]):
    """Waters are public facts."""

    model = Waterway
    view = VIEW_MAP
    public = True


@policy
class SensitiveSitePolicy(Policy[SensitiveSite]):
    """By region."""

    model = SensitiveSite
    view = VIEW_SITE
    region_field = "region"
