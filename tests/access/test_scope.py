"""Inside one's scope a thing is refused by name (403), outside it does not exist (404)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.accounts.tests.factories import account_with
from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.actor import ANONYMOUS, Scope
from anlan.kernel.policy import all_actions, all_policies
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_towns():
    """A person of one township and one of another."""
    here = OrganisationFactory(region=RegionFactory())
    there = OrganisationFactory(region=RegionFactory(other_town=True))
    return PersonFactory(organisation=here), PersonFactory(organisation=there)


def test_a_town_officer_sees_his_town_only(client, two_towns):
    here, there = two_towns
    client.force_login(account_with("township_officer", scope_value="330825100"))
    assert client.get(here.get_absolute_url()).status_code == 200
    assert client.get(there.get_absolute_url()).status_code == 404
    listed = client.get(reverse("organisations:contacts") + "?per_page=200").content.decode()
    assert here.name in listed and there.name not in listed
    api = client.get("/api/v1/organisations/people?limit=1000").json()["items"]
    assert [item["id"] for item in api if item["id"] in (here.pk, there.pk)] == [here.pk]
    export = client.get(reverse("organisations:contacts") + "?export=csv")
    text = b"".join(export.streaming_content).decode()
    assert here.name in text and there.name not in text and here.phone not in text


def test_what_is_seen_but_not_permitted_is_denied_and_what_is_not_seen_is_hidden(client, two_towns):
    here, there = two_towns
    client.force_login(account_with("township_officer", scope_value="330825100"))
    for person, status in ((here, 403), (there, 403)):  # the right is held nowhere
        url = reverse("organisations:person_change", args=[person.pk])
        assert client.get(url).status_code == status
    client.force_login(account_with("bureau_officer", scope_value="330825100"))
    for person, status in ((here, 200), (there, 404)):
        url = reverse("organisations:person_change", args=[person.pk])
        assert client.get(url).status_code == status


def test_an_organisations_own_people_see_themselves_only(two_towns):
    here, there = two_towns
    actor = make_actor(
        role="enterprise_manager", scope=Scope("organisation", str(here.organisation_id))
    )
    rights = all_policies()[Person]
    assert set(rights.visible(actor)) == {here}
    assert set(all_policies()[Organisation].visible(actor)) == {here.organisation}


@pytest.mark.parametrize("model", sorted(all_policies(), key=lambda m: m._meta.label), ids=str)
def test_nobody_and_strangers_see_nothing(model):
    rights = all_policies()[model]
    assert not rights.visible(ANONYMOUS).exists()
    if not rights.public:
        assert not rights.visible(make_actor("外人")).exists()


def test_every_policy_asks_for_a_registered_permission():
    known = {action.code for action in all_actions()}
    for model, rights in all_policies().items():
        assert rights.public or rights.view in known, model


def test_every_permission_belongs_to_known_roles():
    from .world import ROLES

    for action in all_actions():
        assert set(action.roles) <= set(ROLES), action.code


def test_administrators_do_no_business_and_business_no_administration():
    administrators = {"system_admin", "security_admin", "auditor"}
    for action in all_actions():
        app, verb = action.code.split(".")
        if app in ("accounts", "audit") and verb not in ("delegate_grant", "start_override"):
            assert set(action.roles) <= administrators, action.code
    three = {
        role: {a.code for a in all_actions() if role in a.roles and "view" not in a.code}
        for role in administrators
    }
    assert not three["system_admin"] & three["security_admin"]
    assert not three["system_admin"] & three["auditor"]
    assert not three["security_admin"] & three["auditor"]
