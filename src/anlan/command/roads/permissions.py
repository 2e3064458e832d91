"""Everybody on duty asks for ways, who is on the spot closes roads, the bureau keeps the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.roads.models import RoadClosure, RoadNetwork, RoadNetworkContent
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions

VIEW = "roads.view_road"
CLOSE = "roads.close_road"
KEEP = "roads.keep_network"

register_actions(
    Action(
        VIEW,
        _("read roads and closures and ask for ways"),
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
    Action(
        CLOSE,
        _("close roads and lift closures"),
        roles=(
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
        ),
    ),
    Action(KEEP, _("keep the road network"), roles=("bureau_officer",)),
)


@policy
class RoadNetworkPolicy(CountyWide[RoadNetwork]):
    """The county's own."""

    model = RoadNetwork
    view = VIEW


@policy
class RoadNetworkContentPolicy(CountyWide[RoadNetworkContent]):
    """As the network."""

    model = RoadNetworkContent
    view = KEEP


@policy
class RoadClosurePolicy(Policy[RoadClosure]):
    """By region."""

    model = RoadClosure
    view = VIEW
    region_field = "region"
