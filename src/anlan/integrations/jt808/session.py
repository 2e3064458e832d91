"""One terminal's conversation: register, authenticate, heartbeat, positions; all answered.

A position is answered only when the broker has it. A terminal that gets no answer sends it again;
the store recognises what it has.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable, Iterable

from django.utils.crypto import salted_hmac

from anlan.integrations.gateway.public import BAD, GOOD, GatewayContext, Peer, Sample
from anlan.integrations.jt808.framing import FrameError, unwrap, wrap
from anlan.integrations.jt808.header import Header, decode_message, encode_message
from anlan.integrations.jt808.location import Position, decode_batch, decode_position
from anlan.integrations.jt808.messages import (
    Answer,
    Authentication,
    DriverCard,
    MessageId,
    Parameters,
    RegisterResult,
    Registration,
    RegistrationAnswer,
    Result,
    Text,
)
from anlan.integrations.jt808.orders import OrderPump
from anlan.integrations.jt808.parts import Assembler
from anlan.monitoring.devices.public import GatewayDevice, GatewayPoint
from anlan.monitoring.vehicles.public import OrderInfo, card_number

#: Channels a position fills: address of a point in this protocol → value.
CHANNELS: dict[str, Callable[[Position], float | None]] = {
    "longitude": lambda p: round(p.longitude, 6),
    "latitude": lambda p: round(p.latitude, 6),
    "speed": lambda p: p.speed_km_h,
    "heading": lambda p: float(p.heading),
    "altitude": lambda p: float(p.altitude_m),
    "alarm": lambda p: float(p.alarm),
    "status": lambda p: float(p.status),
    "mileage": lambda p: p.items.get("mileage"),
    "fuel": lambda p: p.items.get("fuel"),
    "recorder_speed": lambda p: p.items.get("recorder_speed"),
    "signal": lambda p: p.items.get("signal"),
    "satellites": lambda p: p.items.get("satellites"),
}
#: What means nothing without a fix.
PLACED = frozenset({"longitude", "latitude", "speed", "heading", "altitude"})
DRIVER = "driver"
#: Positions in one message to the broker: the readings of a position stay together.
POSITIONS_AT_ONCE = 150


def code_of(phone: str) -> str:
    """Return the code a terminal authenticates with; nothing is stored, nothing can be guessed."""
    return salted_hmac("anlan.jt808", phone, algorithm="sha256").hexdigest()[:16]


def check_source(source: str) -> None:
    """Raise ``ValueError`` unless a terminal tells that."""
    if source not in CHANNELS and source != DRIVER:
        raise ValueError(source)


def check_identity(phone: str) -> None:
    """Raise ``ValueError`` unless it can be a terminal's number."""
    if not (phone.isascii() and phone.isdigit() and 7 <= len(phone) <= 20):
        raise ValueError(phone)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def find_device(context: GatewayContext, phone: str) -> GatewayDevice | None:
    """Return the registered device of a terminal's number, however many zeros stand before it."""
    bare = phone.lstrip("0")
    for identity in (phone, phone[-12:], phone[-11:], bare, phone[-13:]):
        if len(identity) < len(bare):
            continue
        found = context.directory.by_identity(identity)
        if found is not None:
            return found
    return None


def samples_of(device: GatewayDevice, positions: Iterable[Position]) -> list[Sample]:
    """Return the readings of positions for the points a device has."""
    points = [
        (point, CHANNELS[point.source]) for point in device.points if point.source in CHANNELS
    ]
    found: list[Sample] = []
    for position in positions:
        at_ms = position.at_ms
        for point, channel in points:
            value = channel(position)
            if value is None:
                continue
            quality = BAD if point.source in PLACED and not position.is_located else GOOD
            found.append(Sample(point.key, at_ms, value * point.scale + point.offset, quality))
    return found


def driver_sample(device: GatewayDevice, card: DriverCard) -> list[Sample]:
    """Return the reading that tells who drives: the number of the card, 0 when it was pulled out.

    The number is a keyed digest, so that no qualification number goes over the broker.
    """
    point: GatewayPoint | None = next((p for p in device.points if p.source == DRIVER), None)
    if point is None or (card.is_inserted and not card.names_driver):
        return []
    value = card_number(card.qualification) if card.names_driver else 0
    return [Sample(point.key, round(card.at.timestamp() * 1000), float(value))]


class TerminalSession:
    """The conversation with one terminal over one connection."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.context = peer.context
        self.device: GatewayDevice | None = None
        self.phone = ""
        self.is_authenticated = False
        self._serial = 0
        self._assembler = Assembler()
        self._registry = self.context.directory.version
        self._orders: OrderPump | None = self.context.options.get("orders")
        self._version: int | None = 1
        #: Orders sent and not yet answered, by the serial and id of their message.
        self._asked: dict[tuple[int, int], int] = {}

    async def handle(self, frame: bytes) -> None:
        """Take one frame and answer it."""
        header, body = decode_message(unwrap(frame))
        if header.encryption:
            await self._answer(header, Result.NOT_SUPPORTED)
            raise FrameError("encrypted")
        self._know(header)
        whole = self._assembler.add(header, body)
        if whole is None:
            await self._answer(header, Result.DONE)
            return
        act = _ACTS.get(header.message_id)
        if act is None:
            await self._answer(header, Result.NOT_SUPPORTED)
            return
        try:
            await act(self, header, whole)
        except FrameError:
            await self._answer(header, Result.WRONG)
            raise

    async def ended(self) -> None:
        """The connection is over: no order comes here any more."""
        self._leave()

    def _leave(self) -> None:
        if self._orders is not None:
            self._orders.leave(self)

    def _know(self, header: Header) -> None:
        """Note who speaks; another number on the same line must authenticate itself again."""
        if header.phone != self.phone:
            self.phone, self.is_authenticated = header.phone, False
            self._leave()
            self.device = find_device(self.context, header.phone)
            self._registry = self.context.directory.version
        elif self._registry != self.context.directory.version:
            self._registry = self.context.directory.version
            self.device = find_device(self.context, header.phone)

    # Answers ------------------------------------------------------------------------------------

    async def _send(self, to: Header, message_id: int, body: bytes) -> None:
        await self._say(message_id, to.phone, to.version, body)

    async def _say(self, message_id: int, phone: str, version: int | None, body: bytes) -> None:
        self._serial = (self._serial + 1) & 0xFFFF
        header = Header(message_id, phone, self._serial, version)
        await self.peer.send(wrap(encode_message(header, body)))

    async def order(self, order: OrderInfo) -> bool:
        """Send an order to the terminal; tells whether it went out."""
        if not self.is_authenticated or self.peer.is_closing:
            return False
        if order.kind == "text":
            message_id = MessageId.TEXT
            text = Text(order.text, order.is_urgent)
            body = text.encode(is_2019=self._version is not None)
        else:
            message_id, body = MessageId.SET_PARAMETERS, Parameters(order.settings).encode()
        # Noted before it is sent: the answer may be quicker than the return from sending.
        key = ((self._serial + 1) & 0xFFFF, int(message_id))
        self._asked[key] = order.id
        await self._say(message_id, self.phone, self._version, body)
        if self.peer.is_closing:
            del self._asked[key]
            return False
        return True

    async def _answer(self, to: Header, result: int) -> None:
        answer = Answer(to.serial, to.message_id, result)
        await self._send(to, MessageId.PLATFORM_ANSWER, answer.encode())

    # Messages -----------------------------------------------------------------------------------

    async def _register(self, header: Header, body: bytes) -> None:
        registration = Registration.decode(body, is_2019=header.is_2019)
        if self.device is None:
            self.context.stats.unknown_device(header.phone)
            result, code = RegisterResult.NO_SUCH_TERMINAL, ""
        elif not self._plate_agrees(registration):
            result, code = RegisterResult.NO_SUCH_VEHICLE, ""
        else:
            result, code = RegisterResult.DONE, code_of(header.phone)
        answer = RegistrationAnswer(header.serial, result, code)
        await self._send(header, MessageId.REGISTER_ANSWER, answer.encode())

    def _plate_agrees(self, registration: Registration) -> bool:
        """Whether the plate is the one the registry expects, where it expects one."""
        assert self.device is not None
        expected = str(self.device.connection.get("plate", ""))
        return not expected or registration.colour == 0 or registration.plate == expected

    async def _authenticate(self, header: Header, body: bytes) -> None:
        given = Authentication.decode(body, is_2019=header.is_2019)
        is_right = self.device is not None and hmac.compare_digest(
            given.code.encode(), code_of(header.phone).encode()
        )
        self.is_authenticated = is_right
        if is_right:
            assert self.device is not None
            self.peer.identify(self.device.identity)
            self._version = header.version
            if self._orders is not None:
                self._orders.arrive(self.device.code, self)
            self.context.presence.came(self.device.code, _now_ms())
        elif self.device is None:
            self.context.stats.unknown_device(header.phone)
        await self._answer(header, Result.DONE if is_right else Result.FAILED)

    async def _heartbeat(self, header: Header, body: bytes) -> None:
        await self._answer(header, Result.DONE if self.is_authenticated else Result.FAILED)

    async def _deregister(self, header: Header, body: bytes) -> None:
        if self.is_authenticated and self.device is not None:
            self.context.presence.left(self.device.code, _now_ms())
        self.is_authenticated = False
        self._leave()
        self.peer.forget()
        await self._answer(header, Result.DONE)

    async def _position(self, header: Header, body: bytes) -> None:
        await self._take(header, [decode_position(body)])

    async def _positions(self, header: Header, body: bytes) -> None:
        await self._take(header, decode_batch(body))

    async def _take(self, header: Header, positions: list[Position]) -> None:
        """Forward positions, oldest first, then answer; who is not authenticated is told so."""
        if not self.is_authenticated or self.device is None:
            await self._answer(header, Result.FAILED)
            raise FrameError("not_authenticated")
        positions.sort(key=lambda position: position.at)
        for start in range(0, len(positions), POSITIONS_AT_ONCE):
            samples = samples_of(self.device, positions[start : start + POSITIONS_AT_ONCE])
            await self.context.forwarder.forward(self.device.code, samples)
            self.context.stats.samples += len(samples)
        has_alarm = any(position.alarm for position in positions)
        await self._answer(header, Result.ALARM_HEARD if has_alarm else Result.DONE)

    async def _driver(self, header: Header, body: bytes) -> None:
        card = DriverCard.decode(body)
        if not self.is_authenticated or self.device is None:
            await self._answer(header, Result.FAILED)
            raise FrameError("not_authenticated")
        samples = driver_sample(self.device, card)
        if samples:
            await self.context.forwarder.forward(self.device.code, samples)
            self.context.stats.samples += len(samples)
        await self._answer(header, Result.DONE)

    async def _noted(self, header: Header, body: bytes) -> None:
        """The terminal's answer to an order; nothing is said back to an answer."""
        answer = Answer.decode(body)
        order_id = self._asked.pop((answer.serial, answer.message_id), None)
        if order_id is not None and self._orders is not None and self.is_authenticated:
            self._orders.answered(order_id, answer.result)

    async def _media(self, header: Header, body: bytes) -> None:
        """Pictures and sound are not kept here: said once a message, so that nobody tries again."""
        await self._answer(header, Result.NOT_SUPPORTED)


Act = Callable[[TerminalSession, Header, bytes], Awaitable[None]]
_ACTS: dict[int, Act] = {
    MessageId.TERMINAL_ANSWER: TerminalSession._noted,
    MessageId.HEARTBEAT: TerminalSession._heartbeat,
    MessageId.DEREGISTER: TerminalSession._deregister,
    MessageId.REGISTER: TerminalSession._register,
    MessageId.AUTHENTICATE: TerminalSession._authenticate,
    MessageId.POSITION: TerminalSession._position,
    MessageId.POSITIONS: TerminalSession._positions,
    MessageId.DRIVER: TerminalSession._driver,
    MessageId.MEDIA: TerminalSession._media,
}
