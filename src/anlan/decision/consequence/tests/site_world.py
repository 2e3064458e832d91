"""A small park for the tests of site risk: two plants, a school, a village."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from anlan.decision.consequence.effects.site import field
from anlan.decision.consequence.effects.site.case import Settings
from anlan.decision.consequence.models import SiteAssessment
from anlan.decision.consequence.selectors.site_area import area_of_park
from anlan.decision.consequence.services.site_risk import order_assessment, run_assessment
from anlan.decision.consequence.tests.factories import (
    LATITUDE,
    LONGITUDE,
    make_chlorine,
    make_propane,
    township,
)
from anlan.decision.onemap.models import SensitiveSite
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.testing import make_actor
from anlan.supervision.enterprises.models import Park
from anlan.supervision.enterprises.tests.factories import (
    ChemicalHoldingFactory,
    EnterpriseFactory,
    ParkFactory,
)


def coarsen(monkeypatch: Any) -> None:
    """Use a coarse raster and few rings: the way is the same."""
    for name, value in {"FINE": 40, "COARSE": 24, "RINGS": 17, "BEARINGS": 256}.items():
        monkeypatch.setattr(field, name, value)


def park_world() -> Park:
    """A park with a tank of propane and a vessel of chlorine, a school beside it."""
    region = township()
    west, south = LONGITUDE - 0.004, LATITUDE - 0.004
    box = Polygon.from_bbox((west, south, LONGITUDE + 0.004, LATITUDE + 0.004))
    park: Park = ParkFactory(region=region, boundary=MultiPolygon(box, srid=4326))
    plants = [
        EnterpriseFactory(
            region=region,
            location=Point(LONGITUDE + shift, LATITUDE, srid=4326),
            employees=60,
        )
        for shift in (0.001, -0.001)
    ]
    ChemicalHoldingFactory(
        enterprise=plants[0],
        chemical=make_propane(),
        container="球罐",
        container_kind="pressure_tank",
        quantity_t=20.0,
        design_quantity_t=None,
        location=None,
    )
    ChemicalHoldingFactory(
        enterprise=plants[1],
        chemical=make_chlorine(),
        container="液氯储槽",
        container_kind="pressure_tank",
        quantity_t=5.0,
        design_quantity_t=None,
        location=None,
    )
    SensitiveSite.objects.create(
        code="demo-school",
        name="演示小学",
        kind="school",
        region=region,
        location=Point(LONGITUDE + 0.0015, LATITUDE + 0.0005, srid=4326),
        people_day=300,
        people_night=0,
    )
    SensitiveSite.objects.create(
        code="demo-village",
        name="演示村",
        kind="village",
        region=region,
        location=Point(LONGITUDE - 0.01, LATITUDE - 0.01, srid=4326),
        people_day=40,
        people_night=90,
    )
    return park


def order(park: Park, actor: Actor | None = None, **changes: Any) -> SiteAssessment:
    """Order the assessment of a park; the job waits."""
    who = actor or make_actor("评价员", role="bureau_officer")
    return order_assessment(
        area=area_of_park(park.pk, who), settings=Settings(**changes), actor=who
    )


def finish(assessment: SiteAssessment) -> SiteAssessment:
    """Compute an ordered assessment and read it again."""
    run_assessment(assessment_id=assessment.pk, actor=system_actor("risk"))
    return SiteAssessment.objects.get(pk=assessment.pk)
