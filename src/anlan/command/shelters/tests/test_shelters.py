"""Opening, counting and closing shelters."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.shelters.events import ShelterChanged
from anlan.command.shelters.models import Shelter
from anlan.command.shelters.public import (
    close_shelter,
    create_shelter,
    list_shelters,
    open_shelter,
    register_people,
)
from anlan.command.shelters.tests.factories import ShelterFactory
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor

pytestmark = pytest.mark.django_db


def test_people_are_counted_in_an_open_shelter_up_to_its_places(cast):
    shelter = ShelterFactory()
    zhao = cast.zhao
    with pytest.raises(WrongState):
        register_people(shelter_id=shelter.pk, change=3, actor=zhao)
    with pytest.raises(NotPermitted):
        open_shelter(shelter_id=shelter.pk, actor=cast.shen)
    with pytest.raises(NotVisible):
        open_shelter(shelter_id=shelter.pk, actor=cast.qian)

    open_shelter(shelter_id=shelter.pk, actor=zhao)
    register_people(shelter_id=shelter.pk, change=80, actor=zhao, note="村民转移")
    for wrong in (21, -81, 0):
        with pytest.raises(InvalidInput):
            register_people(shelter_id=shelter.pk, change=wrong, actor=zhao)
    with pytest.raises(TransitionRefused):
        close_shelter(shelter_id=shelter.pk, actor=zhao)
    assert [s.occupied for s in list_shelters(cast.lin, only_open=True)] == [80]

    register_people(shelter_id=shelter.pk, change=-80, actor=zhao)
    close_shelter(shelter_id=shelter.pk, actor=zhao)

    assert_state(shelter, "closed")
    assert_audited("shelters.shelter.counted", shelter, by=zhao)
    assert_emitted(ShelterChanged, shelter_id=shelter.pk, state="closed", occupied=0)


def test_a_shelter_is_registered_by_the_bureau(cast):
    values = {
        "code": "B900",
        "name": "演示点",
        "kind": "school",
        "capacity": 50,
        "region_code": RegionFactory().pk,
        "longitude": 119.1,
        "latitude": 29.0,
    }
    with pytest.raises(NotPermitted):
        create_shelter(actor=cast.zhao, **values)
    officer = make_actor("科员", role="bureau_officer")
    with pytest.raises(InvalidInput):
        create_shelter(actor=officer, **{**values, "capacity": 0})
    shelter = create_shelter(actor=officer, **values)
    assert_audited("shelters.shelter.created", shelter, by=officer)
    with pytest.raises(InvalidInput):
        create_shelter(actor=officer, **values)


def test_pages_and_api(client, sign_in):
    shelter = ShelterFactory()
    elsewhere = ShelterFactory(region=RegionFactory(other_town=True))
    sign_in(client, "township_officer", scope_value="330825100")
    page = client.get(reverse("shelters:list")).content.decode()
    assert shelter.name in page and elsewhere.name not in page
    assert client.get(reverse("shelters:detail", args=[elsewhere.pk])).status_code == 404
    step = reverse("shelters:transition", args=[shelter.pk, "open"])
    assert client.post(step).status_code == 303
    count = reverse("shelters:count", args=[shelter.pk])
    assert client.get(count).status_code == 200
    assert client.post(count, {"direction": "in", "people": 900}).status_code == 422
    assert client.post(count, {"direction": "in", "people": 9}).status_code == 303
    assert Shelter.objects.get(pk=shelter.pk).occupied == 9
    assert "9" in client.get(reverse("shelters:detail", args=[shelter.pk])).content.decode()
    assert client.get("/api/v1/shelters/?only_open=true").json()[0]["occupied"] == 9
