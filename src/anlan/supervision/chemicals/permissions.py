"""The catalogue is knowledge: everybody signed in reads it, the bureau keeps it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.chemicals.models import Chemical

VIEW = "chemicals.view_chemical"
CHANGE = "chemicals.change_chemical"

register_actions(
    Action(VIEW, _("read the chemical catalogue")),
    Action(CHANGE, _("keep the chemical catalogue"), roles=("bureau_officer", "system_admin")),
)


@policy
class ChemicalPolicy(Policy[Chemical]):
    """Public inside the platform."""

    model = Chemical
    view = VIEW
    public = True
