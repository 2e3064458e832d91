"""Incidents through HTTP: status, rights, facts shown."""

from __future__ import annotations

import pytest
from django.utils import timezone
from lxml import html

from anlan.base.accounts.tests.factories import account_with
from anlan.command.incidents.models import Incident, IncidentReport
from anlan.command.incidents.tests.factories import (
    LATITUDE,
    LONGITUDE,
    load_reference,
    make_incident,
)
from anlan.kernel import clock


@pytest.fixture
def reference(db, settings, tmp_path):
    """Load the tables."""
    settings.MEDIA_ROOT = tmp_path
    load_reference()


@pytest.fixture
def signed_in(client, reference):
    """Return a function that signs in with a role."""

    def sign_in(role, **scope):
        user = account_with(role, **scope)
        client.force_login(user)
        session = client.session
        session["second_factor"] = True
        session.save()
        return client

    return sign_in


def intake(**more):
    return {
        "source": "119",
        "kind": "chemical",
        "title": "演示园区氯气泄漏",
        "occurred_at": f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}",
        "region": "330825100000",
        "longitude": LONGITUDE,
        "latitude": LATITUDE,
        **more,
    }


def test_the_list_and_the_object_open_with_a_fixed_number_of_queries(
    signed_in, django_assert_max_num_queries
):
    incident = make_incident(facts={"deaths": 1, "details": {"substance": "氯"}})
    client = signed_in("duty_officer")
    assert incident.title in client.get("/incidents/").content.decode()
    page = client.get(incident.get_absolute_url())
    assert page.status_code == 200
    assert incident.number in page.content.decode()
    for _n in range(3):
        make_incident()
    with django_assert_max_num_queries(30):
        client.get("/incidents/")


def test_outside_ones_area_it_does_not_exist_and_inside_the_right_is_needed(signed_in):
    incident = make_incident()
    url = incident.get_absolute_url()
    outside = signed_in("township_officer", scope_value="330825101")
    assert outside.get(url).status_code == 404
    assert outside.post(f"{url}step/cancel/", {"reason": "x"}).status_code == 404
    inside = signed_in("county_leader")
    assert inside.get(url).status_code == 200
    assert inside.post(f"{url}step/cancel/", {"reason": "x"}).status_code == 403
    assert inside.get(f"{url}facts/").status_code == 403


def test_an_incident_is_taken_in_on_the_page_and_a_duplicate_is_asked_about(signed_in):
    client = signed_in("duty_officer")
    make_incident(title="演示园区先前的接报")
    answer = client.post("/incidents/open/", intake())
    assert answer.status_code == 422
    assert "演示园区先前的接报" in answer.content.decode()
    answer = client.post("/incidents/open/", intake(confirmed_new="on", deaths="3"))
    assert answer.status_code == 303
    assert Incident.objects.get(title="演示园区氯气泄漏").grade == 3
    assert client.post("/incidents/open/", intake(title="")).status_code == 422


def test_facts_cause_note_and_report_through_the_pages(signed_in):
    incident = make_incident(caller_phone="00012345678", caller_name="群众演示")
    client = signed_in("duty_officer")
    url = incident.get_absolute_url()
    form = client.get(f"{url}facts/").context["form"]
    values = {name: form[name].value() or 0 for name in ("deaths", "missing", "serious_injuries")}
    values |= dict.fromkeys(("acute_poisonings", "minor_injuries", "trapped", "evacuated"), 0)
    answer = client.post(f"{url}facts/", {**values, "deaths": 10, "direct_loss": "1.5"})
    assert answer.status_code == 303
    incident.refresh_from_db()
    assert incident.grade == 2
    assert client.post(f"{url}facts/", {**values, "deaths": -1}).status_code == 422
    assert client.post(f"{url}note/", {"text": "消防到场"}).status_code == 303
    assert client.post(f"{url}caller/").content.decode() == "00012345678"
    assert client.post(f"{url}cause/", {"cause": "已更换垫片"}).status_code == 303
    assert client.post(f"{url}verify-cause/").status_code == 403
    assert client.post(f"{url}draft/?kind=initial").status_code == 303
    report = IncidentReport.objects.get()
    assert "死亡10人" in client.get(report.get_absolute_url()).content.decode()
    edit = f"{report.get_absolute_url()}edit/"
    fields = {name: client.get(edit).context["form"][name].value() for name in form_fields()}
    assert client.post(edit, {**fields, "signatory": "林指挥"}).status_code == 303
    assert client.post(f"{report.get_absolute_url()}step/submit/").status_code == 303
    report.refresh_from_db()
    assert report.state == "submitted"
    download = client.get(f"/documents/{report.document_id}/")
    assert download.status_code == 200
    assert download.content[:2] == b"PK"
    receipt = client.post(f"{report.get_absolute_url()}receipt/", {"receipt_number": "衢收1"})
    assert receipt.status_code == 303
    other = make_incident(title="演示重复接报")
    merge = f"/incidents/{other.pk}/merge/"
    assert client.get(merge).status_code == 200
    assert client.post(merge, {"parent": incident.pk}).status_code == 303
    assert client.get(url).status_code == 200


def form_fields():
    from anlan.command.incidents.forms import ReportForm

    return ReportForm._meta.fields


def test_the_api_gives_the_same(signed_in):
    client = signed_in("duty_officer")
    incident = make_incident()
    base = f"/api/v1/incidents/{incident.pk}/"
    assert client.get("/api/v1/incidents/").json()[0]["number"] == incident.number
    assert client.get(base).json()["facts"]["deaths"] == 0
    answer = client.post(f"{base}facts/", {"deaths": 30}, content_type="application/json")
    assert answer.json()["grade"] == 1
    opened = client.post(
        "/api/v1/incidents/",
        {"title": "演示火情", "kind": "fire", "region_code": "330825100000"},
        content_type="application/json",
    )
    assert opened.status_code == 201
    refused = client.post("/api/v1/incidents/", {"title": ""}, content_type="application/json")
    assert refused.status_code == 422
    assert client.get(f"{base}timeline/").json()
    report = client.post(f"{base}reports/", {"kind": "initial"}, content_type="application/json")
    assert report.status_code == 201
    assert len(client.get(f"{base}reports/").json()) == 1
    assert client.get("/api/v1/incidents/99999999/").status_code == 404


def test_an_incident_is_taken_in_at_an_enterprise(signed_in):
    from anlan.base.regions.tests.factories import RegionFactory
    from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

    RegionFactory(county=True)
    RegionFactory()
    enterprise = EnterpriseFactory(region_code="330825100000")
    client = signed_in("duty_officer")
    form = client.get(f"/incidents/open/?enterprise={enterprise.pk}").context["form"]
    assert form.initial["enterprise"] == enterprise.pk
    answer = client.post("/incidents/open/", intake(enterprise=enterprise.pk))
    assert answer.status_code == 303
    assert Incident.objects.get().organisation_id == enterprise.organisation_id
    page = client.get(enterprise.get_absolute_url())
    assert f"/incidents/open/?enterprise={enterprise.pk}" in page.content.decode()


def test_a_live_refresh_gets_the_blocks_of_the_page_it_asks_for_as_they_stand_there(signed_in):
    incident = make_incident(facts={"deaths": 1, "details": {"substance": "氯"}})
    client = signed_in("duty_officer")
    url = incident.get_absolute_url()
    with clock.freeze(clock.now()):
        page = blocks_of(client.get(url))
        live = [block for block in page if block.startswith(("object-", "panel-"))]
        assert {"object-head", "object-facts", "object-timeline", "panel-clocks"} <= set(live)
        for block in live:
            answer = client.get(url, headers={"X-Live-Blocks": block})
            found = blocks_of(answer)
            assert found[block] == page[block]
            assert b"<nav id" not in answer.content and "<title>" not in answer.content.decode()
            if block.startswith("panel-"):
                assert {other for other in found if other.startswith("panel-")} <= OWN | {block}
        inside = client.get(url, headers={"X-Live-Blocks": "object-head something-inside"})
        assert blocks_of(inside) == page, "what lies inside a block needs the whole page"


#: Panels of the incident's own app are gathered together.
OWN = {f"panel-{name}" for name in ("clocks", "reports", "metrics", "papers")}


def blocks_of(answer):
    """What each element with an id says."""
    assert answer.status_code == 200
    tree = html.fromstring(answer.content.decode())
    for token in tree.xpath('//input[@name="csrfmiddlewaretoken"]'):
        token.getparent().remove(token)
    return {
        element.get("id"): " ".join(
            html.tostring(element, encoding="unicode", with_tail=False).split()
        )
        for element in tree.xpath('//*[starts-with(@id, "object-") or starts-with(@id, "panel-")]')
    }
