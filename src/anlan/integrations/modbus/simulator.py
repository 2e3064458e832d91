"""Simulated Modbus devices: servers at the addresses that the registry gives."""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Callable, Iterable, Sequence

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from anlan.integrations.gateway.public import SimulationContext, wire_value
from anlan.integrations.modbus.addresses import (
    BadAddress,
    RegisterAddress,
    Table,
    encode_registers,
    parse_address,
)
from anlan.integrations.modbus.line import FUNCTIONS, Endpoint
from anlan.integrations.modbus.poller import BadConnection, Target
from anlan.monitoring.devices.public import GatewayDevice

TABLES = {number: table for table, number in FUNCTIONS.items()}
Cells = Sequence[tuple[RegisterAddress, Callable[[], float]]]


def simulated_unit(unit: int, cells: Cells, *, has_holes: bool = True) -> SimDevice:
    """A unit that computes its numbers when it is asked; ``has_holes``: only these addresses."""

    async def act(
        function: int,
        start: int,
        _address: int,
        _count: int,
        registers: list[int],
        written: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        table = TABLES.get(function)
        if table is None or written is not None:
            return ExcCodes.ILLEGAL_FUNCTION
        for address, value in cells:
            if address.table is table:
                _write(registers, start, address, value())
        return None

    blocks = [_block(table, cells, has_holes) for table in Table]
    coils, discrete, inputs, holding = blocks
    return SimDevice(id=unit, simdata=(coils, discrete, holding, inputs), action=act)


def _write(registers: list[int], start: int, address: RegisterAddress, value: float) -> None:
    """Put a number where a device keeps it; what does not fit is shown at the end of its range."""
    if address.table.is_bits:
        here, bit = address.start // 16 - start, address.start % 16
        word = registers[here] & ~(1 << bit)
        registers[here] = word | (int(value >= 0.5) << bit)
        return
    here = address.start - start
    try:
        words = encode_registers(address, value)
    except (struct.error, OverflowError):
        words = [0xFFFF] * address.count
    if address.bit >= 0:
        words = [registers[here] & ~(1 << address.bit) | words[0]]
    registers[here : here + address.count] = words


def _block(table: Table, cells: Cells, has_holes: bool) -> list[SimData]:
    """The memory of one table; a device answers for no other address."""
    spans = sorted((one.start, one.end) for one, _value in cells if one.table is table)
    kind = DataType.BITS if table.is_bits else DataType.REGISTERS
    if not spans:
        return [SimData(0, count=16, values=False if table.is_bits else 0, datatype=kind)]
    if not has_holes or table.is_bits:
        spans = [(spans[0][0], max(end for _start, end in spans))]
    found: list[SimData] = []
    reached = -1
    for start, end in spans:
        here = max(start, reached)
        if end > here:
            count = end - here
            values = [False] * count if table.is_bits else 0
            found.append(
                SimData(here, values=values, datatype=kind)
                if table.is_bits
                else SimData(here, count=count, values=values, datatype=kind)
            )
        reached = max(reached, end)
    return found


def cells_of(context: SimulationContext, device: GatewayDevice) -> Cells:
    """The points of a registered device with what they show now."""
    found: list[tuple[RegisterAddress, Callable[[], float]]] = []
    for point in device.points:
        try:
            address = parse_address(point.source)
        except BadAddress:
            continue

        def value(point: object = point) -> float:
            return wire_value(context.value(device, point, time.time()), point)  # type: ignore[arg-type]

        found.append((address, value))
    return found


async def serve(
    endpoint: Endpoint, units: Iterable[SimDevice], *, connected: Callable[[bool], None]
) -> ModbusTcpServer:
    """Listen for one address; raises ``RuntimeError`` when it is taken."""
    server = ModbusTcpServer(
        list(units), address=(endpoint.host, endpoint.port), trace_connect=connected
    )
    await server.serve_forever(background=True)
    return server


async def simulate(context: SimulationContext) -> None:
    """Simulate all registered devices until told to stop; they follow the registry."""
    while not context.stopping.is_set():
        version = context.directory.version
        servers: list[ModbusTcpServer] = []
        by_endpoint: dict[Endpoint, dict[int, SimDevice]] = {}
        for device in context.directory.devices():
            try:
                target = Target.parse(device.connection)
            except BadConnection:
                continue
            units = by_endpoint.setdefault(target.endpoint, {})
            units[target.unit] = simulated_unit(target.unit, cells_of(context, device))
        for endpoint, units in by_endpoint.items():

            def connected(is_there: bool, name: str = str(endpoint)) -> None:
                (context.connected.add if is_there else context.connected.discard)(name)

            try:
                servers.append(await serve(endpoint, units.values(), connected=connected))
            except (RuntimeError, OSError) as error:
                context.failures += 1
                context.say.warning("no simulated device at %s: %s", endpoint, error)
        try:
            while context.directory.version == version and await context.pause(0.5):
                pass
        finally:
            for server in servers:
                await server.shutdown()  # type: ignore[no-untyped-call]
            await asyncio.sleep(0)
