"""Conversations with independent Modbus servers: libmodbus (C) and modbus-serial (JavaScript).

Each writes the numbers with its own code; the poller must read the same. With ``ANLAN_PEERS=1``.
"""

from __future__ import annotations

import asyncio
import sys

import pytest

from anlan.integrations.gateway.peers import debian_peer, npm_peer, running_peer
from anlan.integrations.gateway.public import BAD
from anlan.integrations.gateway.testing import listening, make_device
from anlan.integrations.modbus.testing import until_true
from anlan.integrations.mqtt.testing import free_port

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(300)]

LIBMODBUS = """
import ctypes, sys
lib = ctypes.CDLL(sys.argv[1])
port = int(sys.argv[2])

class Mapping(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in (
        "nb_bits", "start_bits", "nb_input_bits", "start_input_bits",
        "nb_input_registers", "start_input_registers", "nb_registers", "start_registers")] + [
        ("bits", ctypes.POINTER(ctypes.c_uint8)), ("input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("inputs", ctypes.POINTER(ctypes.c_uint16)), ("holding", ctypes.POINTER(ctypes.c_uint16))]

lib.modbus_new_tcp.restype = ctypes.c_void_p
lib.modbus_mapping_new.restype = ctypes.POINTER(Mapping)
for name in ("modbus_tcp_listen", "modbus_tcp_accept", "modbus_receive", "modbus_reply",
             "modbus_close"):
    getattr(lib, name).argtypes = None
context = ctypes.c_void_p(lib.modbus_new_tcp(b"127.0.0.1", port))
memory = lib.modbus_mapping_new(64, 64, 64, 64)
tab = memory.contents.holding
for number, words in enumerate(((0x4148, 0), (0, 0x4158), (0x6841, 0), (0, 0x7841))):
    tab[10 * number], tab[10 * number + 1] = words
lib.modbus_set_float.argtypes = [ctypes.c_float, ctypes.POINTER(ctypes.c_uint16)]
here = ctypes.addressof(tab.contents) + 2 * 40
lib.modbus_set_float(-0.15625, ctypes.cast(here, ctypes.POINTER(ctypes.c_uint16)))
memory.contents.holding[50] = 0xFFF9
memory.contents.inputs[3] = 4711
memory.contents.bits[5] = 1
memory.contents.input_bits[63] = 1
listening = ctypes.c_int(lib.modbus_tcp_listen(context, 1))
print("ready", flush=True)
query = (ctypes.c_uint8 * 260)()
while True:
    lib.modbus_tcp_accept(context, ctypes.byref(listening))
    while (size := lib.modbus_receive(context, query)) >= 0:
        if size:
            lib.modbus_reply(context, query, size, memory)
    lib.modbus_close(context)
"""

MODBUS_SERIAL = """
const ModbusRTU = require('modbus-serial');
const port = Number(process.argv[2]);
const holding = Buffer.alloc(400), inputs = Buffer.alloc(400);
holding.writeFloatBE(-3.25, 0);
holding.writeDoubleBE(6.02214076e23, 8);
holding.writeInt32BE(-123456789, 20);
holding.writeUInt32BE(4000000000, 24);
holding.writeBigInt64BE(-9007199254740991n, 32);
inputs.writeInt16BE(-40, 20);
const server = new ModbusRTU.ServerTCP({
  getHoldingRegister: (address) => {
    if (address === 60) throw { modbusErrorCode: 2, msg: 'no such register' };
    return holding.readUInt16BE(2 * address);
  },
  getInputRegister: (address) => inputs.readUInt16BE(2 * address),
  getCoil: (address) => address % 3 === 0,
  getDiscreteInput: (address) => address % 5 === 0,
}, { host: '127.0.0.1', port, unitID: 17 });
server.on('initialized', () => console.log('ready'));
server.on('socketError', () => {});
"""


def read_all(port, points, unit):
    """What the gateway reads of a peer."""
    device = make_device(
        "PEER",
        points,
        connection={"host": "127.0.0.1", "port": port, "unit": unit},
        period_s=0.2,
    )

    async def play():
        async with listening("modbus", [device]) as gateway:
            assert await until_true(
                lambda: len(gateway.forwarder.samples) >= 3 * len(points), within_s=20
            )
            return {sample.key: sample for sample in gateway.forwarder.of("PEER")}, gateway.stats

    return asyncio.run(play())


def test_libmodbus():
    folder = debian_peer("libmodbus5")
    (library,) = folder.glob("usr/lib/*/libmodbus.so.5")
    (folder / "server.py").write_text(LIBMODBUS)
    port = free_port()
    points = {
        "abcd": "holding:40001:float32:abcd",
        "cdab": "holding:40011:float32:le",
        "badc": "holding:40021:float32:badc",
        "dcba": "holding:40031:float32:dcba",
        "own": "holding:40041:float32:le",
        "negative": "holding:40051:int16",
        "input": "input:30004:uint16",
        "coil": "coil:00006",
        "discrete": "discrete:10064",
        "beyond": "holding:40065:int16",
    }

    command = [sys.executable, "server.py", str(library), str(port)]
    with running_peer(command, folder):
        found, stats = read_all(port, points, 1)

    assert {key: sample.value for key, sample in found.items()} == {
        "abcd": 12.5,
        "cdab": 13.5,
        "badc": 14.5,
        "dcba": 15.5,
        "own": -0.15625,
        "negative": -7.0,
        "input": 4711.0,
        "coil": 1.0,
        "discrete": 1.0,
        "beyond": None,
    }
    assert found["beyond"].quality == BAD
    assert set(stats.refused) == {"exception_2"}


def test_modbus_serial():
    folder = npm_peer("modbus-serial", "8.0.25")
    (folder / "server.js").write_text(MODBUS_SERIAL)
    port = free_port()
    points = {
        "float": "holding:40001:float32",
        "double": "holding:4:float64:be",
        "int": "holding:10:int32",
        "uint": "holding:12:uint32",
        "long": "holding:16:int64",
        "hole": "holding:60:int16",
        "beside": "holding:62:uint16",
        "temperature": "input:30011:int16",
        "coil": "coil:9",
        "other": "coil:10",
        "discrete": "discrete:15",
    }

    with running_peer(["node", "server.js", str(port)], folder):
        found, stats = read_all(port, points, 17)

    assert {key: sample.value for key, sample in found.items()} == {
        "float": -3.25,
        "double": 6.02214076e23,
        "int": -123456789.0,
        "uint": 4e9,
        "long": -9007199254740991.0,
        "hole": None,
        "beside": 0.0,
        "temperature": -40.0,
        "coil": 1.0,
        "other": 0.0,
        "discrete": 1.0,
    }
    assert stats.faults == 0
