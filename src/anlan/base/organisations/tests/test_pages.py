"""The contact book as officials use it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.accounts.tests.factories import account_with
from anlan.base.organisations.models import Appointment, Person
from anlan.base.organisations.search import find_organisations, find_people
from anlan.base.organisations.selectors import organisation_tree
from anlan.base.organisations.tests.factories import (
    OrganisationFactory,
    PersonFactory,
    PostFactory,
)
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db
CONTACTS = "/organisations/contacts/"


@pytest.fixture
def officer(client):
    """Sign in as a duty officer."""
    client.force_login(account_with("duty_officer"))
    return client


@pytest.fixture
def keeper(client, settings):
    """Sign in as the bureau officer who keeps the book."""
    client.force_login(account_with("bureau_officer"))
    return client


def test_the_book_is_found_by_name_pinyin_and_organisation(officer):
    bureau = OrganisationFactory(name="演示水利局")
    person = PersonFactory(name="赵铁柱演示", organisation=bureau)
    other = PersonFactory(name="孙小美演示")
    for query in ("铁柱", "zhaotie", "ztz", "水利局"):
        text = officer.get(CONTACTS, {"q": query}).content.decode()
        assert person.name in text and other.name not in text, query
    chosen = officer.get(CONTACTS, {"organisation": bureau.pk}).content.decode()
    assert person.name in chosen and other.name not in chosen
    assert person.phone not in chosen and person.masked_phone in chosen
    assert f"tel:{bureau.duty_phone}" in chosen


def test_a_number_is_revealed_ready_to_dial_and_recorded(officer):
    person = PersonFactory()
    page = officer.get(person.get_absolute_url()).content.decode()
    assert person.phone not in page and person.masked_phone in page
    shown = officer.post(reverse("organisations:person_phone", args=[person.pk]))
    assert f'href="tel:{person.phone}"' in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert_audited("organisations.person.phone_revealed", person)


def test_the_tree_is_drawn_in_two_queries(cast, django_assert_num_queries):
    top = OrganisationFactory()
    below = OrganisationFactory(parent=top)
    OrganisationFactory(parent=below)
    with django_assert_num_queries(1):
        tree = organisation_tree(cast.lin, below.pk)
    branch = next(b for kind in tree for b in kind.branches if b.id == top.pk)
    assert branch.is_open and branch.children[0].is_chosen
    assert len(branch.children[0].children) == 1


def test_an_entry_is_made_and_changed_on_forms(keeper):
    organisation = OrganisationFactory()
    url = reverse("organisations:person_create")
    assert keeper.get(f"{url}?organisation={organisation.pk}").status_code == 200
    entry = {
        "name": "新人演示",
        "organisation_id": organisation.pk,
        "sort_order": 5,
        "phone": "00055556666",
    }
    assert keeper.post(url, {**entry, "phone": "no digits"}).status_code == 422
    assert keeper.post(url, entry).status_code == 303
    person = Person.objects.get(name="新人演示")
    change = reverse("organisations:person_change", args=[person.pk])
    assert person.phone not in keeper.get(change).content.decode()
    assert keeper.post(change, {**entry, "phone": "", "title": "主任"}).status_code == 303
    person.refresh_from_db()
    assert person.phone == "00055556666" and person.title == "主任"
    gone = reverse("organisations:person_deactivate", args=[person.pk])
    assert keeper.post(gone, {"reason": "调离"}).status_code == 303


def test_posts_are_filled_and_vacated_on_the_organisations_page(keeper):
    post = PostFactory()
    person = PersonFactory(organisation=post.organisation)
    url = reverse("organisations:appoint", args=[post.pk])
    assert person.name in keeper.get(url).content.decode()
    done = keeper.post(url, {"person_id": person.pk, "role": "A", "valid_from": "2026-01-01"})
    assert done.status_code == 303
    page = keeper.get(post.organisation.get_absolute_url())
    assert person.name in page.content.decode() and post.name in page.content.decode()
    held = Appointment.objects.get()
    end = reverse("organisations:appointment_end", args=[held.pk])
    assert keeper.post(end).status_code == 303


def test_the_system_administrator_keeps_organisations(client, settings):
    settings.ANLAN_DEMO = True
    region = RegionFactory(county=True)
    user = account_with("system_admin", scope_kind="all", scope_value="", is_demonstration=True)
    client.force_login(user)
    url = reverse("organisations:organisation_create")
    assert client.get(url).status_code == 200
    entry = {"code": "slj", "name": "演示水利局", "kind": "department", "region_code": region.code}
    assert client.post(url, entry).status_code == 303
    found = client.get("/organisations/", {"q": "shuili"}).content.decode()
    assert "演示水利局" in found
    organisation = OrganisationFactory(code="slj")
    for name in ("organisation_change", "post_create"):
        assert (
            client.get(reverse(f"organisations:{name}", args=[organisation.pk])).status_code == 200
        )
    posted = client.post(
        reverse("organisations:post_create", args=[organisation.pk]), {"name": "防汛岗"}
    )
    assert posted.status_code == 303
    closed = client.post(
        reverse("organisations:organisation_close", args=[organisation.pk]), {"reason": "撤并"}
    )
    assert closed.status_code == 303


def test_search_finds_people_and_organisations_in_scope(cast):
    person = PersonFactory(name="欧阳测试演示")
    assert [r.title for r in find_people("ouyang", cast.lin, 5)] == [person.name]
    assert list(find_people("ouyang", cast.qian, 5)) == []
    OrganisationFactory(name="演示林业局")
    assert [r.title for r in find_organisations("林业", cast.lin, 5)] == ["演示林业局"]


def test_the_api_masks_phones_and_writes_through_the_services(officer, client):
    person = PersonFactory()
    listed = officer.get("/api/v1/organisations/people", {"region": "330825"}).json()
    assert person.masked_phone in {item["phone"] for item in listed["items"]}
    assert officer.get("/api/v1/organisations/organisations?region=330825").status_code == 200
    one = officer.get(f"/api/v1/organisations/people/{person.pk}").json()
    assert one["organisation"] == person.organisation.name
    shown = officer.post(f"/api/v1/organisations/people/{person.pk}/phone").json()
    assert shown == {"phone": person.phone}
    refused = officer.post(
        "/api/v1/organisations/people",
        {"name": "某演示", "organisation_id": person.organisation_id},
        content_type="application/json",
    )
    assert refused.status_code == 403
    client.force_login(account_with("bureau_officer"))
    made = client.post(
        "/api/v1/organisations/people",
        {"name": "某演示", "organisation_id": person.organisation_id},
        content_type="application/json",
    )
    assert made.status_code == 201
    changed = client.patch(
        f"/api/v1/organisations/people/{made.json()['id']}",
        {"title": "科长"},
        content_type="application/json",
    )
    assert changed.json()["title"] == "科长"
