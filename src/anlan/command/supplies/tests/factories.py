"""Test warehouses and stock."""

from __future__ import annotations

import factory
from django.contrib.gis.geos import Point

from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.supplies.models import StockItem, Warehouse


class WarehouseFactory(factory.django.DjangoModelFactory):
    """A county warehouse with a keeper."""

    class Meta:
        model = Warehouse

    code = factory.Sequence(lambda n: f"K{n:03d}")
    name = factory.Sequence(lambda n: f"应急物资{n}库（演示）")
    kind = "county"
    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    keeper = factory.SubFactory(PersonFactory)
    location = factory.LazyFunction(lambda: Point(119.18, 29.02, srid=4326))


class StockItemFactory(factory.django.DjangoModelFactory):
    """Twelve chemical suits."""

    class Meta:
        model = StockItem

    warehouse = factory.SubFactory(WarehouseFactory)
    code = "chemical_suit"
    name = "重型防化服"
    category = "chemical"
    quantity = 12
    unit = "套"
    minimum = 8


def access_world(samples):
    """Book at an item of stock of the warehouse asked for."""
    item = samples[StockItem]
    samples[Warehouse] = item.warehouse
    return {"supplies/stock/": {"pk": item.pk, "item_id": item.pk}}
