"""An ordinary day stays below the limits; a leak passes yellow, then red, in twenty seconds."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from anlan.demonstration.simulator.fleet import Fleet
from anlan.demonstration.simulator.scenarios import Rise
from anlan.demonstration.simulator.signals import Behaviour, Signals
from anlan.demonstration.simulator.simulator import Simulator
from anlan.integrations.mqtt.codec import decode
from anlan.monitoring.alarms.tests.factories import yellow_and_red
from anlan.monitoring.devices.public import list_points_to_simulate

NOON = 1_795_000_000.0
CHLORINE = Behaviour("steady", 0.02, 0.012, 0.006, 14.0, 0.0, 10.0, 2)


class Recorder:
    """Stands in for the publisher and keeps what was sent."""

    def __init__(self):
        self.frames = []

    def publish(self, topic, payload):
        self.frames.append(decode(topic, payload))

    def subscribe(self, topic, handler):
        self.handler = handler

    def wait_below(self, number, timeout_s):
        return True


@pytest.mark.parametrize("kind", ["steady", "diurnal", "tank", "river", "walk", "rain"])
def test_every_kind_stays_within_range_and_is_the_same_after_a_restart(kind):
    behaviour = Behaviour(kind, 50.0, 0.5, 20.0, 14.0, 0.0, 100.0, 1)
    first, second = Signals([behaviour] * 3, 7), Signals([behaviour] * 3, 7)
    for hour in range(24):
        value = first.at(NOON + hour * 3600)
        assert ((value >= 0) & (value <= 100)).all()
        assert (np.round(value, 1) == value).all()
        np.testing.assert_array_equal(value, second.at(NOON + hour * 3600))


def test_clean_air_never_reaches_the_first_limit():
    signals = Signals([CHLORINE], 1)

    assert max(float(signals.at(NOON + s)[0]) for s in range(0, 86_400, 60)) < 0.3


def test_a_rise_passes_both_limits_in_time_holds_and_falls():
    rise = Rise(100.0, 0.3, 0.6, 2.4, hold_s=300.0)
    values = {s: rise.at(100.0 + s, 0.02) for s in range(-1, 400)}

    assert values[-1] == 0.02
    assert values[7] < 0.3 <= values[8] < values[17] < 0.6 <= values[18]
    assert values[200] > 2.3
    assert values[361] == 0.02
    assert rise.stopped_at(150.0).at(150.0 + 61, 0.02) == 0.02


@pytest.mark.django_db
def test_an_order_makes_the_detector_leak_and_another_ends_it():
    yellow, red = yellow_and_red()
    [point] = list_points_to_simulate()
    fleet = Fleet((point,), (CHLORINE,), point.device_code, 1)
    sent = Recorder()
    simulator = Simulator(fleet, sent)
    simulator.listen()
    now = NOON
    simulator._next_at[:] = now
    simulator.order(b"not json")
    simulator.order(orjson.dumps({"scenario": "no such thing"}))
    simulator.order(orjson.dumps({"scenario": "gas_leak"}))
    for second in range(40):
        simulator.step(now + second)
    values = [frame.values[0] for frame in sent.frames]

    assert len(values) == 40  # every second instead of every five
    assert values[3] < yellow.upper < values[9]
    assert values[16] < red.upper < values[19]
    simulator.order(orjson.dumps({"scenario": "normal"}))
    for second in range(40, 140):
        simulator.step(now + second)
    assert sent.frames[-1].values[0] < 0.1
