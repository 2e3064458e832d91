"""A lead has a clock, one holder, and ends as a hazard or with an explanation."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.supervision.crosschecks import reference
from anlan.supervision.crosschecks.events import LeadAnswered, LeadOpened
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead
from anlan.supervision.crosschecks.services.checking import run_checks
from anlan.supervision.crosschecks.services.leads import accept_lead, confirm_lead, dismiss_lead
from anlan.supervision.crosschecks.services.rules import change_rule
from anlan.supervision.crosschecks.tests.factories import LeadFactory
from anlan.supervision.enterprises.tests.factories import ChemicalHoldingFactory, region
from anlan.supervision.hazards import reference as hazards_reference

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture(autouse=True)
def _rules(frozen_clock: Any) -> None:
    reference.load(SYSTEM)
    hazards_reference.load(SYSTEM)


def opened() -> Lead:
    """A lead that a rule opened."""
    ChemicalHoldingFactory(quantity_t=60.0, design_quantity_t=50.0)
    (lead_id,) = run_checks(actor=SYSTEM, codes=["overstock"])
    return Lead.objects.get(pk=lead_id)


def test_a_contradiction_opens_one_lead_with_a_clock_however_often_it_is_seen() -> None:
    lead = opened()
    assert_audited("crosschecks.lead.opened", lead)
    assert_emitted(LeadOpened, lead_id=lead.pk)
    (clock_,) = deadlines_of(lead)
    assert clock_.rule_code == "crosschecks.answer_orange"
    assert run_checks(actor=SYSTEM, codes=["overstock"]) == []
    assert Lead.objects.count() == 1


def test_a_confirmed_lead_is_a_hazard_and_its_clock_is_met(cast: Any) -> None:
    lead = opened()
    zhao = cast.zhao
    accept_lead(lead_id=lead.pk, actor=zhao)
    with pytest.raises(TransitionRefused):
        accept_lead(lead_id=lead.pk, actor=zhao)
    lead = confirm_lead(lead_id=lead.pk, actor=zhao, reason="现场核实属实")
    assert lead.hazard is not None
    assert lead.hazard.source == "cross_check"
    assert lead.hazard.enterprise_id == lead.enterprise_id
    assert_audited("crosschecks.lead.confirmed", lead, by=zhao)
    assert_emitted(LeadAnswered, lead_id=lead.pk, state="confirmed")
    (clock_,) = deadlines_of(lead)
    assert clock_.met_at is not None


def test_an_explained_lead_needs_its_reason_and_does_not_come_back(cast: Any) -> None:
    lead = opened()
    with pytest.raises(InvalidInput):
        dismiss_lead(lead_id=lead.pk, actor=cast.zhao, reason="")
    dismiss_lead(lead_id=lead.pk, actor=cast.zhao, reason="登记量已变更，正在备案")
    assert_state(lead, "dismissed")
    assert run_checks(actor=SYSTEM, codes=["overstock"]) == []


def test_who_may_not(cast: Any) -> None:
    lead = opened()
    with pytest.raises(NotVisible):
        accept_lead(lead_id=lead.pk, actor=cast.qian)
    with pytest.raises(NotPermitted):
        accept_lead(lead_id=lead.pk, actor=cast.sun)
    elsewhere = LeadFactory(region=region("330825101001", "别村"))
    with pytest.raises(NotVisible):
        accept_lead(lead_id=elsewhere.pk, actor=cast.zhao)


def test_the_figures_of_a_rule_are_an_officers_and_survive_a_new_load(cast: Any) -> None:
    bureau = make_actor("科长", role="bureau_officer")
    with pytest.raises(NotPermitted):
        change_rule(code="overstock", level=1, is_active=True, parameters={}, actor=cast.zhao)
    with pytest.raises(InvalidInput):
        change_rule(code="overstock", level=1, is_active=True, parameters={"days": 3}, actor=bureau)
    rule = change_rule(
        code="overstock", level=1, is_active=True, parameters={"ratio": 1.3}, actor=bureau
    )
    assert_audited("crosschecks.rule.changed", rule, by=bureau)
    reference.load(SYSTEM)
    rule = CrossCheckRule.objects.get(code="overstock")
    assert (rule.level, rule.parameters) == (1, {"ratio": 1.3})
    ChemicalHoldingFactory(quantity_t=60.0, design_quantity_t=50.0)
    assert run_checks(actor=SYSTEM, codes=["overstock"]) == []


def test_the_pages(cast: Any, visit: Any) -> None:
    lead = opened()
    zhao, bureau = visit(cast.zhao), visit(make_actor("科长", role="bureau_officer"))
    assert lead.title in zhao.get("/crosschecks/").content.decode()
    page = zhao.get(f"/crosschecks/{lead.pk}/").content.decode()
    assert lead.explanation in page
    assert zhao.get("/crosschecks/rules/overstock/change/").status_code == 403
    assert bureau.get("/crosschecks/rules/").status_code == 200
    assert bureau.get("/crosschecks/rules/overstock/").status_code == 200
    changed = bureau.post(
        "/crosschecks/rules/overstock/change/", {"level": "1", "is_active": "on", "ratio": "1.5"}
    )
    assert changed.status_code == 303
    assert bureau.post("/crosschecks/rules/overstock/run/").status_code == 303
    step = zhao.post(f"/crosschecks/{lead.pk}/steps/confirm/", {"reason": "属实"})
    assert step.status_code in (200, 204, 303)
    assert_state(lead, "confirmed")
