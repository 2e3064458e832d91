"""Who sees how the gateways stand."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.models import GatewayStatus
from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "gateway.view_gateway"

register_actions(
    Action(
        VIEW,
        _("see how the gateways stand"),
        roles=("duty_officer", "bureau_officer", "system_admin"),
    )
)


@policy
class GatewayStatusPolicy(Policy[GatewayStatus]):
    """The gateways of the installation, for who holds the permission over any scope."""

    model = GatewayStatus
    view = VIEW

    def permitted(self, actor: Actor, permission: str) -> QuerySet[GatewayStatus]:
        """Return all rows or none."""
        return self.queryset() if actor.has(permission) else self.queryset().none()

    def can(self, actor: Actor, permission: str, obj: GatewayStatus) -> bool:
        """Whether the permission is held over any scope."""
        return actor.has(permission)
