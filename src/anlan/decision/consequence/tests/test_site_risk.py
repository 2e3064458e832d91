"""Quantitative risk assessments: ordered, computed once, kept, read where one may."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.gis.geos import Point, Polygon
from docx import Document as WordDocument

from anlan.base.documents.public import download_document
from anlan.decision.consequence.effects.site.case import Settings
from anlan.decision.consequence.events import SiteRiskChanged
from anlan.decision.consequence.models import RunIsImmutable, SiteAssessment
from anlan.decision.consequence.science import science_version
from anlan.decision.consequence.selectors.site_area import (
    area_of_enterprise,
    area_of_park,
    area_of_text,
)
from anlan.decision.consequence.selectors.site_inputs import vessels_of
from anlan.decision.consequence.selectors.site_ranking import ranked_targets
from anlan.decision.consequence.selectors.site_wind import wind_of
from anlan.decision.consequence.services import site_risk
from anlan.decision.consequence.services.site_risk import (
    order_assessment,
    write_report,
)
from anlan.decision.consequence.tests.factories import (
    LATITUDE,
    LONGITUDE,
    load_reference,
    make_chlorine,
)
from anlan.decision.consequence.tests.site_world import coarsen, finish, order, park_world
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.jobs import memory_queue
from anlan.kernel.layers import layer
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.monitoring.devices.public import Quantity
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.tests.factories import ChemicalHoldingFactory

pytestmark = pytest.mark.django_db
JOB = system_actor("risk")


@pytest.fixture(autouse=True)
def _coarse(monkeypatch):
    coarsen(monkeypatch)


def test_an_assessment_is_ordered_computed_once_and_never_changes(cast):
    sun = cast.sun
    park = park_world()
    with pytest.raises(NotPermitted):
        order(park, make_actor("部门", role="department_officer"))

    ordered = order(park, sun)

    assert ordered.state == "waiting" and len(ordered.checksum) == 64
    assert [v["substance"] for v in ordered.inputs["vessels"]] == ["丙烷", "氯(液氯)"]
    assert memory_queue[-1][1] == {"assessment_id": ordered.pk}
    assert_audited("consequence.site.ordered", ordered, by=sun)
    assert_emitted(SiteRiskChanged, assessment_id=ordered.pk, state="waiting")
    with pytest.raises(WrongState):
        write_report(assessment_id=ordered.pk, actor=sun)

    found = finish(ordered)

    assert found.state == "done" and found.progress == 100
    assert found.loss_of_life > 0.0 and found.greatest_risk > 5e-6
    assert found.verification == "unverified"
    assert {"cpr18e_1999_risk", "gb36894_2018", "gb_t_37243_2019", "withers_lees1985"} <= {
        model["id"] for model in found.model_list
    }
    assert {"default_weather", "people_as_known"} <= set(found.remarks)
    assert_audited("consequence.site.computed", found)
    assert_emitted(SiteRiskChanged, assessment_id=found.pk, state="done")
    before = (found.digest, found.finished_at)
    again = finish(found)
    assert (again.digest, again.finished_at) == before
    for row in (again, again.contours.first()):
        with pytest.raises(RunIsImmutable):
            row.save()
        with pytest.raises(RunIsImmutable):
            row.delete()


def test_the_same_inputs_give_the_same_digits_and_others_do_not(cast):
    sun = cast.sun
    park = park_world()
    first, second = finish(order(park, sun)), finish(order(park, sun))
    assert first.checksum == second.checksum and first.digest == second.digest
    assert first.result == second.result
    other = finish(order(park, sun, delayed_ignition=0.2))
    assert other.checksum != first.checksum and other.digest != first.digest
    assert site_risk.recompute(first.inputs).digest == first.digest


def test_contours_lie_inside_one_another_on_the_map_of_who_may_see(cast):
    sun = cast.sun
    park = park_world()
    former = finish(order(park, sun))
    found = finish(order(park, sun))
    drawn = [c for c in found.contours.all() if c.shape is not None]
    assert [c.value for c in found.contours.all()] == [3e-5, 1e-5, 3e-6, 3e-7]
    assert drawn and [c.area_km2 for c in drawn] == sorted(c.area_km2 for c in drawn)
    for inner, outer in zip(drawn, drawn[1:], strict=False):
        assert outer.shape.buffer(1e-6).covers(inner.shape)
    shown = layer("risk_contours")
    assert {c.assessment_id for c in shown.rows(sun)} == {found.pk} != {former.pk}
    assert not shown.rows(cast.qian).exists()
    facts = {str(k): v for k, v in shown.facts(drawn[0], sun)}
    assert found.title in facts.values()


def test_targets_are_held_against_their_own_limit(cast):
    sun = cast.sun
    found = finish(order(park_world(), sun))
    rows = {row["name"]: (risk, row) for risk, row in ranked_targets(found)}
    risk, school = rows["演示小学"]
    assert school["target"] == "first" and school["limit"] == 3e-6
    assert rows["演示村"][1]["target"] == "second" and rows["演示村"][1]["limit"] == 1e-5
    assert risk > rows["演示村"][0]
    assert found.targets_count == 2
    assert found.targets_missed == sum(r > row["limit"] for r, row in rows.values())
    strict = finish(order(SiteAssessment.objects.first().park, sun, is_in_use=False))
    assert {row["limit"] for _r, row in ranked_targets(strict)} == {3e-7, 3e-6}
    assert strict.targets_missed >= found.targets_missed


def test_a_failure_is_told_and_an_interrupted_job_begins_anew(cast, monkeypatch):
    sun = cast.sun
    ordered = order(park_world(), sun)

    def broken(*_args):
        raise ZeroDivisionError("演示")

    with monkeypatch.context() as patch:
        patch.setattr(site_risk, "recompute", broken)
        failed = finish(ordered)
    assert failed.state == "failed" and "ZeroDivisionError" in failed.problem
    assert_audited("consequence.site.failed", failed)
    assert finish(failed).state == "failed"
    killed = order(failed.park, sun)
    SiteAssessment.objects.filter(pk=killed.pk).update(state="running", progress=40)
    assert finish(killed).state == "done"


def test_what_is_left_out_says_why(cast):
    sun = cast.sun
    park = park_world()
    firm = Enterprise.objects.order_by("pk").first()
    for kind, quantity in (("pipeline", 1.0), ("pressure_tank", 0.0)):
        ChemicalHoldingFactory(
            enterprise=firm,
            chemical=make_chlorine(),
            container_kind=kind,
            quantity_t=quantity,
            design_quantity_t=None,
            location=None,
        )
    area = area_of_park(park.pk, sun)
    found = vessels_of(area, sun)
    assert len(found.counted) == 2
    assert [row["reason"] for row in found.left_out] == ["no_frequency", "empty"]
    assert found.hidden == 0 and found.enterprises == 2


def test_a_site_must_have_an_area_and_something_to_compute(cast):
    sun = cast.sun
    park = park_world()
    with pytest.raises(InvalidInput):
        area_of_text("no polygon", "x")
    with pytest.raises(InvalidInput):
        area_of_text("POLYGON((119 29, 119.1 29.1, 119.1 29, 119 29.1, 119 29))", "x")
    with pytest.raises(InvalidInput):
        area_of_text("POLYGON((118 28, 120 28, 120 30, 118 30, 118 28))", "x")
    with pytest.raises(NotPermitted):
        order(park, cast.qian)
    empty = Polygon.from_bbox((119.30, 29.10, 119.301, 29.101))
    with pytest.raises(InvalidInput):
        order_assessment(area=area_of_text(empty.wkt, ""), settings=Settings(), actor=sun)
    bare = type(park).objects.get(pk=park.pk)
    type(park).objects.filter(pk=park.pk).update(boundary=None)
    with pytest.raises(InvalidInput):
        area_of_park(bare.pk, sun)


def test_an_enterprise_is_assessed_with_its_own_vessels_alone(cast):
    sun = cast.sun
    park_world()
    firm = Enterprise.objects.order_by("pk").first()
    area = area_of_enterprise(firm.pk, sun)
    found = vessels_of(area, sun)
    assert {v.owner for v in found.counted} == {firm.name}
    made = finish(order_assessment(area=area, settings=Settings(), actor=sun, title="厂区"))
    assert made.enterprise_id == firm.pk and made.title == "厂区"
    names = {row["name"] for row in made.inputs["people"]}
    assert {firm.name, "演示小学"} <= names
    assert any(row["kind"] == "enterprise" for row in made.inputs["targets"])


def test_thirty_days_of_a_station_make_the_rose(cast, monkeypatch):
    sun = cast.sun
    park_world()
    assert wind_of(LONGITUDE, LATITUDE, sun).is_default
    from anlan.decision.consequence.selectors import site_wind
    from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory

    station = DeviceFactory(location=Point(LONGITUDE, LATITUDE, srid=4326), name="演示气象站")
    points = {
        quantity: PointFactory(device=station, quantity=quantity)
        for quantity in (Quantity.WIND_SPEED, Quantity.WIND_DIRECTION)
    }
    now = int(clock.now().timestamp()) // 3600
    speed, direction = (points[q].pk for q in (Quantity.WIND_SPEED, Quantity.WIND_DIRECTION))
    recorded = {
        speed: {now - n: 4.0 for n in range(800)},
        direction: {now - n: 90.0 for n in range(800)},
    }
    monkeypatch.setattr(site_wind, "_hourly", recorded.__getitem__)
    found = wind_of(LONGITUDE, LATITUDE, sun)
    assert not found.is_default and found.hours == 800 and "演示气象站" in found.source
    assert found.rose.year[4].sum() == pytest.approx(1.0)
    recorded[direction] = {now - n: 90.0 for n in range(100)}
    assert wind_of(LONGITUDE, LATITUDE, sun).is_default


def test_the_report_names_every_source_and_both_digests(cast):
    sun = cast.sun
    load_reference()
    found = finish(order(park_world(), sun))
    paper = write_report(assessment_id=found.pk, actor=sun)
    _document, content = download_document(document_id=paper.id, actor=sun)
    word = WordDocument(BytesIO(content))
    cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
    text = "\n".join([*(p.text for p in word.paragraphs), *cells])
    for wanted in (
        found.digest,
        found.checksum,
        "GB 36894-2018",
        "GB/T 37243-2019",
        "CPR 18E",
        "演示小学",
        "未验证",
        "液氯储槽",
        science_version(),
    ):
        assert wanted in text, wanted
    assert "{{" not in text and "{%" not in text
    assert_audited("consequence.site.paper", found, by=sun)
    with pytest.raises(NotVisible):
        write_report(assessment_id=found.pk, actor=cast.qian)


def test_the_version_tells_the_sources_apart():
    version, _plus, digest = science_version().partition("+")
    assert version and len(digest) == 8 and len(science_version()) <= 20
