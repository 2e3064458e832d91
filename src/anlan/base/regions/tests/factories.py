"""Test regions: Longyou county, its townships and villages by their real codes."""

from __future__ import annotations

from typing import ClassVar

import factory
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from anlan.base.regions.models import Region, RegionLevel


def square(longitude: float, latitude: float, side: float = 0.05) -> MultiPolygon:
    """Return a square shape around a point, in degrees."""
    half = side / 2
    return MultiPolygon(
        Polygon.from_bbox((longitude - half, latitude - half, longitude + half, latitude + half)),
        srid=4326,
    )


class RegionFactory(factory.django.DjangoModelFactory):
    """A township of the county; give ``code`` and ``level`` for anything else."""

    class Meta:
        model = Region
        django_get_or_create: ClassVar = ("code",)

    code = "330825100000"
    name = "龙洲街道"
    level = RegionLevel.TOWNSHIP
    centre = factory.LazyFunction(lambda: Point(119.18, 29.03, srid=4326))

    class Params:
        county = factory.Trait(code="330825000000", name="龙游县", level=RegionLevel.COUNTY)
        other_town = factory.Trait(code="330825101000", name="湖镇镇")
