"""A plant with 60 t of chlorine, the tables loaded, an officer and a safety manager."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point

from anlan.base.accounts.tests.factories import UserFactory  # noqa: F401  accounts are installed
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.testing import make_actor
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.tests.factories import (
    ChemicalHoldingFactory,
    EnterpriseContactFactory,
    EnterpriseFactory,
)
from anlan.supervision.installations import population, reference
from anlan.supervision.installations.services.installations import create_installation


@pytest.fixture(autouse=True)
def _nobody_else_lives_here(monkeypatch):
    """Tests say themselves who lives around."""
    monkeypatch.setattr(population, "_sources", {})


@pytest.fixture
def tables(db):
    """The tables of the standard."""
    reference.load(system_actor("test"))


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    return make_actor("李科长", role="bureau_officer")


@pytest.fixture
def plant(tables):
    """An enterprise with two chlorine tanks of 30 t."""
    enterprise = EnterpriseFactory()
    chlorine = ChemicalFactory(cas="7782-50-5", name="氯", state="liquefied_gas")
    chlorine.hazards = ["toxic_gas", "oxidiser", "corrosive"]
    chlorine.save()
    for name in ("V-1", "V-2"):
        ChemicalHoldingFactory(
            enterprise=enterprise,
            chemical=chlorine,
            container=name,
            quantity_t=20,
            design_quantity_t=30,
            location=Point(119.172, 29.028, srid=4326),
        )
    EnterpriseContactFactory(enterprise=enterprise)
    return enterprise


@pytest.fixture
def manager(plant):
    """The safety manager of the plant."""
    person = plant.contacts.first().person
    return make_actor(
        "吴安管",
        role="enterprise_manager",
        scope=Scope("organisation", str(plant.organisation_id)),
        organisation_id=plant.organisation_id,
        person_id=person.pk,
    )


@pytest.fixture
def unit(plant, manager):
    """The tank area of the plant, identified."""
    return create_installation(
        enterprise_id=plant.pk,
        name="演示液氯罐区",
        kind="storage",
        holding_ids=list(plant.holdings.values_list("pk", flat=True)),
        actor=manager,
    )
