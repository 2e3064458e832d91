"""The measurement of dispatch on a small town: its figures, and that it leaves no trace."""

from __future__ import annotations

import pytest

from anlan.command.roads.models import RoadClosure, RoadNetwork
from anlan.command.roads.tests.factories import RoadClosureFactory, town
from anlan.demonstration.benchmarks import dispatch


@pytest.mark.django_db
def test_a_town_is_measured_and_the_database_is_as_before(monkeypatch):
    monkeypatch.setattr(dispatch, "TEAMS", 30)
    monkeypatch.setattr(dispatch, "TASKS", 12)
    RoadClosureFactory()
    network = town(14)
    found = dispatch.measure(network)
    assert found["assignment_optimal"] and found["closure_respected"]
    assert found["nearest_ms"] > 0 and found["assignment_sent"] <= 12
    assert RoadClosure.objects.count() == 1 and not RoadNetwork.objects.exists()
    agrees, peer = dispatch.agrees(network, sources=4)
    assert agrees and peer
