"""Modbus TCP: the platform asks controllers and meters that do not speak by themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.public import (
    Gateway,
    GatewayContext,
    Outbox,
    Simulator,
    register_gateway,
    register_simulator,
)
from anlan.integrations.modbus.poller import Poller
from anlan.integrations.modbus.simulator import simulate
from anlan.monitoring.devices.public import Protocol


async def run(context: GatewayContext) -> None:
    """Ask all registered devices until told to stop."""
    await Poller(context, Outbox(context)).run()


register_gateway(
    Gateway(
        name="modbus",
        protocol=Protocol.MODBUS,
        title=_("Modbus TCP controllers and meters"),
        run=run,
    )
)
register_simulator(Simulator("modbus", simulate))
