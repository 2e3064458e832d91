"""What attacks are made of: damaged bytes, hostile JSON, and a line that damages what it passes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Words of JSON that are no number, or one that few expect.
NUMBERS = (
    *(b"0", b"-0", b"-0.0", b"1e308", b"1e309", b"-1e400", b"1e-400", b"5e-324", b"1E+2"),
    *(b"18446744073709551615", b"18446744073709551616", b"-9223372036854775809", b"9" * 400),
    *(b"0." + b"3" * 400, b"1795000000000.5", b"1795000000000", b"4102444800001", b"946684799999"),
    *(b"NaN", b"Infinity", b"-Infinity", b"nan", b"null", b"true", b'"1"', b"[]", b"{}", b"01"),
    *(b"+1", b".5", b"1.", b"0x10", b"1e", b"1_000", "١".encode(), "²".encode(), b'"\\u0000"'),
)
#: Pieces that make text something else than JSON, or another JSON.
WORDS = (
    *(b"[[", b"]]", b"{}", b"[]", b",", b":", b'"', b"\\", b'"\\ud800"', b'"\\u0000"', b"\x00"),
    *(b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\xaf", b"\xef\xbb\xbf", b"/*", b'"x":', b"\n", b"\x1f"),
)


def damage(
    chance: random.Random, raw: bytes, corpus: Sequence[bytes], words: Sequence[bytes] = ()
) -> bytes:
    """Damage a good text: take out, put in, double, splice with another, cut."""
    made = bytearray(raw)
    for _change in range(chance.choice((0, 1, 1, 2, 3, 6))):
        here = chance.randrange(len(made) + 1)
        there = min(len(made), here + chance.choice((1, 2, 8)))
        match chance.randrange(7):
            case 0:
                made[here:there] = b""
            case 1:
                made[here:there] = chance.choice((*WORDS, *words))
            case 2:
                made[here:here] = chance.choice((*NUMBERS, *words))
            case 3:
                made[here:there] = chance.randbytes(there - here)
            case 4:
                made[here:here] = made[here:there] * chance.choice((2, 100))
            case 5:
                made[here:] = chance.choice(corpus)[here:]
            case 6:
                del made[here:]
    return bytes(made)


def anything(chance: random.Random, names: Sequence[str], depth: int = 4) -> Any:
    """A value of any kind, with names that mean something among its keys."""
    match chance.randrange(9 if depth else 6):
        case 0:
            return chance.choice((None, True, False, "", 0, -1, 1 << 63, -(1 << 70), 1e308))
        case 1:
            return chance.uniform(-1e6, 1e6)
        case 2:
            return chance.randrange(1_794_000_000_000, 1_796_000_000_000)
        case 3:
            return chance.choice(names)
        case 4:
            return "".join(chr(chance.randrange(1, 0xD7FF)) for _n in range(chance.randrange(9)))
        case 5:
            return chance.choice(("2026-11-22T10:00:00+08:00", "9999-12-31T23:59:59Z", "\x00", "²"))
        case 6:
            return [anything(chance, names, depth - 1) for _n in range(chance.randrange(5))]
        case _:
            return {
                chance.choice(names): anything(chance, names, depth - 1)
                for _n in range(chance.randrange(5))
            }


def hostile_json(
    chance: random.Random,
    corpus: Sequence[bytes],
    names: Sequence[str],
    words: Sequence[bytes] = (),
) -> bytes:
    """A payload that is nearly right, nearly JSON, or nothing of the kind."""
    good = chance.choice(corpus)
    match chance.randrange(24):
        case 0:
            return json.dumps(anything(chance, names)).encode()
        case 1:
            return json.dumps({name: anything(chance, names, 2) for name in names[:6]}).encode()
        case 2:
            deep = chance.choice((10, 200, 300, 900, 1_000, 1_020, 1_024, 1_025, 5_000, 100_000))
            inner = b"[" * deep + b"]" * deep
            return chance.choice((inner, good.replace(b"1.5", inner, 1)))
        case 3:
            deep = chance.choice((10, 300, 1_000, 1_023, 1_025, 20_000))
            return b'{"v":' * deep + b"1" + b"}" * deep
        case 4:
            number = chance.choice(NUMBERS)
            return good.replace(b"1.5", number).replace(b"1795000000001", chance.choice(NUMBERS))
        case 5:
            name = json.dumps(chance.choice(names)).encode()
            return b"{" + name + b":" + chance.choice(NUMBERS) + b"," + good[1:]  # twice
        case 6:
            return good.decode("utf-8", "replace").encode(chance.choice(("utf-16", "gbk", "utf-7")))
        case 7:
            return chance.randbytes(chance.choice((0, 1, 2, 16, 300)))
        case 8:
            long = b"k" * chance.choice((63, 64, 65, 1_000, 60_000))
            return good.replace(b'"x"', b'"' + long + b'"')
        case 9 if chance.random() < 0.1:
            size = (256 << 10) + chance.choice((-1, 0, 1, 5_000))
            return good + b" " * max(0, size - len(good))
        case _:
            return damage(chance, good, corpus, words)


@dataclass(slots=True)
class DamagedLine:
    """Passes bytes between client and server; ``damage`` may change what the server says."""

    target: int
    damage: Callable[[bytes], bytes | None]
    port: int = 0
    connections: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection; ends quietly when the line is closed."""
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            await self._serve(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            self.tasks.discard(task)
            writer.close()

    async def close(self) -> None:
        """End all connections."""
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return
        both = [
            asyncio.ensure_future(self._pass(reader, server_writer, None)),
            asyncio.ensure_future(self._pass(server_reader, writer, self.damage)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in both:
                one.cancel()
            server_writer.close()
            await asyncio.gather(*both, return_exceptions=True)

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        damage: Callable[[bytes], bytes | None] | None,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                changed = damage(data) if damage else data
                if changed is None:
                    return
                writer.write(changed)
                await writer.drain()


@contextlib.asynccontextmanager
async def damaged_line(
    target: int, damage: Callable[[bytes], bytes | None]
) -> AsyncIterator[DamagedLine]:
    """Run a line to a server."""
    line = DamagedLine(target, damage)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.close()
