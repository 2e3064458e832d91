"""Test shelters."""

from __future__ import annotations

import factory
from django.contrib.gis.geos import Point

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.shelters.models import Evacuation, Household, Shelter
from anlan.command.shelters.services.evacuations import order_evacuation
from anlan.kernel.actor import system_actor
from anlan.kernel.testing.cast import make_actor


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


class HouseholdFactory(factory.django.DjangoModelFactory):
    """Four people below a slope."""

    class Meta:
        model = Household

    code = factory.Sequence(lambda n: f"Z{n:03d}")
    region = factory.SubFactory(RegionFactory)
    place = factory.Sequence(lambda n: f"演示一组{n}号")
    head_name = factory.Sequence(lambda n: f"户主{n}演示")
    people = 4


def load_reference() -> None:
    """Load the clock of relief."""
    from anlan.command.incidents.tests.factories import load_reference as load_incidents
    from anlan.command.shelters.reference import load

    load_incidents()
    load(system_actor("tests"))


def make_evacuation(incident=None, households=3) -> Evacuation:
    """Order the moving of three households of 龙洲街道."""
    incident = incident or make_incident()
    shelter = ShelterFactory(state="open", region_id=incident.region_id)
    for _number in range(households):
        HouseholdFactory(region_id=incident.region_id, shelter=shelter)
    return order_evacuation(
        incident_id=incident.pk,
        region_code=incident.region_id,
        within_minutes=60,
        actor=make_actor("赵镇", role="township_officer"),
    )


def access_world(samples):
    """Ask for the household and the incident by the names their addresses use."""
    row = samples[Evacuation].rows.first()
    return {
        "shelters/evacuations/order/": {"incident_id": samples[Evacuation].incident_id},
        "shelters/evacuations/rows/": {"pk": row.pk, "form": {"outcome": "relatives"}},
        "shelters/households/": {"pk": row.household_id},
    }
