"""Loops are compiled ahead: real questions find every one of them made."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

from anlan.operations import compiled
from anlan_science.fire.finney2002 import arrival_times
from anlan_science.risk import cpr18e_1999_risk as risk
from anlan_science.roads.building import Way, build_network
from anlan_science.roads.dijkstra1959 import Router
from anlan_science.roads.isochrone import isochrones
from anlan_science.roads.network import RoadNetwork


def loops():
    """How many forms there are of each loop that is called from outside."""
    found = {}
    for path in compiled.sources():
        module = import_module(f"anlan_science.{path.parent.name}.{path.stem}")
        found |= {
            f"{path.parent.name}.{name}": len(loop.signatures)
            for name, loop in vars(module).items()
            if isinstance(loop, CPUDispatcher) and not name.startswith("_")
        }
    return found


@pytest.fixture(scope="module")
def ready():
    """All parts compiled."""
    for part in compiled.PARTS:
        part()
    return loops()


def test_every_loop_is_compiled(ready):
    assert {name.split(".")[0] for name in ready} == {"fire", "flood", "risk", "roads"}
    assert all(ready.values()), ready


def test_a_stored_network_needs_no_other_form(ready):
    place = np.array([[119.2, 29.0], [119.21, 29.0], [119.21, 29.01]])
    network = build_network([Way(place[:2], "county"), Way(place[1:], "county")], ("county",))
    stored = RoadNetwork.unpack(network.network.pack())
    router = Router(stored, np.full(stored.roads, 30.0))
    origin, there = stored.snap(119.2, 29.0), stored.snap(119.21, 29.01)

    assert router.route(origin, there) is not None
    assert router.table(there, origin, nearest=1).shape == (1, 1)
    assert isochrones(router, router.reach(there, 600), [300, 600])
    assert loops() == ready


def test_arrays_closed_for_writing_need_no_other_form(ready):
    side = np.full((5, 5), 0.4)
    start = np.full((5, 5), np.inf)
    start[2, 2] = 0.0
    for narrow in (0.3, side):
        assert np.isfinite(arrival_times(side, 90.0, narrow, 10.0, start)).all()
    harm = np.ones((1, 4, 128, 2))
    harm.setflags(write=False)
    one = np.ones(1)
    scenarios = risk.Scenarios(one, one, one, 10 * one, harm)
    wind = np.full((16, 2), 1 / 32)
    assert risk.risk_of(one, one, risk.turn(scenarios, wind)).shape == (1, 1)
    assert risk.expected_deaths(one, one, one, scenarios, wind)[0].sum() > 0
    assert loops() == ready


def test_what_is_compiled_is_not_asked_again(monkeypatch, tmp_path):
    monkeypatch.setattr(compiled, "STAMP", tmp_path / "made" / "stamp")
    asked = []
    monkeypatch.setattr(compiled, "ProcessPoolExecutor", lambda *_a, **_k: Pool(asked))

    compiled.compile_all()
    assert asked == list(compiled.PARTS)
    compiled.compile_all()
    assert len(asked) == len(compiled.PARTS)
    monkeypatch.setattr(compiled, "version", lambda _name: "another")
    compiled.compile_all()
    assert len(asked) == 2 * len(compiled.PARTS)


class Pool:
    """Notes what is given to it and does nothing."""

    def __init__(self, asked):
        self.asked = asked

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        pass

    def submit(self, part):
        self.asked.append(part)
        return self

    def result(self):
        return None
