"""Ordering an evacuation, checking off at the door, providing, returning."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.deadlines.public import deadlines_of
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.public import incident_of, report_sections
from anlan.command.shelters.events import EvacuationChanged
from anlan.command.shelters.models import Evacuation, EvacuationHousehold, Household, Shelter
from anlan.command.shelters.panels import board_part, may_incident_close
from anlan.command.shelters.selectors.evacuations import listed_townships, totals_of
from anlan.command.shelters.services.evacuations import (
    check_household,
    finish_evacuation,
    order_evacuation,
    record_relief,
    return_home,
)
from anlan.command.shelters.services.households import change_household, create_household
from anlan.command.shelters.tests.factories import (
    HouseholdFactory,
    ShelterFactory,
    load_reference,
    make_evacuation,
)
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def evacuation() -> Evacuation:
    load_reference()
    return make_evacuation()


@pytest.fixture
def officer():
    return make_actor("赵镇", role="township_officer")


def tell(row: EvacuationHousehold, outcome: str, actor, **more) -> EvacuationHousehold:
    return check_household(row_id=row.pk, outcome=outcome, actor=actor, **more)


def test_everybody_is_accounted_for_once(evacuation, officer):
    first, second, third = evacuation.rows.all()
    tell(first, "sheltered", officer)
    tell(first, "sheltered", officer)  # the second tap on a bad link
    with pytest.raises(InvalidInput):
        tell(second, "refused", officer)  # and what is done about it?
    tell(second, "refused", officer, follow_up="村干部一小时后再上门")
    with pytest.raises(TransitionRefused):
        finish_evacuation(evacuation_id=evacuation.pk, actor=officer)
    tell(third, "relatives", officer)

    shelter = Shelter.objects.get()
    totals = totals_of([evacuation.pk])[evacuation.pk]
    assert (shelter.occupied, totals.people, totals.accounted) == (4, 12, 12)
    assert dict(totals.by_outcome) == {"sheltered": 4, "refused": 4, "relatives": 4}
    assert_emitted(EvacuationChanged, evacuation_id=evacuation.pk, state="moving")
    assert_audited("shelters.evacuation.checked", first, by=officer)

    tell(second, "sheltered", officer)
    tell(first, "relatives", officer)  # taken in by a sister after all
    assert Shelter.objects.get().occupied == 4
    finish_evacuation(evacuation_id=evacuation.pk, actor=officer)
    with pytest.raises(WrongState):
        tell(first, "sheltered", officer)
    part = board_part(evacuation.incident_id)
    assert (part["accounted"], part["people"]) == (12, 12)
    return_home(evacuation_id=evacuation.pk, reason="雨停，山体稳定", actor=officer)
    assert Shelter.objects.get().occupied == 0
    assert may_incident_close(evacuation.incident_id) is None


def test_a_full_or_closed_shelter_takes_nobody(evacuation, officer):
    row = evacuation.rows.first()
    Shelter.objects.update(capacity=3)
    with pytest.raises(InvalidInput):
        tell(row, "sheltered", officer)
    Shelter.objects.update(capacity=100, state="closed")
    with pytest.raises(WrongState):
        tell(row, "sheltered", officer)
    other = ShelterFactory(state="open")
    tell(row, "sheltered", officer, shelter_id=other.pk)
    assert Shelter.objects.get(pk=other.pk).occupied == 4


def test_relief_has_its_clock(evacuation, officer):
    (clock,) = [d for d in deadlines_of(evacuation) if d.rule_code == "shelters.relief"]
    assert clock.state == "running"
    assert (clock.due_at - evacuation.ordered_at).total_seconds() == 10 * 3600
    with pytest.raises(InvalidInput):
        record_relief(evacuation_id=evacuation.pk, note=" ", actor=officer)
    record_relief(evacuation_id=evacuation.pk, note="热食、棉被、村医到位", actor=officer)
    (clock,) = [d for d in deadlines_of(evacuation) if d.rule_code == "shelters.relief"]
    assert clock.state == "met"
    with pytest.raises(WrongState):
        record_relief(evacuation_id=evacuation.pk, note="再记一次", actor=officer)


def test_an_order_moves_the_whole_township_and_only_once(evacuation, officer):
    incident_id, region = evacuation.incident_id, evacuation.region_id
    assert incident_of(incident_id).id == incident_id
    order = {"incident_id": incident_id, "within_minutes": 60}
    with pytest.raises(InvalidInput):  # it is being moved already
        order_evacuation(region_code=region, actor=officer, **order)
    here = make_actor("钱镇", role="township_officer", scope=Scope("region", "330825100"))
    other = RegionFactory(other_town=True).pk
    with pytest.raises(NotPermitted):
        order_evacuation(region_code=other, actor=here, **order)
    with pytest.raises(InvalidInput):  # nobody is on the list there
        order_evacuation(region_code=other, actor=officer, **order)
    (township,) = listed_townships(officer)
    assert (township.doors, township.people) == (3, 12)
    assert may_incident_close(incident_id)
    words = " ".join(text for s in report_sections(incident_id) for text in s["paragraphs"])
    assert "12人" in words


def test_the_list_is_kept_in_ones_own_area(officer):
    region = RegionFactory()
    values = {"place": "演示1号", "head_name": "户主演示", "people": 3}
    kept = create_household(code="A1", region_code=region.pk, actor=officer, **values)
    with pytest.raises(InvalidInput):
        create_household(code="A1", region_code=region.pk, actor=officer, **values)
    here = make_actor("钱镇", role="township_officer", scope=Scope("region", "330825100"))
    with pytest.raises(NotPermitted):
        elsewhere = RegionFactory(other_town=True).pk
        create_household(code="A2", region_code=elsewhere, actor=here, **values)
    change_household(household_id=kept.pk, people=5, actor=officer)
    with pytest.raises(InvalidInput):
        change_household(household_id=kept.pk, people=0, actor=officer)
    assert Household.objects.get().people == 5
    assert_audited("shelters.household.changed", kept, by=officer)


def test_pages_of_the_phone_and_the_desk(client, sign_in, evacuation):
    sign_in(client, "township_officer", scope_value="330825100")
    page = client.get(reverse("shelters:evacuation", args=[evacuation.pk])).content.decode()
    assert "户主" in page
    doors = reverse("shelters:evacuation_phone", args=[evacuation.pk])
    row = evacuation.rows.first()
    door = f'id="door-{row.pk}"'
    assert door in client.get(doors).content.decode()
    check = reverse("shelters:check", args=[row.pk])
    htmx = {"HTTP_HX_REQUEST": "true"}
    assert client.post(check, {"outcome": "refused"}).status_code == 422
    card = client.post(check, {"outcome": "refused"}, **htmx)
    assert card.status_code == 200 and 'role="alert"' in card.content.decode()
    assert client.post(check, {"outcome": "sheltered"}, **htmx).status_code == 200
    assert client.post(check, {"outcome": "sheltered"}).status_code == 303
    assert Shelter.objects.get().occupied == 4
    assert door not in client.get(doors).content.decode()
    assert door in client.get(doors, {"show": "left"}).content.decode()
    for name in ("households", "household_create", "household_import", "evacuations"):
        assert client.get(reverse(f"shelters:{name}")).status_code == 200
    order = reverse("shelters:evacuation_order", args=[evacuation.incident_id])
    assert "12" in client.get(order).content.decode()
    refused = client.post(order, {"regions": [evacuation.region_id], "within_minutes": 60})
    assert refused.status_code == 422
    household = HouseholdFactory()
    change = reverse("shelters:household_change", args=[household.pk])
    assert client.get(change).status_code == 200
    relief = reverse("shelters:relief", args=[evacuation.pk])
    assert client.post(relief, {"note": "热食到位"}).status_code == 303
