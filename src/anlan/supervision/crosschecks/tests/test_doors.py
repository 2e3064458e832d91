"""Leads for other systems, on the phone, and as figures."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from anlan.base.field.public import FieldConflict, FieldInput
from anlan.base.notifications.models import Notification
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.testing import assert_state, make_actor
from anlan.supervision.crosschecks import reference
from anlan.supervision.crosschecks.field import leads_to_verify, perform_answer
from anlan.supervision.crosschecks.models import Lead
from anlan.supervision.crosschecks.rules.commitments import compare
from anlan.supervision.crosschecks.selectors.statistics import lead_figures
from anlan.supervision.crosschecks.services.checking import run_checks
from anlan.supervision.crosschecks.tests.factories import LeadFactory
from anlan.supervision.enterprises.tests.factories import ChemicalHoldingFactory, region
from anlan.supervision.hazards import reference as hazards_reference

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
API = "/api/v1/crosschecks/"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _rules(frozen_clock: Any) -> None:
    reference.load(SYSTEM)
    hazards_reference.load(SYSTEM)


@pytest.fixture
def lead() -> Lead:
    """A lead that a rule opened."""
    ChemicalHoldingFactory(quantity_t=60.0, design_quantity_t=50.0)
    (lead_id,) = run_checks(actor=SYSTEM, codes=["overstock"])
    return Lead.objects.get(pk=lead_id)


def test_the_api_lists_narrows_and_pages(lead: Lead, cast: Any, visit: Any) -> None:
    elsewhere = LeadFactory(region=region("330825101001", "别村"))
    second = LeadFactory(region=lead.region, level=1)
    client = visit(cast.zhao)

    first = client.get(API, {"limit": 1}).json()
    rest = client.get(API, {"after": first["next_after"]}).json()

    assert [item["id"] for item in first["items"]] == [lead.pk]
    assert [item["id"] for item in rest["items"]] == [second.pk]
    assert rest["next_after"] is None
    assert first["items"][0]["facts"][0]["label"]
    assert [i["id"] for i in client.get(API, {"level": 1}).json()["items"]] == [second.pk]
    assert client.get(API, {"state": "confirmed"}).json()["items"] == []
    assert client.get(API, {"state": "nonsense"}).status_code == 422
    assert client.get(f"{API}{lead.pk}/").json()["rule"] == "overstock"
    assert client.get(f"{API}{elsewhere.pk}/").status_code == 404
    assert {rule["code"] for rule in client.get(f"{API}rules/").json()} >= {"overstock"}
    assert visit(cast.qian).get(API).json()["items"] == []


def test_the_api_answers_a_lead_as_the_pages_do(lead: Lead, cast: Any, visit: Any) -> None:
    client = visit(cast.zhao)
    assert client.post(f"{API}{lead.pk}/confirm/", {}, JSON).status_code == 422
    assert client.post(f"{API}{lead.pk}/accept/").json()["state"] == "accepted"
    assert client.post(f"{API}{lead.pk}/accept/").status_code == 409

    done = client.post(f"{API}{lead.pk}/confirm/", {"reason": "现场核实属实"}, JSON).json()

    assert done["state"] == "confirmed"
    assert done["hazard_id"] is not None
    other = LeadFactory(region=lead.region)
    refused = visit(cast.sun).post(f"{API}{other.pk}/dismiss/", {"reason": "无"}, JSON)
    assert refused.status_code == 403
    explained = client.post(f"{API}{other.pk}/dismiss/", {"reason": "已变更登记"}, JSON)
    assert explained.json()["state"] == "dismissed"


def given(item: Any, actor: Any, **values: Any) -> FieldInput:
    """What the phone sends."""
    return FieldInput(uuid4(), {"item": item.key, **values}, (), clock.now(), item.version, actor)


def test_a_township_officer_answers_a_lead_on_the_phone_once(lead: Lead, cast: Any) -> None:
    LeadFactory(region=region("330825101001", "别村"))
    (item,) = leads_to_verify(cast.zhao)
    assert item.title == lead.title
    assert item.due_at is not None
    assert (lead.explanation in str(item.facts), item.level) == (True, lead.level)
    with pytest.raises(InvalidInput):
        perform_answer(given(item, cast.zhao, answer="dismiss"))  # without a reason
    with pytest.raises(InvalidInput):
        perform_answer(given(item, cast.zhao, answer="forget", reason="无"))

    outcome = perform_answer(given(item, cast.zhao, answer="dismiss", reason="登记量已变更"))

    assert outcome.subject.pk == lead.pk
    assert_state(lead, "dismissed")
    assert list(leads_to_verify(cast.zhao)) == []
    with pytest.raises(FieldConflict) as conflict:
        perform_answer(given(item, cast.zhao, answer="confirm", reason="属实"))
    assert [label for label, _v in conflict.value.theirs] == [
        label for label, _v in conflict.value.mine
    ]
    assert lead.hazard_id is None


def test_a_lead_taken_on_in_the_field_is_confirmed_there_later(lead: Lead, cast: Any) -> None:
    (item,) = leads_to_verify(cast.zhao)
    perform_answer(given(item, cast.zhao, answer="accept"))
    assert_state(lead, "accepted")
    (item,) = leads_to_verify(cast.zhao)
    perform_answer(given(item, cast.zhao, answer="confirm", reason="现场称重，确已超量"))
    lead.refresh_from_db()
    assert lead.hazard is not None
    assert "现场称重" in lead.hazard.description


def test_what_lies_elsewhere_is_not_answered(lead: Lead, cast: Any) -> None:
    (item,) = leads_to_verify(cast.zhao)
    with pytest.raises(NotVisible):
        perform_answer(given(item, cast.qian, answer="dismiss", reason="无"))
    broken = SimpleNamespace(key="1; drop", version="open")
    with pytest.raises(NotVisible):
        perform_answer(given(broken, cast.zhao, answer="dismiss", reason="无"))


def test_the_figures_cross_foot_and_tell_the_median(cast: Any, visit: Any) -> None:
    bureau = make_actor("科长", role="bureau_officer")
    now = clock.now()
    for hours, state in ((2, "confirmed"), (4, "dismissed"), (30, "dismissed")):
        LeadFactory(state=state, opened_at=now - timedelta(hours=48),
                    closed_at=now - timedelta(hours=48 - hours))  # fmt: skip
    LeadFactory(opened_at=now)
    LeadFactory(opened_at=now - timedelta(days=200))  # long ago

    rows, total = lead_figures(bureau, now - timedelta(days=90))

    (row,) = [row for row in rows if row.leads]
    assert row.rule is not None
    assert (row.rule.pk, row.leads, row.to_answer) == ("overstock", 4, 1)
    assert (row.confirmed, row.explained, row.confirmed_percent) == (1, 2, 33)
    assert row.median_hours == 4.0
    for name in ("leads", "to_answer", "confirmed", "explained"):
        assert getattr(total, name) == sum(getattr(row, name) for row in rows)
    assert total.leads == total.to_answer + total.confirmed + total.explained
    page = visit(bureau).get("/crosschecks/rules/")
    assert page.context["page"]["lead_total"] == total
    assert "33" in page.text


def permit(pk: int, kind: str, grade: str = "only", name: str = "") -> Any:
    """A permit as the rule sees it."""
    return SimpleNamespace(id=pk, kind=kind, grade=grade, kind_name=name or kind)


@pytest.mark.parametrize(
    ("announced", "permits", "wrong", "unread"),
    [
        ({}, [], {}, ()),
        ({"lifting": 1}, [permit(1, "lifting")], {}, ()),
        ({"lifting": 2}, [permit(1, "lifting")], {"lifting": (2, 1)}, ()),
        ({}, [permit(1, "hot_work", "special")], {"hot_work_special": (0, 1)}, ()),
        # A line without a number says nothing, neither does its permit.
        ({"lifting": None}, [permit(1, "lifting")], {}, ("lifting",)),
        ({"lifting": "2"}, [permit(1, "lifting")], {}, ("lifting",)),
        ({"lifting": -1}, [], {}, ("lifting",)),
        ({"lifting": True}, [], {}, ("lifting",)),
        # Work that only one side can name.
        ({"radiography": 3}, [], {}, ("radiography",)),
        ({}, [permit(1, "radiography")], {}, ()),
        ({"radiography": 3}, [permit(1, "radiography")], {"radiography": (3, 1)}, ()),
        ({"radiography": 0}, [], {}, ()),
        # Hot work is compared as a whole where a grade is not said.
        ({"hot_work": 2}, [permit(1, "hot_work", "special"), permit(2, "hot_work", "second")],
         {}, ()),
        ({"hot_work_1": 1}, [permit(1, "hot_work", "upgraded")], {}, ()),
        ({"hot_work_1": 2}, [permit(1, "hot_work", "upgraded")], {"hot_work": (2, 1)}, ()),
        ({"hot_work": None, "lifting": 1}, [permit(1, "hot_work", "first")],
         {"lifting": (1, 0)}, ("hot_work",)),
    ],
)  # fmt: skip
def test_only_what_both_sides_can_name_is_compared(
    announced: dict[str, Any],
    permits: list[Any],
    wrong: dict[str, tuple[int, int]],
    unread: tuple[str, ...],
) -> None:
    found = compare(announced, permits)
    assert dict(found.wrong) == wrong
    assert found.unread == unread
    assert set(found.line_of) == {p.id for p in permits}


def test_the_notice_says_what_to_do_until_when(lead: Lead, cast: Any) -> None:
    notices = Notification.objects.filter(kind="crosschecks.lead")
    for notice in notices:
        assert lead.title in notice.title
        assert lead.explanation in notice.body
        assert str(clock.now().year) not in notice.title
