"""Test data of consequence runs."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from anlan.base.regions.models import Region
from anlan.base.regions.tests.factories import RegionFactory
from anlan.decision.consequence.effects.site.case import Settings
from anlan.decision.consequence.inputs import RunInputs
from anlan.decision.consequence.models import ConsequenceRun, SiteAssessment
from anlan.decision.consequence.selectors.site_area import area_of_enterprise
from anlan.decision.consequence.services.runs import create_run
from anlan.decision.consequence.services.site_risk import order_assessment
from anlan.kernel.actor import system_actor
from anlan.kernel.testing import make_actor
from anlan.supervision.chemicals.models import Chemical
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.tests.factories import ChemicalHoldingFactory, EnterpriseFactory

LONGITUDE, LATITUDE = 119.17, 29.04


def make_chlorine() -> Chemical:
    """Chlorine as the catalogue has it."""
    chemical, _made = Chemical.objects.update_or_create(
        cas="7782-50-5",
        defaults={
            "name": "氯(液氯)",
            "state": "liquefied_gas",
            "hazards": ["toxic_gas", "oxidiser"],
            "molar_mass_g_mol": 70.906,
            "boiling_point_c": -34.0,
            "liquid_density_kg_m3": 1410.0,
            "idlh_ppm": 10.0,
        },
    )
    return chemical


def make_propane() -> Chemical:
    """Propane."""
    chemical, _made = Chemical.objects.update_or_create(
        cas="74-98-6",
        defaults={
            "name": "丙烷",
            "state": "liquefied_gas",
            "hazards": ["flammable_gas"],
            "molar_mass_g_mol": 44.1,
            "boiling_point_c": -42.1,
            "liquid_density_kg_m3": 500.0,
        },
    )
    return chemical


def township() -> Region:
    """The test township, wide enough for the zones."""
    region: Region = RegionFactory()
    if region.boundary is None:
        box = Polygon.from_bbox((119.0, 28.9, 119.4, 29.2))
        box.srid = 4326
        region.boundary = MultiPolygon(box, srid=4326)
        region.save()
    return region


def release_inputs(**changes: Any) -> RunInputs:
    """A ton of chlorine through a 25 mm hole, north-east wind."""
    values: dict[str, Any] = {
        "scenario": "toxic",
        "release": "hole",
        "quantity_t": 1.0,
        "longitude": LONGITUDE,
        "latitude": LATITUDE,
        "wind_speed_m_s": 3.0,
        "wind_from_deg": 45.0,
        "stability": "D",
        "weather_source": "演示气象站",
        **changes,
    }
    if "chemical_id" not in values:
        values["chemical_id"] = make_chlorine().pk
    return RunInputs(**values)


def make_run(**links: Any) -> ConsequenceRun:
    """A stored run in the test township."""
    township()
    actor = links.pop("actor", None) or make_actor("测算员", role="duty_officer")
    inputs = links.pop("inputs", None) or release_inputs()
    if not links:
        links["enterprise_id"] = EnterpriseFactory(
            location=Point(LONGITUDE, LATITUDE, srid=4326)
        ).pk
    return create_run(inputs=inputs, actor=actor, **links)


def load_reference() -> None:
    """Install the form of the first-hour sheet."""
    from anlan.decision.consequence.reference import load

    load(system_actor("tests"))


def make_assessment() -> SiteAssessment:
    """An ordered assessment of an enterprise in the test township; the job waits."""
    township()
    firm = EnterpriseFactory(location=Point(LONGITUDE, LATITUDE, srid=4326))
    return _assessed(firm)


def _assessed(firm: Enterprise) -> SiteAssessment:
    ChemicalHoldingFactory(enterprise=firm, chemical=make_chlorine(), quantity_t=1.0)
    actor = make_actor("评价员", role="bureau_officer")
    return order_assessment(
        area=area_of_enterprise(firm.pk, actor), settings=Settings(), actor=actor
    )


def access_world(samples: dict[Any, Any]) -> dict[str, Any]:
    """Ask for a run of the enterprise whose manager asks."""
    run = samples[ConsequenceRun] = make_run(enterprise_id=samples[Enterprise].pk)
    assessed = samples[SiteAssessment] = _assessed(samples[Enterprise])
    inputs = {**run.inputs, "chemical": run.chemical_id}
    form = {name: value for name, value in inputs.items() if value not in (None, False)}
    return {
        "consequence/new/": {"form": form},
        "consequence/<int:pk>/": {"pk": run.pk, "form": form},
        "consequence/site-risk/<int:pk>/": {"pk": assessed.pk},
        "consequence/site-risk/new/": {"form": {"title": "演示"}},
        "consequence/runs": {"run_id": run.pk, **run.inputs},
    }
