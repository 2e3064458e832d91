"""The monitoring centre of HJ 212-2017: takes data, answers when the broker has it, sets clocks."""

from __future__ import annotations

import time

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
from anlan.integrations.hj212.catalogue import commands
from anlan.integrations.hj212.codec import (
    ANSWER_WANTED,
    LARGEST_READ_SEGMENT,
    VERSION_2017,
    Packet,
    encode,
    parse_segment,
    split,
)
from anlan.integrations.hj212.readings import (
    check_identity,
    check_source,
    moment_ms,
    moment_text,
    samples_of,
)
from anlan.integrations.hj212.simulator import SIMULATOR
from anlan.monitoring.devices.choices import Protocol
from anlan.monitoring.devices.contracts import GatewayDevice
from anlan.monitoring.devices.public import ProtocolWriting, known_settings, register_writing

DEFAULT_PORT = 9212
#: System code of exchanges between device and centre (clause 6.6.1, table 5).
EXCHANGE = "91"
NOTICE_ANSWER, DATA_ANSWER = "9013", "9014"
CLOCK_WANTED, SET_CLOCK, SET_INTERVAL = "1013", "1012", "1062"
#: Interval of real-time data that may be set (clause 6.3.3.2.3, table 4). [s]
SHORTEST_INTERVAL_S, LONGEST_INTERVAL_S = 30, 3600
#: Numbered packets of which the first told the time; the newest are remembered.
MOST_BEGUN = 8
LIMITS = Limits(largest_buffer=4 * LARGEST_READ_SEGMENT)


class Hj212Session:
    """One connection; usually one data logger, sometimes a forwarder with many."""

    def __init__(self, context: GatewayContext, peer: Peer) -> None:
        self.context = context
        self.peer = peer
        self._begun: dict[tuple[str, str, int], str] = {}
        self._greeted: set[str] = set()

    async def handle(self, segment: bytes) -> None:
        """Take one segment."""
        packet = parse_segment(segment)
        device = self.context.directory.by_identity(packet.mn)
        if device is None:
            self.context.stats.unknown_device(packet.mn)
            raise BadFrame("unknown_device", segment)
        password = device.connection.get("password")
        if password and packet.pw != str(password):
            raise BadFrame("credentials", segment)
        self.peer.identify(packet.mn)
        command = commands().get(packet.cn)
        if command is not None and command.kind == "data":
            await self._take_data(packet, device, segment)
        if packet.cn == CLOCK_WANTED:
            await self._answer(packet, NOTICE_ANSWER)
            await self._set_clock(packet)
        elif packet.wants_answer and (command is None or command.kind in ("data", "upload")):
            await self._answer(packet, DATA_ANSWER)
        await self._greet(packet, device)

    async def _take_data(self, packet: Packet, device: GatewayDevice, segment: bytes) -> None:
        """Forward the readings; returns when the broker has them."""
        text = packet.value("DataTime")
        run = (packet.mn, packet.cn, packet.pnum or 0)
        if packet.pnum and text:
            self._begun.pop(run, None)
            self._begun[run] = text
            if len(self._begun) > MOST_BEGUN:
                del self._begun[next(iter(self._begun))]
        elif packet.pnum:
            text = self._begun.get(run)  # a further part that relies on the first
        at_ms = moment_ms(text or "")
        if at_ms is None:
            raise BadFrame("time", segment)
        samples, strange = samples_of(packet, device, at_ms)
        for address, value in strange.items():
            self.context.stats.unknown_source(device.code, f"{address}@{packet.cn}", value)
        await self.context.forwarder.forward(device.code, samples)
        self.context.stats.samples += len(samples)

    async def _answer(self, packet: Packet, cn: str) -> None:
        """Answer with the request's own number (annex C)."""
        answer = Packet(
            st=EXCHANGE, cn=cn, mn=packet.mn, qn=packet.qn, pw=packet.pw, flag=VERSION_2017
        )
        await self.peer.send(encode(answer))

    async def _request(self, packet: Packet, cn: str, *fields: tuple[str, str]) -> None:
        """Ask the device for something; its answers 9011 and 9012 are taken as they come."""
        now_ms = time.time_ns() // 1_000_000
        request = Packet(
            st=packet.st,
            cn=cn,
            mn=packet.mn,
            qn=moment_text(now_ms) + f"{now_ms % 1000:03d}",
            pw=packet.pw,
            flag=VERSION_2017 | ANSWER_WANTED,
            items=tuple((field,) for field in fields),
        )
        await self.peer.send(encode(request))

    async def _set_clock(self, packet: Packet) -> None:
        now = moment_text(time.time_ns() // 1_000_000)
        about = packet.value("PolId")
        fields = [("PolId", about)] if about else []
        await self._request(packet, SET_CLOCK, *fields, ("SystemTime", now))

    async def _greet(self, packet: Packet, device: GatewayDevice) -> None:
        """Set clock and interval once a connection (clause 6.7), where the registry asks for it."""
        if packet.mn in self._greeted or not device.connection.get("initialise"):
            return
        self._greeted.add(packet.mn)
        await self._set_clock(packet)
        interval = min(max(round(device.period_s), SHORTEST_INTERVAL_S), LONGEST_INTERVAL_S)
        await self._request(packet, SET_INTERVAL, ("RtdInterval", str(interval)))

    async def ended(self) -> None:
        """Nothing is kept beyond the connection."""


async def run(context: GatewayContext) -> None:
    """Listen."""
    await serve_tcp(
        context,
        context.port,
        frames=split,
        session=lambda peer: Hj212Session(context, peer),
        limits=LIMITS,
    )


register_gateway(
    Gateway(
        name="hj212",
        protocol=Protocol.HJ212,
        title=_("HJ 212 environmental monitoring"),
        run=run,
        default_port=DEFAULT_PORT,
    )
)
register_simulator(SIMULATOR)
register_writing(
    Protocol.HJ212,
    ProtocolWriting(
        identity=_("Write the MN of the data logger: up to 24 letters and digits."),
        source=_(
            "Write the code of the factor, for example w01018; with its statistic: w01018-Avg; "
            "with the command that carries it: w01018-Avg@2061."
        ),
        connection=_(
            'Leave it empty, or write the password in braces: {"password": "123456"}; to have the '
            'clock set: {"initialise": true}.'
        ),
        check_identity=check_identity,
        check_source=check_source,
        check_connection=known_settings({"password": str, "initialise": bool}),
    ),
)
