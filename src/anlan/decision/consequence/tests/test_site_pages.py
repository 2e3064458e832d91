"""Pages of site risk: from a park to its result, its paper and its map layer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.decision.consequence.models import SiteAssessment
from anlan.decision.consequence.tests.factories import load_reference
from anlan.decision.consequence.tests.site_world import coarsen, finish, order, park_world
from anlan.decision.consequence.views.fn_chart import fn_chart
from anlan.supervision.enterprises.models import Enterprise

pytestmark = pytest.mark.django_db

FORM = {
    "title": "园区评价",
    "basis": "in_use",
    "temperature_c": "20",
    "humidity_percent": "70",
    "terrain": "rural",
    "delayed_ignition": "0.9",
    "pool_area_m2": "1500",
    "gas_pressure_kpa": "1600",
}


@pytest.fixture(autouse=True)
def _coarse(monkeypatch):
    coarsen(monkeypatch)


def test_from_a_park_to_contours_the_curve_the_targets_and_the_report(client, sign_in):
    load_reference()
    park = park_world()
    sign_in(client, "bureau_officer")
    new = f"{reverse('consequence:new_site_risk')}?park={park.pk}"

    assert new in client.get(park.get_absolute_url()).content.decode()
    page = client.get(new).content.decode()
    assert "球罐" in page and "液氯储槽" in page and park.name in page
    wrong = client.post(new, {**FORM, "delayed_ignition": "2"})
    assert wrong.status_code == 422
    answer = client.post(new, FORM)
    assert answer.status_code == 303
    ordered = SiteAssessment.objects.get()
    assert ordered.park_id == park.pk and ordered.title == "园区评价"
    waiting = client.get(ordered.get_absolute_url()).content.decode()
    assert "<progress" in waiting and "site-risk-map" not in waiting
    report = reverse("consequence:site_report", args=[ordered.pk])
    assert client.post(report).status_code == 409

    finish(ordered)

    followed = client.get(ordered.get_absolute_url(), headers={"X-Live-Blocks": "site-progress"})
    assert 'id="site-progress"' in followed.content.decode()
    page = client.get(ordered.get_absolute_url()).content.decode()
    assert "site-risk-map" in page and "fn__curve" in page and "演示小学" in page
    assert 'id="site-progress"' not in page and "cpr18e_1999_leaks" in page
    found = client.get(reverse("consequence:site_contours", args=[ordered.pk])).json()
    assert found["digest"] and found["verification"] == "unverified" and found["features"]
    assert {f["properties"]["level"] for f in found["features"]} <= {1, 2, 3, 4}
    assert client.post(report).status_code == 303
    assert ordered.title in client.get(reverse("consequence:site_risks")).content.decode()
    again = f"{reverse('consequence:new_site_risk')}?former={ordered.pk}"
    assert again.replace("&", "&amp;") in page and client.get(again).status_code == 200
    assert ordered.get_absolute_url() in client.get(park.get_absolute_url()).content.decode()
    tile = client.get("/map/tiles/risk_contours/8/212/106.mvt")
    assert tile.status_code == 200 and len(tile.content) > 0


def test_an_area_is_drawn_where_no_dossier_gives_it(client, sign_in):
    park = park_world()
    sign_in(client, "bureau_officer")
    new = reverse("consequence:new_site_risk")
    page = client.get(new).content.decode()
    assert 'data-controller="outline"' in page and f"?park={park.pk}" in page
    assert client.post(new, FORM).status_code == 422
    refused = client.post(new, {**FORM, "boundary": "POINT(119 29)"})
    assert refused.status_code == 422
    answer = client.post(new, {**FORM, "boundary": park.boundary[0].wkt})
    assert answer.status_code == 303
    drawn = SiteAssessment.objects.get()
    assert drawn.park_id is None and drawn.enterprise_id is None
    nothing = "POLYGON((119.3 29.1, 119.301 29.1, 119.301 29.101, 119.3 29.101, 119.3 29.1))"
    assert client.post(new, {**FORM, "boundary": nothing}).status_code == 422
    again = client.get(f"{new}?former={drawn.pk}").content.decode()
    assert "Polygon" in again


def test_an_enterprise_finds_its_assessment_and_others_do_not(client, sign_in):
    park = park_world()
    firm = Enterprise.objects.order_by("pk").first()
    assessed = order(park)
    new = f"{reverse('consequence:new_site_risk')}?enterprise={firm.pk}"
    sign_in(
        client,
        "enterprise_manager",
        scope_kind="organisation",
        scope_value=str(firm.organisation_id),
    )
    assert client.get(new).status_code == 200
    assert client.post(new, FORM).status_code == 303
    own = SiteAssessment.objects.get(enterprise=firm)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert (
        own.get_absolute_url()
        in client.get(f"{firm.get_absolute_url()}?part=risk").content.decode()
    )
    for name in ("site_risk", "site_contours"):
        assert client.get(reverse(f"consequence:{name}", args=[assessed.pk])).status_code == 404
    sign_in(client, "township_officer", scope_value="330825101")
    assert client.get(own.get_absolute_url()).status_code == 404
    assert client.get(new).status_code == 404


def test_the_diagram_has_both_lines_and_every_step_of_the_curve():
    chart = fn_chart([[1.0, 1e-4], [10.0, 2e-6], [120.0, 3e-9]])
    assert chart["curve"].count("L") == 7
    assert chart["y_ticks"][0][1] == "10⁻⁹" and chart["x_ticks"][-1][1] == "10³"
    assert [row["zone"] for row in chart["table"]] == ["reduce", "reduce", "acceptable"]
    empty = fn_chart([])
    assert empty["curve"] == "" and empty["table"] == [] and empty["unacceptable"]
