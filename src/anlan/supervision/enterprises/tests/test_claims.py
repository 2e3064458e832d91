"""Whose territory: asked, refused with a reason, assigned anew, claimed; the clock runs along."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from anlan.base.deadlines.public import deadlines_of, load_clock_rules
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.supervision.enterprises import reference
from anlan.supervision.enterprises.events import EnterpriseRefused
from anlan.supervision.enterprises.models import TerritoryClaim
from anlan.supervision.enterprises.services.claims import (
    ask_townships,
    assign_enterprise,
    refuse_enterprise,
)
from anlan.supervision.enterprises.services.enterprises import claim_enterprise
from anlan.supervision.enterprises.tests.factories import (
    OTHER_VILLAGE,
    TOWN,
    EnterpriseFactory,
    region,
)

pytestmark = pytest.mark.django_db
RULES = Path(reference.__file__).parent / "data" / "clock_rules.csv"


@pytest.fixture
def officer():
    """A bureau officer of the whole county."""
    return make_actor("李科长", role="bureau_officer")


@pytest.fixture(autouse=True)
def county():
    """Two townships and the clock of claiming."""
    load_clock_rules(RULES, system_actor("installation"))
    region(TOWN, "演示街道", "township")
    region("330825101000", "演示镇", "township")
    region(OTHER_VILLAGE, "演示二村")


def ask() -> int:
    """Run the periodic task's service."""
    return ask_townships(actor=system_actor("clock"))


def test_a_township_is_asked_once_and_its_clock_stops_with_the_claim(cast):
    enterprise = EnterpriseFactory()
    assert (ask(), ask()) == (1, 0)
    (clock_info,) = deadlines_of(enterprise)
    assert (clock_info.rule_code, clock_info.state) == ("enterprises.claim", "running")

    claim_enterprise(enterprise_id=enterprise.pk, actor=cast.zhao)

    assert TerritoryClaim.objects.get().state == "claimed"
    assert deadlines_of(enterprise)[0].state == "met"


def test_a_refusal_goes_back_to_the_bureau_which_assigns(cast, officer, visit):
    enterprise = EnterpriseFactory()
    ask()
    with pytest.raises(InvalidInput):
        refuse_enterprise(enterprise_id=enterprise.pk, actor=cast.zhao, reason=" ")
    zhao = cast.zhao
    refuse_enterprise(enterprise_id=enterprise.pk, actor=zhao, reason="位于邻镇")
    assert_audited("enterprises.enterprise.refused", enterprise, by=zhao)
    assert_emitted(EnterpriseRefused, enterprise_id=enterprise.pk)
    with pytest.raises(WrongState):
        refuse_enterprise(enterprise_id=enterprise.pk, actor=cast.zhao, reason="再退")
    page = visit(officer).get(reverse("enterprises:claims"), {"tab": "refused"})
    assert "位于邻镇" in page.text
    with pytest.raises(NotPermitted):
        assign_enterprise(
            enterprise_id=enterprise.pk, region_code=TOWN, actor=cast.zhao, reason="越权"
        )

    assign_enterprise(
        enterprise_id=enterprise.pk, region_code=OTHER_VILLAGE, actor=officer, reason="核实地址"
    )

    enterprise.refresh_from_db()
    assert enterprise.region_id == OTHER_VILLAGE
    assert enterprise.organisation.region_id == OTHER_VILLAGE
    asked = TerritoryClaim.objects.get(state="asked")
    assert asked.region_id == "330825101000"
    assert_audited("enterprises.enterprise.assigned", enterprise, by=officer)
    assert [d.state for d in deadlines_of(enterprise)].count("running") == 1
