"""A user information transmitter: reports states and analogue values, waits to be confirmed."""

from __future__ import annotations

import asyncio
import time

from anlan.integrations.gateway.public import Line, SimulationContext, Simulator, talk_for_each
from anlan.integrations.gbt26875.catalogue import analogues
from anlan.integrations.gbt26875.codec import (
    CONFIRM,
    CONTROL,
    SEND,
    Packet,
    encode,
    label_of,
    parse,
    split,
)
from anlan.integrations.gbt26875.unit import (
    NAME_BYTES,
    Analogue,
    DeviceState,
    Object,
    PartState,
    SystemState,
    encode_unit,
)

#: Clauses 6.5.4 and 6.5.5. [s]
ANSWER_WITHIN_S, REPETITIONS = 10.0, 3
NORMAL = 1
SMOKE_DETECTOR = 42


def source_address(identity: str) -> int:
    """Return the number of a transmitter from what the registry calls it."""
    is_hexadecimal = len(identity) == 12 or not identity.isdigit()
    return int(identity, 16 if is_hexadecimal else 10)


class Transmitter:
    """One simulated transmitter on one connection."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.number = 0
        self.address = source_address(line.device.identity)
        self._buffer = bytearray()

    def objects(self, now_ms: int) -> list[list[Object]]:
        """Return what is to be told now, one list for each kind."""
        label = label_of(now_ms)
        states: dict[str, Object] = {"device": DeviceState(NORMAL, label)}
        values: list[Object] = []
        for point, value in self.line.readings():
            path, _, _name = point.source.lower().partition("#")
            words = path.split(".")
            numbers = [int(word, 0) for word in words[1:] if word[:1].isdigit()]
            if words[0] == "system" and len(numbers) == 2:
                states[path] = SystemState(numbers[0], numbers[1], NORMAL, label)
            elif words[0] == "part" and len(numbers) == 3:
                states[path] = PartState(
                    numbers[0],
                    numbers[1],
                    SMOKE_DETECTOR,
                    numbers[2],
                    NORMAL,
                    "一层走廊".encode("gb18030").ljust(NAME_BYTES, b"\0"),
                    label,
                )
            elif words[0] == "analogue" and len(numbers) == 4 and numbers[3] in analogues():
                steps = round(value / analogues()[numbers[3]].step)
                steps = min(max(steps, -32_768), 32_767)
                values.append(
                    Analogue(numbers[0], numbers[1], 0, numbers[2], numbers[3], steps, label)
                )
        kinds: dict[type, list[Object]] = {}
        for item in [*states.values(), *values]:
            kinds.setdefault(type(item), []).append(item)
        return list(kinds.values())

    async def deliver(self, unit: bytes) -> bool:
        """Send until confirmed; tells whether it was."""
        packet = Packet(
            command=SEND,
            source=self.address,
            target=0,
            number=self.number,
            label=label_of(time.time_ns() // 1_000_000),
            unit=unit,
        )
        self.number = (self.number + 1) & 0xFFFF
        for _time in range(1 + REPETITIONS):
            await self.line.send(encode(packet))
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    if await self._confirmed(packet.number):
                        return True
            except TimeoutError:
                continue
        return False

    async def _confirmed(self, number: int) -> bool:
        """Wait for the answer to a packet; orders of the centre are confirmed meanwhile."""
        while True:
            for data in split(self._buffer):
                answer = parse(data)
                if answer.command == CONTROL:
                    await self.line.send(
                        encode(Packet(CONFIRM, self.address, answer.source, answer.number))
                    )
                elif answer.number == number:
                    self.line.context.answered += 1
                    return answer.command == CONFIRM
            received = await self.line.reader.read(4096)
            if not received:
                raise ConnectionResetError("the centre ended the connection")
            self._buffer += received

    async def speak(self) -> None:
        """Tell everything at the device's period."""
        while not self.line.context.stopping.is_set():
            for objects in self.objects(time.time_ns() // 1_000_000):
                if not await self.deliver(encode_unit(objects)):
                    raise ConnectionResetError("the centre does not answer")
            await self.line.context.pause(self.line.period_s)


async def talk(line: Line) -> None:
    """Run one transmitter until its connection ends."""
    await Transmitter(line).speak()


async def run(context: SimulationContext) -> None:
    """Run a transmitter for every device."""
    await talk_for_each(context, talk)


SIMULATOR = Simulator("gbt26875", run)
