"""The gateway of vehicle terminals, registered under ``jt808``."""

from __future__ import annotations

import asyncio

from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.public import (
    Gateway,
    GatewayContext,
    Limits,
    end_tasks,
    register_gateway,
    register_simulator,
    serve_tcp,
)
from anlan.integrations.jt808.framing import MAX_FRAME, split
from anlan.integrations.jt808.orders import DatabaseDesk, OrderPump
from anlan.integrations.jt808.session import TerminalSession, check_identity, check_source
from anlan.integrations.jt808.simulator import SIMULATOR
from anlan.monitoring.devices.public import (
    Protocol,
    ProtocolWriting,
    known_settings,
    register_writing,
)

DEFAULT_PORT = 6808
#: A terminal sends a heartbeat at least every few minutes; half an hour of silence is none.
LIMITS = Limits(largest_buffer=2 * MAX_FRAME, idle_s=1800.0)


async def run(context: GatewayContext) -> None:
    """Listen for terminals, and bring them what officers order, until told to stop."""
    pump: OrderPump | None = context.options.get("orders")
    orders = [asyncio.create_task(pump.run(context))] if pump is not None else []
    try:
        await serve_tcp(context, context.port, frames=split, session=TerminalSession, limits=LIMITS)
        if orders:  # what terminals answered last is still written
            await asyncio.wait(orders, timeout=2)
    finally:
        await end_tasks(orders)


def prepare(context: GatewayContext) -> None:
    """Let orders come from the platform's own desk."""
    context.options["orders"] = OrderPump(DatabaseDesk())


GATEWAY = register_gateway(
    Gateway(
        name="jt808",
        protocol=Protocol.JT808,
        title=_("JT/T 808 vehicle terminals"),
        run=run,
        default_port=DEFAULT_PORT,
        prepare=prepare,
    )
)
register_simulator(SIMULATOR)
register_writing(
    Protocol.JT808,
    ProtocolWriting(
        identity=_("Write the number of the terminal (its SIM card): up to 20 digits."),
        source=_(
            "Write what of a position the point shows: longitude, latitude, speed, heading, "
            "altitude, mileage, fuel, recorder_speed, signal, satellites, alarm, status; or driver."
        ),
        connection=_(
            "Leave it empty, or write in braces the plate that must register with this terminal: "
            '{"plate": "…"}.'
        ),
        check_identity=check_identity,
        check_source=check_source,
        check_connection=known_settings({"plate": str}),
    ),
)
