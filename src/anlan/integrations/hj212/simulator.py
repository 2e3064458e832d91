"""A data logger of HJ 212-2017: sends real-time and minute data, waits for 9014, sets its clock."""

from __future__ import annotations

import asyncio
import time

from anlan.integrations.gateway.public import Line, SimulationContext, Simulator, talk_for_each
from anlan.integrations.hj212.codec import (
    ANSWER_WANTED,
    VERSION_2017,
    Packet,
    encode,
    encode_in_parts,
    parse_segment,
    split,
)
from anlan.integrations.hj212.readings import addresses_of, moment_text

#: Clause 6.2, table 1: time to wait for an answer and repetitions. [s]
ANSWER_WITHIN_S, REPETITIONS = 5.0, 3
SURFACE_WATER, AIR, POLLUTER_AIR, POLLUTER_WATER = "21", "22", "31", "32"
FLAG = VERSION_2017 | ANSWER_WANTED


def system_of(factors: list[str]) -> str:
    """Return the system code that fits the factors."""
    return POLLUTER_AIR if any(factor.startswith("a") for factor in factors) else POLLUTER_WATER


def data_packet(line: Line, cn: str, at_ms: int) -> Packet | None:
    """Return the packet of a command with what the device's points listen to; None for nothing."""
    items = []
    for point, value in line.readings():
        address, command = addresses_of(point)
        if command == cn:
            factor = address.rpartition("-")[0]
            items.append(((address, f"{value:.4g}"), (f"{factor}-Flag", "N")))
    if not items:
        return None
    number = f"{moment_text(at_ms)}{at_ms % 1000:03d}"
    return Packet(
        st=system_of([item[0][0] for item in items]),
        cn=cn,
        mn=line.device.identity,
        qn=number,
        pw=str(line.device.connection.get("password", "123456")),
        flag=FLAG,
        items=((("DataTime", moment_text(at_ms)),), *items),
    )


class DataLogger:
    """One simulated logger on one connection."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._buffer = bytearray()
        self._answered: set[str] = set()
        self._changed = asyncio.Event()

    async def listen(self) -> None:
        """Take answers and requests of the centre until the connection ends."""
        while data := await self.line.reader.read(4096):
            self._buffer += data
            for segment in split(self._buffer):
                packet = parse_segment(segment)
                if packet.cn == "9014":
                    self.line.context.answered += 1
                    self._answered.add(packet.qn)
                    self._changed.set()
                elif packet.wants_answer:
                    await self._obey(packet)
        raise ConnectionResetError("the centre ended the connection")

    async def _obey(self, packet: Packet) -> None:
        """Answer a request: heard (9011), done (9012)."""
        for cn, result in (("9011", ("QnRtn", "1")), ("9012", ("ExeRtn", "1"))):
            answer = Packet(
                st="91",
                cn=cn,
                mn=self.line.device.identity,
                qn=packet.qn,
                pw=packet.pw,
                flag=VERSION_2017,
                items=((result,),),
            )
            await self.line.send(encode(answer))

    async def deliver(self, packet: Packet) -> bool:
        """Send until answered, as often as the standard says; tells whether it was."""
        for _time in range(1 + REPETITIONS):
            for frame in encode_in_parts(packet):
                await self.line.send(frame)
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    while packet.qn not in self._answered:
                        self._changed.clear()
                        await self._changed.wait()
            except TimeoutError:
                continue
            self._answered.discard(packet.qn)
            return True
        return False

    async def speak(self) -> None:
        """Send what is due, at the device's period."""
        while not self.line.context.stopping.is_set():
            now_ms = time.time_ns() // 1_000_000
            packets = [data_packet(self.line, cn, now_ms) for cn in ("2011", "2021")]
            packets.append(data_packet(self.line, "2051", now_ms // 60_000 * 60_000))
            for packet in packets:
                if packet is not None and not await self.deliver(packet):
                    raise ConnectionResetError("the centre does not answer")
            await self.line.context.pause(self.line.period_s)


async def talk(line: Line) -> None:
    """Run one logger until its connection ends."""
    logger = DataLogger(line)
    tasks = [asyncio.create_task(logger.listen()), asyncio.create_task(logger.speak())]
    try:
        done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run(context: SimulationContext) -> None:
    """Run a logger for every device."""
    await talk_for_each(context, talk)


SIMULATOR = Simulator("hj212", run)
