"""Neighbours are read together, never more than a request may ask for, and nothing is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anlan.integrations.modbus.addresses import (
    KINDS,
    RegisterAddress,
    Table,
    encode_registers,
    parse_address,
)
from anlan.integrations.modbus.reads import MAX_BITS, MAX_REGISTERS, Wanted, plan_reads

addresses = st.one_of(
    st.builds(
        RegisterAddress,
        st.sampled_from((Table.HOLDING, Table.INPUT)),
        st.integers(0, 2_000),
        st.sampled_from(sorted(KINDS)),
        st.sampled_from(("be", "le")),
    ),
    st.builds(
        RegisterAddress,
        st.sampled_from((Table.COIL, Table.DISCRETE)),
        st.integers(0, 5_000),
        st.just("bool"),
    ),
)


def wanted(*written):
    return [Wanted(n, parse_address(text)) for n, text in enumerate(written)]


@given(st.lists(addresses, max_size=60), st.booleans())
def test_every_point_is_in_one_request_that_a_device_may_answer(found, is_joined):
    reads = plan_reads([Wanted(n, one) for n, one in enumerate(found)], is_joined=is_joined)

    assert sorted(one.number for read in reads for one in read.wanted) == list(range(len(found)))
    for read in reads:
        assert 1 <= read.count <= (MAX_BITS if read.table.is_bits else MAX_REGISTERS)
        for one in read.wanted:
            assert one.address.table == read.table
            assert read.start <= one.address.start
            assert one.address.end <= read.start + read.count


@given(st.lists(addresses, min_size=1, max_size=30))
def test_halves_hold_the_same_points_and_end(found):
    waiting = list(plan_reads([Wanted(n, one) for n, one in enumerate(found)]))
    single = []
    for _step in range(500):
        if not waiting:
            break
        read = waiting.pop()
        parts = read.split()
        waiting += parts
        single += [] if parts else [read]

    assert not waiting
    assert sorted(one.number for read in single for one in read.wanted) == list(range(len(found)))
    assert all(len({one.address for one in read.wanted}) == 1 for read in single)


@given(st.lists(st.tuples(addresses, st.integers(0, 1)), max_size=40, unique_by=lambda p: p[0]))
def test_values_are_cut_out_of_the_answers(points):
    memory = {}
    apart = []
    for address, number in points:
        cells = {(address.table, a) for a in range(address.start, address.end)}
        if cells & memory.keys():
            continue
        values = [number] if address.table.is_bits else encode_registers(address, number)
        memory |= dict(
            zip(
                [(address.table, a) for a in range(address.start, address.end)], values, strict=True
            )
        )
        apart.append((address, number))

    found = {}
    for read in plan_reads([Wanted(n, address) for n, (address, _value) in enumerate(apart)]):
        answer = [memory.get((read.table, read.start + n), 0) for n in range(read.count)]
        found |= dict(read.values(answer))

    assert found == {n: float(value) for n, (_address, value) in enumerate(apart)}


def test_near_registers_share_a_request_and_far_ones_do_not():
    reads = plan_reads(
        wanted("holding:0:float32", "holding:10:int16", "holding:100:int16", "input:0:int16")
    )

    assert [(read.table, read.start, read.count) for read in reads] == [
        (Table.INPUT, 0, 1),
        (Table.HOLDING, 0, 11),
        (Table.HOLDING, 100, 1),
    ]
