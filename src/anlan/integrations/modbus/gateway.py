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
from anlan.integrations.modbus.addresses import parse_address
from anlan.integrations.modbus.poller import Poller, Target
from anlan.integrations.modbus.simulator import simulate
from anlan.monitoring.devices.public import Protocol, ProtocolWriting, register_writing


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
register_writing(
    Protocol.MODBUS,
    ProtocolWriting(
        identity=_("Leave it empty: a Modbus device is known by its address."),
        source=_(
            "Write table:register:type, for example holding:40001:float32, input:0x10:int16, "
            "coil:3 or holding:12:bit5; words the other way round: holding:40001:float32:le."
        ),
        connection=_(
            'Write address, port and unit number in braces, for example {"host": "192.0.2.10", '
            '"port": 502, "unit": 1}.'
        ),
        check_source=parse_address,
        check_connection=Target.parse,
        is_asked=True,
    ),
)
