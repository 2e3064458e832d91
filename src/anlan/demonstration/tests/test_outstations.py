"""Every demonstration outstation is understood by the gateway of its protocol."""

from __future__ import annotations

import asyncio

import pytest

from anlan.demonstration.generator import generate_county
from anlan.demonstration.generator.outstations import build_outstations
from anlan.integrations.gateway.simulation import SimulationContext, find_simulator
from anlan.integrations.gateway.testing import FakeDirectory, listening
from anlan.monitoring.devices.choices import DeviceKind, Protocol, Quantity
from anlan.monitoring.devices.contracts import GatewayDevice, GatewayPoint


@pytest.fixture(scope="module")
def outstations():
    return build_outstations(generate_county("龙游县"))


def as_the_gateway_knows_it(one):
    return GatewayDevice(
        one.code,
        one.identity,
        {},
        one.period_s,
        tuple(GatewayPoint(p.key, p.source, p.quantity, p.scale, 0.0) for p in one.points),
    )


def test_they_are_registered_correctly(outstations):
    assert {one.protocol for one in outstations} == {"hj212", "sl651", "gbt26875"}
    assert len({one.code for one in outstations}) == len(outstations)
    assert len({(one.protocol, one.identity) for one in outstations}) == len(outstations)
    for one in outstations:
        assert one.kind in DeviceKind.values and one.protocol in Protocol.values
        assert one.identity.startswith("99")
        assert {point.quantity for point in one.points} <= set(Quantity.values)


@pytest.mark.parametrize("name", ["hj212", "sl651", "gbt26875"])
def test_simulated_they_report_every_point_within_its_range(outstations, name):
    chosen = [one for one in outstations if one.protocol == name][:9:2]
    devices = [as_the_gateway_knows_it(one) for one in chosen]

    async def converse():
        async with listening(name, devices) as found:
            stopping = asyncio.Event()
            context = SimulationContext(
                FakeDirectory(devices),
                "127.0.0.1",
                found.port,
                stopping,
                found.context.say,
                period_s=0.2,
            )
            task = asyncio.create_task(find_simulator(name).run(context))
            wanted = {(one.code, point.key) for one in chosen for point in one.points}
            heard = {}
            async with asyncio.timeout(30):
                while set(heard) < wanted:
                    await asyncio.sleep(0.05)
                    heard |= {(code, s.key): s.value for code, s in found.forwarder.samples}
            stopping.set()
            await task
            return found.stats, heard

    stats, heard = asyncio.run(converse())
    assert stats.refused == {}
    for one in chosen:
        for point in one.points:
            assert point.low <= heard[one.code, point.key] <= point.high, (one.code, point.key)
