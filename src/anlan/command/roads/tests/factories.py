"""A small town of roads, and closures on them."""

from __future__ import annotations

import factory
import numpy as np
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from django.utils import timezone

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.roads.choices import CLASSES
from anlan.command.roads.models import RoadClosure, RoadNetwork, RoadNetworkContent
from anlan.command.roads.services.networks import store_network
from anlan.kernel.actor import system_actor
from anlan_science.roads.building import Way, build_network

#: South-west corner of the town, and the length of its blocks in degrees (about 1 km).
WEST, SOUTH, BLOCK = 119.17, 29.02, 0.01


def corner(i, j):
    """Where street i and street j meet."""
    return WEST + i * BLOCK, SOUTH + j * BLOCK


def town(side=4):
    """A grid of county roads, its southern edge a national road."""
    ways = []
    for j in range(side):
        points = np.array([corner(i, j) for i in range(side)])
        ways.append(Way(points, "county" if j else "national", f"演示{j + 1}路"))
    for i in range(side):
        points = np.array([corner(i, j) for j in range(side)])
        ways.append(Way(points, "county", f"演示{i + 1}街"))
    return build_network(ways, CLASSES).network


class RoadNetworkFactory(factory.django.DjangoModelFactory):
    """A network that is not in use."""

    class Meta:
        model = RoadNetwork
        skip_postgeneration_save = True

    name = "演示路网"
    version = factory.Sequence(lambda n: 1000 + n)
    source = "演示"
    status = "ready"
    area = factory.LazyFunction(
        lambda: Polygon.from_bbox((WEST, SOUTH, WEST + 3 * BLOCK, SOUTH + 3 * BLOCK))
    )
    content = factory.RelatedFactory(
        "anlan.command.roads.tests.factories.RoadNetworkContentFactory",
        factory_related_name="network",
    )


class RoadNetworkContentFactory(factory.django.DjangoModelFactory):
    """The town packed."""

    class Meta:
        model = RoadNetworkContent

    network = factory.SubFactory(RoadNetworkFactory, content=None)
    packed = factory.LazyFunction(lambda: town().pack())


class RoadClosureFactory(factory.django.DjangoModelFactory):
    """A flooded stretch."""

    class Meta:
        model = RoadClosure

    name = "演示1路积水路段"
    reason = "flood"
    region = factory.SubFactory(RegionFactory)
    drawn = factory.LazyFunction(lambda: LineString(corner(0.4, 0), corner(0.6, 0), srid=4326))
    area = factory.LazyFunction(
        lambda: MultiPolygon(
            Polygon.from_bbox((*corner(0.4, -0.02), *corner(0.6, 0.02))), srid=4326
        )
    )
    begins_at = factory.LazyFunction(timezone.now)
    closed_by = "演示值班员"


def use_town(side=4):
    """Take the town into use."""
    return store_network(
        name="演示路网",
        source="演示",
        licence="演示",
        read=town(side),
        actor=system_actor("test"),
    )


def access_world(samples):
    """Places in the town, and a stretch of its road."""
    lon, lat = corner(0.1, 0)
    to_lon, to_lat = corner(2.9, 0)
    place = {"lon": lon, "lat": lat}
    line = LineString(corner(0.4, 0), corner(0.6, 0), srid=4326).geojson
    return {
        "roads/route": place | {"to_lon": to_lon, "to_lat": to_lat},
        "roads/isochrone": place,
        "roads/closures/": {"closure_id": samples[RoadClosure].pk},
        "roads/closures": {"name": "演示1路", "reason": "flood", "drawn": line},
    }
