"""Test shelters."""

from __future__ import annotations

import factory
from django.contrib.gis.geos import Point

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.shelters.models import Shelter


class ShelterFactory(factory.django.DjangoModelFactory):
    """A closed village hall for a hundred people."""

    class Meta:
        model = Shelter

    code = factory.Sequence(lambda n: f"B{n:03d}")
    name = factory.Sequence(lambda n: f"演示第{n}避灾安置点")
    kind = "public_building"
    region = factory.SubFactory(RegionFactory)
    location = factory.LazyFunction(lambda: Point(119.17, 29.04, srid=4326))
    capacity = 100
