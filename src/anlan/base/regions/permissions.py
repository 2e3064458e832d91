"""Regions are public facts: everybody signed in reads them; system administrators keep them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.regions.models import Region
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "regions.view_region"
CHANGE = "regions.change_region"

register_actions(
    Action(VIEW, _("read regions")),
    Action(CHANGE, _("keep the list of regions"), roles=("system_admin",)),
)


@policy
class RegionPolicy(Policy[Region]):
    """Public inside the platform."""

    model = Region
    view = VIEW
    public = True
