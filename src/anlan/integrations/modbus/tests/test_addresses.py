"""Addresses are read as officers write them, numbers as devices store them."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.integrations.modbus.addresses import (
    KINDS,
    ORDERS,
    BadAddress,
    RegisterAddress,
    Table,
    decode_registers,
    encode_registers,
    parse_address,
)

orders = st.sampled_from(sorted(ORDERS))
RANGES = {
    "int16": (-(2**15), 2**15 - 1),
    "uint16": (0, 2**16 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    # beyond 2**53 a whole number is no longer exact as a reading
    "int64": (-(2**53), 2**53),
    "uint64": (0, 2**53),
}


@given(st.data(), st.sampled_from(sorted(RANGES)), orders)
def test_whole_numbers_come_back(data, kind, order):
    address = RegisterAddress(Table.HOLDING, 0, kind, order)
    number = data.draw(st.integers(*RANGES[kind]))

    assert decode_registers(address, encode_registers(address, number)) == number


@given(st.floats(width=32, allow_nan=False), orders)
def test_short_floats_come_back(number, order):
    address = RegisterAddress(Table.INPUT, 0, "float32", order)

    assert decode_registers(address, encode_registers(address, number)) == number


@given(st.floats(), orders)
def test_long_floats_come_back(number, order):
    address = RegisterAddress(Table.INPUT, 0, "float64", order)

    read = decode_registers(address, encode_registers(address, number))

    assert read == number or (math.isnan(read) and math.isnan(number))


@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.integers(-5, 70_000), max_size=8),
    orders,
    st.integers(-1, 15),
)
def test_no_registers_raise_anything_but_value_errors(kind, registers, order, bit):
    with contextlib.suppress(ValueError):
        decode_registers(RegisterAddress(Table.HOLDING, 0, kind, order, bit), registers)


@pytest.mark.parametrize(
    ("registers", "order"),
    [
        ([0x4148, 0xF5C3], "be"),
        ([0xF5C3, 0x4148], "le"),
        ([0x4841, 0xC3F5], "badc"),
        ([0xC3F5, 0x4841], "dcba"),
    ],
)
def test_the_four_orders_of_one_number(registers, order):
    address = parse_address(f"holding:40001:float32:{order}")

    assert decode_registers(address, registers) == pytest.approx(12.56, abs=1e-6)


@pytest.mark.parametrize(
    ("written", "table", "start", "count"),
    [
        ("holding:40001:float32:be", Table.HOLDING, 0, 2),
        ("holding:400001:int16", Table.HOLDING, 0, 1),
        ("holding:465536:uint16", Table.HOLDING, 65535, 1),
        ("holding:0:float64:le", Table.HOLDING, 0, 4),
        ("holding:0x9C41:int16", Table.HOLDING, 40001, 1),
        ("holding:30001:int16", Table.HOLDING, 30001, 1),
        ("input:30011:int32", Table.INPUT, 10, 2),
        ("INPUT:17", Table.INPUT, 17, 1),
        ("discrete:10008", Table.DISCRETE, 7, 1),
        ("coil:00005", Table.COIL, 4, 1),
        ("coil:5:bool", Table.COIL, 5, 1),
        ("holding:12:bit5", Table.HOLDING, 12, 1),
    ],
)
def test_addresses_are_read(written, table, start, count):
    address = parse_address(written)

    assert (address.table, address.start, address.count) == (table, start, count)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "holding",
        "register:1",
        "holding:x",
        "holding:-1",
        "holding:70000",
        "holding:40000",
        "holding:1:float16",
        "holding:1:float32:up",
        "holding:1:bit16",
        "holding:65535:float32",
        "coil:1:int16",
        "a:b:c:d:e",
        "holding:²:int16",
    ],
)
def test_what_is_no_address_is_told(written):
    with pytest.raises(BadAddress):
        parse_address(written)


@given(st.text(max_size=30))
def test_no_text_raises_anything_but_bad_address(written):
    with contextlib.suppress(BadAddress):
        parse_address(written)


def test_a_bit_of_a_register():
    address = parse_address("holding:0:bit3")

    assert [decode_registers(address, [word]) for word in (0, 8, 0xFFF7)] == [0.0, 1.0, 0.0]
    assert encode_registers(address, 1) == [8]
