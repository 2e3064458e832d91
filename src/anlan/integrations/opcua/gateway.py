"""OPC UA: the platform subscribes to the control systems of plants."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.public import (
    Gateway,
    GatewayContext,
    Outbox,
    SimulationContext,
    Simulator,
    register_gateway,
    register_simulator,
)
from anlan.monitoring.devices.public import Protocol, ProtocolWriting, register_writing

# The library takes seconds and 60 MB; only what speaks OPC UA loads it.


async def run(context: GatewayContext) -> None:
    """Hear all registered servers until told to stop."""
    from anlan.integrations.opcua.session import Sessions

    folder = Path(context.options.get("folder") or settings.ANLAN_VAR / "opcua")
    await Sessions(context, Outbox(context), folder).run()


async def simulate(context: SimulationContext) -> None:
    """Play the registered servers that are on this machine."""
    from anlan.integrations.opcua import simulator

    await simulator.simulate(context)


def check_source(written: str) -> object:
    """Read the name of a node; raises ``ValueError``."""
    from anlan.integrations.opcua.values import parse_node

    return parse_node(written)


def check_connection(connection: Mapping[str, Any]) -> object:
    """Read where a server is; raises ``ValueError``."""
    from anlan.integrations.opcua.connection import Server

    return Server.parse(connection)


register_gateway(
    Gateway(name="opcua", protocol=Protocol.OPC_UA, title=_("OPC UA control systems"), run=run)
)
register_simulator(Simulator("opcua", simulate))
register_writing(
    Protocol.OPC_UA,
    ProtocolWriting(
        identity=_("Leave it empty: an OPC UA server is known by its address."),
        source=_(
            "Write the node, for example ns=2;s=Tank1.Level or i=2258; with the name of its "
            "namespace: nsu=urn:plant;s=Tank1.Level."
        ),
        connection=_(
            'Write the address of the server in braces, for example {"url": '
            '"opc.tcp://192.0.2.10:4840"}; secured: "security": "Basic256Sha256", "mode": '
            '"sign_and_encrypt"; with an account: "user", "secret".'
        ),
        check_source=check_source,
        check_connection=check_connection,
        is_asked=True,
    ),
)
