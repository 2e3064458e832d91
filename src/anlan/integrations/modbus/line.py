"""One TCP connection to a Modbus device, or to a converter with several units behind it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ExceptionResponse, ModbusPDU

from anlan.integrations.modbus.addresses import Table
from anlan.integrations.modbus.reads import Read

# The library writes a line for every damaged answer; the gateway counts them instead.
logging.getLogger("pymodbus").setLevel(logging.CRITICAL)

FUNCTIONS = {Table.COIL: 1, Table.DISCRETE: 2, Table.HOLDING: 3, Table.INPUT: 4}
#: Header of a frame up to the function code, and the longest frame (V1.0b, 3.1.3 and 4.1). [bytes]
HEADER_BYTES, LONGEST_FRAME = 8, 260
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3


class Refused(Exception):
    """The device answered with an exception code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exception code {code}")
        self.code = code


class Silent(Exception):
    """No answer in time."""


class Broken(Exception):
    """The connection is of no use any more: closed, or what came was no Modbus."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a line leads to."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Line:
    """A connection over which one request at a time is answered."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.bytes_in = 0
        self.malformed = b""
        self._client: AsyncModbusTcpClient | None = None
        self._lost = asyncio.Event()

    @property
    def is_connected(self) -> bool:
        """Whether requests can be sent."""
        return self._client is not None and not self._lost.is_set() and self._client.connected

    async def connect(self, timeout_s: float) -> bool:
        """Open the connection; tells whether it is there."""
        self.close()
        self._lost = asyncio.Event()
        self.malformed = b""
        client = AsyncModbusTcpClient(
            self.endpoint.host,
            port=self.endpoint.port,
            timeout=timeout_s,
            retries=0,
            reconnect_delay=0,
            trace_packet=self._inspect,
            trace_connect=self._connected,
        )
        client.set_max_no_responses(1_000_000)  # the poller decides when to give up
        try:
            if not await client.connect():
                return False
        except (OSError, ValueError, UnicodeError):
            return False
        self._client = client
        return True

    def close(self) -> None:
        """Close the connection."""
        self._lost.set()
        if self._client is not None:
            self._client.close()
            self._client = None

    async def read(self, unit: int, read: Read, timeout_s: float) -> list[int] | list[bool]:
        """Ask a unit; raises ``Refused``, ``Silent`` or ``Broken``."""
        client = self._client
        if client is None or self._lost.is_set():
            raise Broken("not connected")
        client.ctx.comm_params.timeout_connect = timeout_s
        ask: dict[Table, Any] = {
            Table.COIL: client.read_coils,
            Table.DISCRETE: client.read_discrete_inputs,
            Table.HOLDING: client.read_holding_registers,
            Table.INPUT: client.read_input_registers,
        }
        answer = await self._race(ask[read.table](read.start, count=read.count, device_id=unit))
        if isinstance(answer, ExceptionResponse):
            raise Refused(answer.exception_code)
        if answer.function_code != FUNCTIONS[read.table]:
            raise Broken("an answer to another question")
        found: list[int] | list[bool] = (
            list(answer.bits) if read.table.is_bits else list(answer.registers)
        )
        if len(found) < read.count or (not read.table.is_bits and len(found) != read.count):
            raise Broken("an answer of another length")
        return found[: read.count]

    async def _race(self, asked: Awaitable[ModbusPDU]) -> ModbusPDU:
        """Wait for the answer or for the end of the connection, whichever comes first."""
        request = asyncio.ensure_future(asked)
        lost = asyncio.ensure_future(self._lost.wait())
        try:
            await asyncio.wait((request, lost), return_when=asyncio.FIRST_COMPLETED)
            if not request.done():
                raise Broken("closed" if not self.malformed else "malformed")
            return request.result()
        except ModbusException as error:
            if self._lost.is_set():
                raise Broken(str(error)) from None
            raise Silent from None
        except (OSError, ValueError, TimeoutError) as error:
            raise Broken(str(error)) from None
        finally:
            for task in (request, lost):
                task.cancel()
            await asyncio.gather(request, lost, return_exceptions=True)

    def _connected(self, is_there: bool) -> None:
        if not is_there:
            self._lost.set()

    def _inspect(self, is_sending: bool, data: bytes) -> bytes:
        """Look at what arrived before the library does; nothing is passed on that is no answer.

        The library ends the connection with an error of its own for what it cannot read.
        """
        if is_sending:
            return data
        self.bytes_in = len(data)
        if self.malformed:
            return b""
        if _is_readable(data):
            return data
        self.malformed = bytes(data[:LONGEST_FRAME])
        self._lost.set()
        return b""


def _is_readable(data: bytes) -> bool:
    """Whether every whole frame in the buffer, and the begin of the next, may be an answer."""
    here = 0
    while here < len(data):
        head = data[here : here + HEADER_BYTES]
        if len(head) >= 4 and head[2:4] != b"\x00\x00":
            return False
        if len(head) < 6:
            return True
        length = int.from_bytes(head[4:6], "big")
        if not 3 <= length <= LONGEST_FRAME - 6:
            return False
        frame = data[here + 7 : here + 6 + length]
        if frame and frame[0] & 0x7F not in (1, 2, 3, 4):
            return False
        if len(frame) < length - 1:
            return True
        is_exception = frame[0] > 0x80
        if is_exception and len(frame) != 2:
            return False
        if not is_exception and frame[1] != len(frame) - 2:
            return False
        if frame[0] in (3, 4) and frame[1] % 2:
            return False
        here += 6 + length
    return True
