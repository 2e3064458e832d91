"""The plant boundary drawn on its page, and what the calculation says of who counts."""

from __future__ import annotations

import json

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited
from anlan.supervision.enterprises.models import PlantPlan
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.installations.models import DutyRule, StandardValue
from anlan.supervision.installations.population import PopulationItem, register_population
from anlan.supervision.installations.services.identification import identify_installation
from anlan.supervision.installations.services.installations import (
    create_installation,
    read_boundary,
    set_boundary,
)
from anlan.supervision.installations.services.standard import confirm_duty_rule, confirm_value

pytestmark = pytest.mark.django_db
SQUARE = json.dumps(
    {
        "type": "Polygon",
        "coordinates": [
            [
                [119.17, 29.026],
                [119.182, 29.026],
                [119.182, 29.03],
                [119.17, 29.03],
                [119.17, 29.026],
            ]
        ],
    }
)


def test_a_boundary_is_drawn_for_every_unit_of_the_plant(unit, plant, manager, visit):
    other = create_installation(
        enterprise_id=plant.pk, name="装卸台", kind="production", actor=manager
    )
    client = visit(manager)
    address = reverse("installations:boundary", args=[unit.pk])
    assert address in client.get(unit.get_absolute_url()).text

    answer = client.post(address, {"boundary": SQUARE, "is_for_plant": "on", "reason": "规划红线"})

    assert answer.status_code == 303
    for each in (unit, other):
        each.refresh_from_db()
        assert each.boundary.extent == (119.17, 29.026, 119.182, 29.03)
    assert unit.runs.first().area_basis == "boundary"
    assert_audited("installations.installation.changed", unit, by=manager)
    assert "119.182" in client.get(address).text


def test_a_boundary_of_one_unit_leaves_the_others_and_can_be_taken_away(unit, plant, manager):
    other = create_installation(
        enterprise_id=plant.pk, name="装卸台", kind="production", actor=manager
    )
    set_boundary(installation_id=unit.pk, boundary=SQUARE, actor=manager)
    other.refresh_from_db()
    assert other.boundary is None

    set_boundary(installation_id=unit.pk, boundary="", actor=manager)

    unit.refresh_from_db()
    assert unit.boundary is None
    assert unit.runs.first().area_basis == "vessels"


@pytest.mark.parametrize(
    "text",
    [
        "POINT(1 2)",
        '{"type": "Polygon"}',
        "POLYGON((0 0,1 1,0 1,1 0,0 0))",  # crosses itself
        "<script>",
    ],
)
def test_anything_but_one_polygon_is_refused_and_nothing_changes(unit, manager, visit, text):
    with pytest.raises(InvalidInput):
        set_boundary(installation_id=unit.pk, boundary=text, actor=manager)
    address = reverse("installations:boundary", args=[unit.pk])
    assert visit(manager).post(address, {"boundary": text}).status_code == 422
    unit.refresh_from_db()
    assert unit.boundary is None


def test_the_outline_of_a_plan_of_the_dossier_is_offered(unit, plant, manager, visit, cast):
    transform = {
        "a": 1.0, "b": 0.0, "c": 0.0, "d": 0.0, "e": -1.0, "f": 0.0,
        "longitude": 119.17, "latitude": 29.03,
    }  # fmt: skip
    plan = PlantPlan.objects.create(
        enterprise=plant, title="总平面图", width=400, height=300, transform=transform
    )
    PlantPlan.objects.create(enterprise=plant, title="未配准", width=4, height=3)
    client = visit(manager)
    address = reverse("installations:boundary", args=[unit.pk])
    assert "未配准" not in client.get(address).text

    form = client.get(address, {"plan": plan.pk}).context["form"]

    ring = json.loads(form.initial["boundary"])["coordinates"][0]
    assert len(ring) == 5
    assert ring[0] == ring[-1] == pytest.approx([119.17, 29.03])
    assert ring[2][1] < 29.03 < ring[2][0]
    assert visit(cast.zhao).get(address).status_code == 403


def test_the_calculation_says_who_counts_and_by_which_rule(unit, manager, officer, visit):
    EnterpriseFactory(employees=40, location=Point(119.175, 29.028, srid=4326))
    register_population(
        "test", lambda area: [PopulationItem("演示新村", "residents", 20, 119.172, 29.028)]
    )
    run = identify_installation(installation_id=unit.pk, actor=manager)
    client = visit(manager)

    rule = client.get(run.get_absolute_url()).context["page"]["counting"]

    assert (rule["residents"], rule["employees"], rule["with_employees"]) == (20, 40, True)
    assert (run.people, run.alpha) == (60, 1.5)
    assert "常住人口" in rule["note"]
    assert not rule["is_verified"]
    value = StandardValue.objects.get(table="r", code="count_employees")
    confirm_value(value_id=value.pk, citation="县应急管理局口径（演示）", value=0, actor=officer)
    page = client.get(run.get_absolute_url()).context["page"]["counting"]
    assert page["with_employees"]  # what this run did
    assert page["is_changed"]
    again = identify_installation(installation_id=unit.pk, actor=manager)
    page = client.get(again.get_absolute_url()).context["page"]["counting"]
    assert (again.people, page["with_employees"], page["is_changed"]) == (20, False, False)


def test_an_officer_confirms_a_duty_with_what_he_read(tables, officer, manager, cast, visit):
    rule = DutyRule.objects.get(code="principal.inspect")
    address = reverse("installations:confirm_duty_rule", args=[rule.pk])
    facts = {"citation": "应急厅〔2021〕12号第四条，第2页", "period": "quarter", "is_active": "on"}
    assert visit(cast.zhao).post(address, facts).status_code == 403
    client = visit(officer)
    assert rule.get_absolute_url() in client.get(reverse("installations:duty_rules")).text
    assert address in client.get(rule.get_absolute_url()).text
    assert client.post(address, {**facts, "citation": " "}).status_code == 422

    assert client.post(address, facts).status_code == 303

    rule.refresh_from_db()
    assert (rule.is_verified, rule.period, rule.is_active) == (True, "quarter", True)
    assert rule.confirmed_by == officer.display_name
    assert_audited("installations.duty_rule.confirmed", rule, by=officer)
    with pytest.raises(NotPermitted):
        confirm_duty_rule(rule_id=rule.pk, citation="x", actor=manager)
    with pytest.raises(InvalidInput):
        confirm_duty_rule(rule_id=rule.pk, citation="x", period="fortnight", actor=officer)


def test_a_confirmed_duty_survives_a_new_load(tables, officer):
    from anlan.kernel.actor import system_actor
    from anlan.supervision.installations import reference

    rule = DutyRule.objects.get(code="principal.inspect")
    confirm_duty_rule(rule_id=rule.pk, citation="原文第2页", period="year", actor=officer)

    reference.load(system_actor("test"))

    rule.refresh_from_db()
    assert (rule.period, rule.is_verified) == ("year", True)


def test_a_boundary_outside_the_earth_is_refused():
    with pytest.raises(InvalidInput) as refused:
        read_boundary("POLYGON((0 0, 1e308 0, 1 1, 0 0))")
    assert set(refused.value.fields) == {"boundary"}
