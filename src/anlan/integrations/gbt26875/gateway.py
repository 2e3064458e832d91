"""The centre of GB/T 26875.3-2011: takes events, confirms when the broker has them, or denies."""

from __future__ import annotations

import time
from collections import OrderedDict

from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.contracts import BadFrame
from anlan.integrations.gateway.public import (
    Gateway,
    GatewayContext,
    Limits,
    Peer,
    register_gateway,
    register_simulator,
    serve_tcp,
)
from anlan.integrations.gbt26875.addresses import check_identity, check_source
from anlan.integrations.gbt26875.codec import (
    CONFIRM,
    CONTROL,
    DENY,
    MAIN_VERSION,
    REPLY,
    SEND,
    Packet,
    encode,
    identities_of,
    label_ms,
    label_of,
    parse,
    split,
)
from anlan.integrations.gbt26875.readings import Building, samples_of
from anlan.integrations.gbt26875.simulator import SIMULATOR
from anlan.integrations.gbt26875.unit import SYNCHRONISE, Plain, encode_unit, parse_unit
from anlan.monitoring.devices.choices import Protocol
from anlan.monitoring.devices.contracts import GatewayDevice
from anlan.monitoring.devices.public import ProtocolWriting, known_settings, register_writing

DEFAULT_PORT = 9875
LIMITS = Limits(largest_buffer=16 * 1024)
#: Transmitters whose buildings are remembered.
MOST_BUILDINGS = 20_000


class Buildings:
    """What every transmitter's building said, over reconnections."""

    def __init__(self) -> None:
        self._by_code: OrderedDict[str, Building] = OrderedDict()

    def of(self, code: str) -> Building:
        """Return the memory of one building."""
        found = self._by_code.get(code)
        if found is None:
            found = self._by_code[code] = Building()
            if len(self._by_code) > MOST_BUILDINGS:
                self._by_code.popitem(last=False)
        return found


def now_ms() -> int:
    """The present moment."""
    return time.time_ns() // 1_000_000


class Gbt26875Session:
    """One connection, of one user information transmitter (用户信息传输装置)."""

    def __init__(self, context: GatewayContext, peer: Peer, buildings: Buildings) -> None:
        self.context = context
        self.peer = peer
        self._buildings = buildings
        self._own_number = 0
        self._is_greeted = False

    async def handle(self, data: bytes) -> None:
        """Take one packet; a damaged one is denied (clause 6.3.2), a stranger's is not answered."""
        packet = parse(data, check_sum=False)
        device = self._device(packet, data)
        try:
            parse(data)  # the sum, too
            if packet.version[0] != MAIN_VERSION:
                raise BadFrame("version", data)
            content = parse_unit(packet.unit) if packet.unit else None
        except BadFrame as error:
            if packet.command == SEND:
                await self._answer(packet, DENY)
            raise BadFrame(error.reason, data) from None
        self.peer.identify(device.identity)
        if packet.command in (SEND, REPLY):
            if isinstance(content, list):
                sent_ms = label_ms(packet.label) or now_ms()
                building = self._buildings.of(device.code)
                samples, strange = samples_of(content, device, building, sent_ms)
                for address, value in strange.items():
                    self.context.stats.unknown_source(device.code, address, value)
                await self.context.forwarder.forward(device.code, samples)
                self.context.stats.samples += len(samples)
            elif isinstance(content, Plain):
                self.context.stats.unknown_source(device.code, f"type.{content.type}", None)
        if packet.command == SEND:
            await self._answer(packet, CONFIRM)
        await self._greet(packet, device)

    def _device(self, packet: Packet, data: bytes) -> GatewayDevice:
        """Return the registered transmitter; raises ``BadFrame``."""
        for identity in identities_of(packet.source):
            device = self.context.directory.by_identity(identity)
            if device is not None:
                return device
        self.context.stats.unknown_device(identities_of(packet.source)[1])
        raise BadFrame("unknown_device", data)

    async def _answer(self, packet: Packet, command: int) -> None:
        """Answer with the sender's own number."""
        await self.peer.send(
            encode(
                Packet(
                    command=command,
                    source=packet.target,
                    target=packet.source,
                    number=packet.number,
                    version=packet.version,
                    label=label_of(now_ms()),
                )
            )
        )

    async def _greet(self, packet: Packet, device: GatewayDevice) -> None:
        """Set the transmitter's clock once a connection, where the registry asks for it."""
        if self._is_greeted or not device.connection.get("initialise"):
            return
        self._is_greeted = True
        label = label_of(now_ms())
        await self.peer.send(
            encode(
                Packet(
                    command=CONTROL,
                    source=packet.target,
                    target=packet.source,
                    number=self._own_number,
                    version=packet.version,
                    label=label,
                    unit=encode_unit(Plain(SYNCHRONISE, 1, label)),
                )
            )
        )
        self._own_number = (self._own_number + 1) & 0xFFFF

    async def ended(self) -> None:
        """The building is remembered; nothing else is."""


async def run(context: GatewayContext) -> None:
    """Listen."""
    buildings = Buildings()
    await serve_tcp(
        context,
        context.port,
        frames=split,
        session=lambda peer: Gbt26875Session(context, peer, buildings),
        limits=LIMITS,
    )


register_gateway(
    Gateway(
        name="gbt26875",
        protocol=Protocol.GBT26875,
        title=_("GB/T 26875.3 fire alarm transmission"),
        run=run,
        default_port=DEFAULT_PORT,
    )
)
register_simulator(SIMULATOR)
register_writing(
    Protocol.GBT26875,
    ProtocolWriting(
        identity=_(
            "Write the source address of the transmitter: a number, or its twelve hexadecimal "
            "digits."
        ),
        source=_(
            "Write system.type.address, part.type.address.part or analogue.type.address.part.kind, "
            "for example system.1.1 or part.1.1.7#fire; fire, fault, shielded or supervised alone "
            "count the whole building."
        ),
        connection=_(
            'Leave it empty, or write {"initialise": true} to have the clock set at each start.'
        ),
        check_identity=check_identity,
        check_source=check_source,
        check_connection=known_settings({"initialise": bool}),
    ),
)
