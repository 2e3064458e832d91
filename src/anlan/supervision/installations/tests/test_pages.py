"""The pages of installations, through HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.testing import make_actor
from anlan.supervision.enterprises.tests.factories import OTHER_VILLAGE, EnterpriseFactory
from anlan.supervision.installations import desk
from anlan.supervision.installations.models import Commitment, DutyTask, Filing, StandardValue
from anlan.supervision.installations.services.commitments import prepare_commitment
from anlan.supervision.installations.services.duties import appoint_responsible, generate_duties
from anlan.supervision.installations.tests.factories import InstallationFactory

pytestmark = pytest.mark.django_db


def test_an_officer_sees_the_units_of_his_township_only(unit, cast, visit):
    other = InstallationFactory(enterprise=EnterpriseFactory(region_code=OTHER_VILLAGE))
    client = visit(cast.zhao)

    response = client.get(reverse("installations:list"), {"tab": "all"})

    assert unit.name in response.text
    assert other.name not in response.text
    assert client.get(other.get_absolute_url()).status_code == 404
    assert visit(cast.qian).get(reverse("installations:list")).status_code == 403
    assert Client().get(reverse("installations:list")).status_code == 302


def test_the_queries_of_the_list_do_not_grow_with_the_rows(
    unit, officer, visit, django_assert_max_num_queries
):
    client = visit(officer)
    address = reverse("installations:list")
    client.get(address, {"tab": "all"})
    for _n in range(12):
        InstallationFactory()
    with django_assert_max_num_queries(25):
        assert client.get(address, {"tab": "all"}).status_code == 200


def test_the_calculation_can_be_followed_by_hand(unit, manager, visit):
    run = unit.runs.first()

    text = visit(manager).get(run.get_absolute_url()).text

    assert "12.0000" in text
    assert "48.0000" in text
    assert "24.0000" in text  # R, alpha 0.5
    assert "R = α · Σ(β·q/Q) = 0.5 × 48.0000" in text


@pytest.mark.parametrize(
    "name", ["statistics", "checks", "filings", "duties", "duty_rules", "values", "commitments"]
)
def test_every_overview_opens(unit, officer, visit, name):
    response = visit(officer).get(reverse(f"installations:{name}"))

    assert response.status_code == 200


def test_the_statistics_cross_foot(unit, officer, visit):
    page = visit(officer).get(reverse("installations:statistics")).context["page"]

    *levels, total = page["grades"]
    assert total["count"] == sum(row["count"] for row in levels) == 1
    for row in page["grades"]:
        assert row["count"] == row["filed"] + row["expired"] + row["never"]
    figures = page["commitments"]
    assert figures["due"] == figures["signed"] + figures["missing"]


def test_a_unit_is_entered_and_its_vessels_chosen_in_two_forms(plant, manager, visit):
    client = visit(manager)
    facts = {"enterprise_id": plant.pk, "name": "新罐区", "kind": "storage"}
    answer = client.post(reverse("installations:create"), facts)
    assert answer.status_code == 303
    vessels = [str(pk) for pk in plant.holdings.values_list("pk", flat=True)]

    answer = client.post(answer["Location"], {"holding_ids": vessels})

    assert answer.status_code == 303
    text = client.get(answer["Location"]).text
    assert "12.000" in text
    shown = client.get(plant.get_absolute_url()).text
    assert "新罐区" in shown


def test_a_filing_is_applied_for_and_filed_through_the_pages(unit, manager, officer, visit):
    facts = {
        "trigger": "first",
        "assessed_on": clock.today() - timedelta(days=1),
        "assessor": "演示评价",
    }
    answer = visit(manager).post(reverse("installations:create_filing", args=[unit.pk]), facts)
    assert answer.status_code == 303
    filing = Filing.objects.get()
    for actor, step in ((manager, "submit"), (officer, "accept")):
        address = reverse("installations:filing_transition", args=[filing.pk, step])
        assert visit(actor).post(address).status_code == 303
    address = reverse("installations:register_filing", args=[filing.pk])
    assert visit(officer).post(address, {"number": "", "filed_on": ""}).status_code == 422
    facts = {"number": "BA9", "filed_on": clock.today()}
    assert visit(officer).post(address, facts).status_code == 303
    assert "BA9" in visit(manager).get(unit.get_absolute_url()).text


def test_the_day_is_written_and_signed_through_the_pages(unit, plant, manager, visit):
    client = visit(manager)
    answer = client.post(reverse("installations:today"))
    draft = Commitment.objects.get()
    assert answer["Location"] == reverse("installations:write_commitment", args=[draft.pk])
    form = client.get(answer["Location"]).context["form"]
    facts = {name: form.get_initial_for_field(f, name) or 0 for name, f in form.fields.items()}
    facts |= {n: "" for n in form.fields if n.startswith("w")}
    facts |= {"w1_workshop": "罐区", "w1_level": "4", "level": "4", "measures": "", "op_lifting": 2}
    facts["statement"] = draft.statement

    assert client.post(answer["Location"], facts).status_code == 303
    assert client.post(reverse("installations:sign_commitment", args=[draft.pk])).status_code == 303

    draft.refresh_from_db()
    assert (draft.state, draft.operations) == ("signed", {"lifting": 2})
    calendar = client.get(reverse("installations:calendar", args=[plant.pk]))
    assert draft.get_absolute_url() in calendar.text


def test_a_duty_is_done_on_its_page_and_the_board_names_the_person(unit, plant, manager, visit):
    person = plant.contacts.first().person
    appoint_responsible(
        installation_id=unit.pk, role="operational", person_id=person.pk, actor=manager
    )
    generate_duties(actor=system_actor("test"))
    task = DutyTask.objects.first()
    client = visit(manager)

    answer = client.post(
        reverse("installations:complete_duty", args=[task.pk]), {"note": "检查完成"}
    )

    assert answer.status_code == 303
    assert "检查完成" in client.get(task.get_absolute_url()).text
    assert person.name in client.get(reverse("installations:board", args=[unit.pk])).text


def test_a_value_is_confirmed_on_its_page(tables, officer, cast, visit):
    value = StandardValue.objects.get(table="1", code="12")
    address = reverse("installations:confirm_value", args=[value.pk])
    assert visit(cast.zhao).post(address, {"citation": "x"}).status_code == 403

    answer = visit(officer).post(address, {"citation": "GB 18218-2018 第2页", "number": ""})

    assert answer.status_code == 303
    value.refresh_from_db()
    assert value.is_verified


def test_desks_search_and_the_api_know_the_units(unit, plant, manager, officer, visit):
    leader = make_actor("县领导", role="county_leader")
    for actor in (manager, officer, leader):
        assert visit(actor).get("/").status_code == 200
    assert unit.name in visit(officer).get("/search/", {"q": "液氯罐区"}).text
    client = visit(officer)
    found = client.get("/api/v1/installations/", {"major": "true"}).json()
    assert [item["id"] for item in found["items"]] == [unit.pk]
    run = client.get(f"/api/v1/installations/{unit.pk}/run").json()
    assert run["s_index"] == pytest.approx(12)
    address = f"/api/v1/installations/commitments/{plant.pk}/{clock.today()}"
    assert client.get(address).status_code == 404
    prepare_commitment(enterprise_id=plant.pk, actor=manager)
    assert client.get(address).json()["state"] == "draft"


def test_desks_open_while_the_rules_of_the_county_are_not_loaded(unit, manager, officer):
    StandardValue.objects.filter(code="commitment_hour").delete()
    assert [item.due for item in desk.to_sign(manager)] == [None]
    assert desk.not_committed(officer) is None
