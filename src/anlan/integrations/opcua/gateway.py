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
from anlan.integrations.opcua.connection import Server
from anlan.integrations.opcua.session import Sessions
from anlan.integrations.opcua.simulator import simulate
from anlan.integrations.opcua.values import parse_node
from anlan.monitoring.devices.public import Protocol, ProtocolWriting, register_writing


async def run(context: GatewayContext) -> None:
    """Hear all registered servers until told to stop."""
    folder = Path(context.options.get("folder") or settings.ANLAN_VAR / "opcua")
    await Sessions(context, Outbox(context), folder).run()


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
        check_source=parse_node,
        check_connection=Server.parse,
        is_asked=True,
    ),
)
