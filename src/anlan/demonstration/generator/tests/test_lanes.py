"""The network down to the lane: as large as asked for, connected, always the same, invented."""

from __future__ import annotations

from anlan.command.roads.choices import CLASSES as OURS
from anlan.demonstration.generator.lanes import CLASSES, build_lanes


def test_the_network_hangs_together_and_comes_out_the_same(longyou):
    assert CLASSES == OURS
    built = build_lanes(longyou, 6000)
    network = built.network
    assert 5000 < network.junctions < 7000
    assert built.cut_off <= 0.01 * network.roads
    assert build_lanes(longyou, 6000).network.digest() == network.digest()
    assert all(not name or name.startswith("演示") for name in network.names)
    places = [(e.position.longitude, e.position.latitude) for e in longyou.enterprises]
    longitude, latitude = zip(*places, strict=True)
    assert network.snap(longitude, latitude).away.max() < 1.0  # a drive leads to every enterprise
