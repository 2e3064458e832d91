"""Pages and API: status, rights, the facts on them."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from anlan.command.incidents.tests.factories import load_reference as load_incidents
from anlan.command.incidents.tests.factories import make_incident
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.tests.factories import (
    LATITUDE,
    LONGITUDE,
    load_reference,
    make_chlorine,
    make_propane,
    make_run,
    release_inputs,
    township,
)
from anlan.supervision.enterprises.tests.factories import ChemicalHoldingFactory, EnterpriseFactory

pytestmark = pytest.mark.django_db


def form(**changes):
    """The form of a run as a browser posts it."""
    values = {
        "chemical": make_chlorine().pk,
        "scenario": "toxic",
        "release": "hole",
        "quantity_t": "1",
        "hole_mm": "25",
        "duration_min": "30",
        "longitude": str(LONGITUDE),
        "latitude": str(LATITUDE),
        "terrain": "rural",
        "head_m": "2",
        "height_m": "0",
        "wind_speed_m_s": "3",
        "wind_from_deg": "45",
        "temperature_c": "20",
        "humidity_percent": "60",
        "stability": "auto",
        **changes,
    }
    return {name: value for name, value in values.items() if value != ""}


def test_from_an_incident_to_zones_the_next_wind_and_the_comparison(client, sign_in):
    load_incidents()
    load_reference()
    township()
    firm = EnterpriseFactory()
    tank = ChemicalHoldingFactory(enterprise=firm, chemical=make_chlorine(), quantity_t=1.0)
    incident = make_incident(enterprise_id=firm.pk)
    sign_in(client, "duty_officer")

    page = client.get(incident.get_absolute_url()).content.decode()
    new = f"{reverse('consequence:create')}?incident={incident.pk}"
    assert new in page
    page = client.get(new).content.decode()
    assert tank.container in page and "preset=0" in page and 'value="1.0"' in page
    assert client.get(f"{new}&vessel={tank.pk}&preset=0").status_code == 200
    wrong = client.post(new, form(wind_speed_m_s="0.1"))
    assert wrong.status_code == 422 and "0.5" in wrong.content.decode()
    assert client.post(new, form(quantity_t="x")).status_code == 422
    answer = client.post(new, form())
    assert answer.status_code == 303
    run = ConsequenceRun.objects.get()
    assert (run.incident_id, run.enterprise_id) == (incident.pk, firm.pk)

    page = client.get(run.get_absolute_url()).content.decode()
    assert "britter_mcquaid1988" in page and "consequence-map" in page and "AEGL-3" in page
    again = reverse("consequence:rerun", args=[run.pk])
    assert client.get(again).status_code == 200
    wind = {k: v for k, v in form(wind_from_deg="180").items() if k not in ("chemical", "scenario")}
    assert client.post(again, wind).status_code == 303
    later = ConsequenceRun.objects.first()
    assert later.former == run
    compare = f"{reverse('consequence:compare')}?a={run.pk}&b={later.pk}"
    assert compare.replace("&", "&amp;") in client.get(later.get_absolute_url()).content.decode()
    page = client.get(compare).content.decode()
    assert "A " in page and "180" in page
    assert client.get(f"{reverse('consequence:compare')}?a=x").status_code == 422
    assert run.get_absolute_url() in client.get(incident.get_absolute_url()).content.decode()
    assert later.get_absolute_url() in client.get(reverse("consequence:list")).content.decode()

    measures = client.get(reverse("consequence:measures", args=[run.pk])).content.decode()
    assert firm.name in measures
    orders = client.post(reverse("consequence:orders", args=[run.pk]), {"orders": ["warn"]})
    assert orders.status_code == 409
    warning = client.get(reverse("consequence:warning", args=[run.pk]))
    assert warning["Content-Type"] == "application/cap+xml"
    sheet = client.post(reverse("consequence:sheet", args=[run.pk]))
    assert sheet.status_code == 303
    assert client.get(sheet["Location"]).status_code == 200
    zones = client.get(reverse("consequence:zones", args=[run.pk])).json()
    assert [f["properties"]["kind"] for f in zones["features"]] == [0, 1, 2, 3]
    assert zones["stamp"] and zones["verification"] == "unverified"


def test_a_run_is_hidden_outside_ones_area(client, sign_in):
    run = make_run()
    sign_in(client, "township_officer", scope_value="330825101")
    for name in ("detail", "rerun", "measures", "warning", "zones"):
        assert client.get(reverse(f"consequence:{name}", args=[run.pk])).status_code == 404
    assert client.get(f"/api/v1/consequence/runs/{run.pk}").status_code == 404
    assert client.get("/api/v1/consequence/runs").json() == []


def test_a_run_shows_what_other_models_say_and_how_long_a_house_protects(client, sign_in):
    run = make_run()
    sign_in(client, "duty_officer")
    page = client.get(reverse("consequence:detail", args=[run.pk])).content.decode()
    assert "其他模型结果" in page and "britter_mcquaid1988" in page
    assert "就地避险（关闭门窗）" in page and "indoor_well_mixed" in page
    zones = client.get(reverse("consequence:zones", args=[run.pk])).json()["features"]
    others = [f["properties"]["others"] for f in zones if f["properties"]["kind"]]
    assert all(other["britter_mcquaid1988"] > 0.0 for other in others)


def test_the_form_computes_a_blast_by_the_chosen_method(client, sign_in):
    township()
    sign_in(client, "duty_officer")
    values = form(
        chemical=make_propane().pk,
        scenario="explosion",
        release="sudden",
        quantity_t=20,
        explosion="multi_energy",
        congestion="high",
        congested_m3=2000,
    )
    answer = client.post(reverse("consequence:create"), values)
    assert answer.status_code == 303, answer.content.decode()[:500]
    made = ConsequenceRun.objects.first()
    assert [m["id"] for m in made.model_list][-1] == "van_den_berg1985"
    assert {other["id"] for other in made.others} == {"ccps1994_tnt", "tang_baker1999"}
    wrong = client.post(reverse("consequence:create"), {**values, "congestion": "none"})
    assert wrong.status_code == 422


def test_the_interface_computes_and_names_what_to_mend(client, sign_in):
    run = make_run()
    sign_in(client, "duty_officer")
    body = {**release_inputs().stored(), "former_id": run.pk}
    made = client.post("/api/v1/consequence/runs", body, content_type="application/json")
    assert made.status_code == 200, made.content
    assert made.json()["former_id"] == run.pk
    assert [z["kind"] for z in made.json()["zones"]] == [0, 1, 2, 3]
    zones = client.get(f"/api/v1/consequence/runs/{made.json()['id']}/zones").json()
    assert zones["type"] == "FeatureCollection"
    wrong = client.post(
        "/api/v1/consequence/runs",
        {**body, "release": "rate"},
        content_type="application/json",
    )
    assert wrong.status_code == 422 and "rate_kg_s" in wrong.json()["fields"]


def test_a_toxic_release_is_computed_and_stored_in_time(client, sign_in):
    make_run()  # the tables are read once
    sign_in(client, "duty_officer")
    body = release_inputs().stored()
    spent = []
    for _try in range(5):
        began, started = time.perf_counter(), time.process_time()
        answer = client.post("/api/v1/consequence/runs", body, content_type="application/json")
        spent.append(time.process_time() - started)
        assert answer.status_code == 200
        told = ConsequenceRun.objects.latest("pk").computed_ms
        assert 0 < told <= (time.perf_counter() - began) * 1000.0
    assert min(spent) < 0.3
