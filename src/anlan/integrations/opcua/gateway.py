"""OPC UA: the platform subscribes to the control systems of plants."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.public import (
    Gateway,
    GatewayContext,
    Outbox,
    Simulator,
    register_gateway,
    register_simulator,
)
from anlan.integrations.opcua.session import Sessions
from anlan.integrations.opcua.simulator import simulate
from anlan.monitoring.devices.public import Protocol


async def run(context: GatewayContext) -> None:
    """Hear all registered servers until told to stop."""
    folder = Path(context.options.get("folder") or settings.ANLAN_VAR / "opcua")
    await Sessions(context, Outbox(context), folder).run()


register_gateway(
    Gateway(name="opcua", protocol=Protocol.OPC_UA, title=_("OPC UA control systems"), run=run)
)
register_simulator(Simulator("opcua", simulate))
