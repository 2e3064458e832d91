"""The gateway of vehicle terminals, registered under ``jt808``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.public import (
    Gateway,
    GatewayContext,
    Limits,
    register_gateway,
    register_simulator,
    serve_tcp,
)
from anlan.integrations.jt808.framing import MAX_FRAME, split
from anlan.integrations.jt808.session import TerminalSession
from anlan.integrations.jt808.simulator import SIMULATOR
from anlan.monitoring.devices.public import Protocol

DEFAULT_PORT = 6808
#: A terminal sends a heartbeat at least every few minutes; half an hour of silence is none.
LIMITS = Limits(largest_buffer=2 * MAX_FRAME, idle_s=1800.0)


async def run(context: GatewayContext) -> None:
    """Listen for terminals until told to stop."""
    await serve_tcp(context, context.port, frames=split, session=TerminalSession, limits=LIMITS)


GATEWAY = register_gateway(
    Gateway(
        name="jt808",
        protocol=Protocol.JT808,
        title=_("JT/T 808 vehicle terminals"),
        run=run,
        default_port=DEFAULT_PORT,
    )
)
register_simulator(SIMULATOR)
