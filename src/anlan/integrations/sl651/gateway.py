"""The centre of SL 651-2014: takes reports, joins parts, confirms when the broker has them."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.contracts import BAD, BadFrame, Sample
from anlan.integrations.gateway.public import (
    Gateway,
    GatewayContext,
    Limits,
    Peer,
    register_gateway,
    register_simulator,
    serve_tcp,
)
from anlan.integrations.sl651.addresses import check_identity, check_source, source_of
from anlan.integrations.sl651.body import (
    Reading,
    ascii_readings,
    moment_digits,
    parse_body,
    readings_of,
)
from anlan.integrations.sl651.catalogue import (
    DATA_REPORT,
    MANUAL_REPORT,
    PICTURE_REPORT,
    TEST_REPORT,
    functions,
)
from anlan.integrations.sl651.codec import (
    ACK,
    ENQ,
    EOT,
    ESC,
    ETB,
    NAK,
    Frame,
    encode,
    identities_of,
    parse,
    split,
)
from anlan.integrations.sl651.simulator import SIMULATOR
from anlan.monitoring.devices.choices import Protocol
from anlan.monitoring.devices.contracts import GatewayDevice
from anlan.monitoring.devices.public import ProtocolWriting, known_settings, register_writing

DEFAULT_PORT = 9651
SET_CLOCK = 0x4A
#: Reports in parts that one connection may have begun, and how long such a report may be. [bytes]
MOST_BEGUN, LARGEST_REPORT = 2, 128 * 1024
#: How often a missing part is asked for (clause 6.3.1.2 c).
MOST_REQUESTS = 2
LIMITS = Limits(largest_buffer=16 * 1024)


@dataclass(slots=True)
class Parts:
    """A long report that comes in several frames (M3)."""

    total: int
    received: dict[int, bytes] = field(default_factory=dict)
    requests: int = 0

    def missing(self) -> int:
        """The first part that is not here; 0 when all are."""
        for number in range(1, self.total + 1):
            if number not in self.received:
                return number
        return 0


class Sl651Session:
    """One connection; a station, or a relay that speaks for several."""

    def __init__(self, context: GatewayContext, peer: Peer) -> None:
        self.context = context
        self.peer = peer
        self._parts: OrderedDict[tuple[str, int, int], Parts] = OrderedDict()
        self._greeted: set[str] = set()

    async def handle(self, data: bytes) -> None:
        """Take one frame."""
        frame = parse(data)
        if frame.is_down:
            raise BadFrame("shape", data)
        device = self._device(frame, data)
        self.peer.identify(device.identity)
        function = functions().get(frame.function)
        if frame.is_part:
            await self._take_part(frame, device, data)
        else:
            await self._take_report(frame, device, frame.body)
            if (function is None or function.is_answered) and self._is_answered(device):
                await self._confirm(frame, device, frame.body)
        await self._greet(frame, device)

    def _device(self, frame: Frame, data: bytes) -> GatewayDevice:
        """Return the registered station; raises ``BadFrame``."""
        for identity in identities_of(frame.station):
            device = self.context.directory.by_identity(identity)
            if device is not None:
                break
        else:
            self.context.stats.unknown_device(frame.station)
            raise BadFrame("unknown_device", data)
        password = device.connection.get("password")
        if password and str(password).upper() != f"{frame.password:04X}":
            raise BadFrame("credentials", data)
        return device

    def _is_answered(self, device: GatewayDevice) -> bool:
        """Stations on one-way lines (M1) get no answer."""
        return str(device.connection.get("mode", "M2")).upper() != "M1"

    async def _take_part(self, frame: Frame, device: GatewayDevice, data: bytes) -> None:
        """Keep a part; when all are here take the report, when one is missing ask for it."""
        assert frame.total is not None and frame.number is not None
        key = (frame.station, frame.function, frame.total)
        parts = self._parts.get(key)
        if parts is None:
            parts = self._parts[key] = Parts(frame.total)
            if len(self._parts) > MOST_BEGUN:
                self._parts.popitem(last=False)
        parts.received[frame.number] = frame.body
        if sum(map(len, parts.received.values())) > LARGEST_REPORT:
            del self._parts[key]
            raise BadFrame("too_large", data)
        missing = parts.missing()
        if not missing:
            del self._parts[key]
            body = b"".join(parts.received[n] for n in range(1, frame.total + 1))
            await self._take_report(frame, device, body)
            await self._confirm(frame, device, body, number=frame.total)
        elif frame.end != ETB:  # the station is done, and something is missing
            parts.requests += 1
            if parts.requests > MOST_REQUESTS:
                del self._parts[key]
                raise BadFrame("cut_off", data)
            await self._answer(frame, frame.body, NAK, number=missing)

    async def _take_report(self, frame: Frame, device: GatewayDevice, body: bytes) -> None:
        """Forward what a report measured; returns when the broker has it."""
        function = functions().get(frame.function)
        carries = function.carries if function else ""
        if carries in (MANUAL_REPORT, PICTURE_REPORT):
            address = "RGZS" if carries == MANUAL_REPORT else "PIC"
            self.context.stats.unknown_source(device.code, address, float(len(body)))
            return
        if carries not in (DATA_REPORT, TEST_REPORT):
            return
        if frame.is_ascii:
            _number, readings = ascii_readings(body)
        else:
            readings = list(readings_of(parse_body(body)))
        if carries == TEST_REPORT:  # clause 6.6.4.3: not among the data
            for reading in readings:
                self.context.stats.unknown_source(
                    device.code, f"{reading.identifier} (30H)", reading.value
                )
            return
        samples: dict[str, list[Sample]] = {device.code: []}
        for reading in readings:
            self._sort(reading, device, samples)
        for code, found in samples.items():
            await self.context.forwarder.forward(code, found)
            self.context.stats.samples += len(found)

    def _sort(
        self, reading: Reading, sender: GatewayDevice, samples: dict[str, list[Sample]]
    ) -> None:
        """Give a reading to the points that listen; one report may speak for several stations."""
        device = sender
        for identity in identities_of(reading.station) if len(reading.station) == 10 else ():
            found = self.context.directory.by_identity(identity)
            if found is not None:
                device = found
                break
        heard = False
        for point in device.points:
            if source_of(point.source) != reading.identifier:
                continue
            heard = True
            value = None if reading.value is None else reading.value * point.scale + point.offset
            quality = BAD if value is None else 0
            samples.setdefault(device.code, []).append(
                Sample(point.key, reading.at_ms, value, quality)
            )
        if not heard:
            self.context.stats.unknown_source(device.code, reading.identifier, reading.value)

    async def _confirm(
        self, frame: Frame, device: GatewayDevice, body: bytes, number: int | None = None
    ) -> None:
        """More to come: ACK. Done: EOT, or ESC where the station shall stay on the line."""
        if frame.end == ETB and number is None:
            end = ACK
        else:
            end = ESC if device.connection.get("stay_online", True) else EOT
        await self._answer(frame, body, end, number=number)

    async def _answer(self, frame: Frame, body: bytes, end: int, number: int | None = None) -> None:
        """Answer with the report's own number and our time."""
        serial = body[: 4 if frame.is_ascii else 2]
        if frame.is_part and end == NAK:
            content = b""
        else:
            digits = moment_digits(time.time_ns() // 1_000_000)
            content = serial + (digits.encode() if frame.is_ascii else bytes.fromhex(digits))
        await self.peer.send(
            encode(
                Frame(
                    centre=frame.centre,
                    station=frame.station,
                    function=frame.function,
                    body=content,
                    end=end,
                    password=frame.password,
                    is_down=True,
                    total=frame.total if number else None,
                    number=number,
                    is_ascii=frame.is_ascii,
                )
            )
        )

    async def _greet(self, frame: Frame, device: GatewayDevice) -> None:
        """Set the station's clock once a connection, where the registry asks for it."""
        if frame.station in self._greeted or not device.connection.get("initialise"):
            return
        self._greeted.add(frame.station)
        digits = moment_digits(time.time_ns() // 1_000_000)
        content = b"0000" + digits.encode() if frame.is_ascii else b"\0\0" + bytes.fromhex(digits)
        await self.peer.send(
            encode(
                Frame(
                    centre=frame.centre,
                    station=frame.station,
                    function=SET_CLOCK,
                    body=content,
                    end=ENQ,
                    password=frame.password,
                    is_down=True,
                    is_ascii=frame.is_ascii,
                )
            )
        )

    async def ended(self) -> None:
        """Forget parts of reports that were never finished."""
        self._parts.clear()


async def run(context: GatewayContext) -> None:
    """Listen."""
    await serve_tcp(
        context,
        context.port,
        frames=split,
        session=lambda peer: Sl651Session(context, peer),
        limits=LIMITS,
    )


register_gateway(
    Gateway(
        name="sl651",
        protocol=Protocol.SL651,
        title=_("SL 651 hydrological telemetry"),
        run=run,
        default_port=DEFAULT_PORT,
    )
)
register_simulator(SIMULATOR)
register_writing(
    Protocol.SL651,
    ProtocolWriting(
        identity=_(
            "Write the address of the station: eight digits for hydrological stations, else the "
            "six digits of the county and the number of the station."
        ),
        source=_(
            "Write the element, for example Z (water level), PJ (rain) or VT (voltage), or its "
            "leading byte: 39, 20, 38."
        ),
        connection=_(
            'Leave it empty, or write in braces what differs: {"mode": "M1"}, {"password": '
            '"1234"}, {"stay_online": false}, {"initialise": true}.'
        ),
        check_identity=check_identity,
        check_source=check_source,
        check_connection=known_settings(
            {
                "mode": str,
                "password": str,
                "stay_online": bool,
                "initialise": bool,
                "centre": int,
                "coding": str,
            }
        ),
    ),
)
