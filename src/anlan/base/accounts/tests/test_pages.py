"""The administrators' pages: each does his own part and nothing of the others'."""

from __future__ import annotations

import pytest

from anlan.base.accounts.models import Grant, Role, User
from anlan.base.accounts.services.roles import load_rules, sync_roles
from anlan.base.accounts.tests.factories import UserFactory, account_with
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.actor import system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_admin(client, settings):
    """Sign in as one of the three administrators."""
    settings.ANLAN_DEMO = True
    sync_roles(actor=system_actor("test"))
    load_rules(actor=system_actor("test"))
    RegionFactory(county=True)

    def enter(role):
        user = account_with(role, scope_kind="all", scope_value="", is_demonstration=True)
        client.force_login(user)
        return client

    return enter


def test_the_system_administrator_opens_accounts_but_gives_no_rights(as_admin):
    client = as_admin("system_admin")
    person = PersonFactory()
    page = client.get(person.get_absolute_url()).content.decode()
    assert f"/accounts/new/?person={person.pk}" in page
    form = client.get(f"/accounts/new/?person={person.pk}")
    assert person.name in form.content.decode()
    slip = client.post(
        "/accounts/new/",
        {"person_id": person.pk, "username": "new.one", "display_name": person.name},
    )
    assert slip.context["opened"].password in slip.content.decode()
    assert slip.headers["Cache-Control"] == "no-store"
    user = User.objects.get(username="new.one")
    for url in (
        "/accounts/",
        "/accounts/?export=csv",
        user.get_absolute_url(),
        "/roles/",
        f"/accounts/{user.pk}/change/",
    ):
        assert client.get(url).status_code == 200, url
    assert client.get(f"/accounts/{user.pk}/grants/new/").status_code == 403
    assert client.get("/audit/").status_code == 403
    reset = client.post(f"/accounts/{user.pk}/reset-password/", {"reason": "忘记"})
    assert reset.context["opened"].username == "new.one"
    assert client.post(f"/accounts/{user.pk}/close/", {"reason": "调离"}).status_code == 303


def test_the_security_administrator_gives_rights_but_opens_no_account(as_admin):
    client = as_admin("security_admin")
    user = UserFactory()
    assert client.get("/accounts/new/").status_code == 403
    url = f"/accounts/{user.pk}/grants/new/"
    assert client.get(url).status_code == 200
    role = Role.objects.get(code="duty_officer")
    missing = client.post(url, {"role": role.pk, "scope_kind": "region", "reason": "x"})
    assert missing.status_code == 422
    done = client.post(
        url,
        {"role": role.pk, "scope_kind": "region", "region": "330825000000", "reason": "上岗"},
    )
    assert done.status_code == 303
    grant = Grant.objects.get(user=user)
    assert grant.scope_value == "330825"
    refused = client.post(
        url,
        {"role": Role.objects.get(code="auditor").pk, "scope_kind": "all", "reason": "x"},
        HTTP_REFERER=f"http://testserver{url}",
    )
    assert refused.status_code == 302  # back to the form with the message
    assert (
        "只能" in client.get(url).content.decode() or Grant.objects.filter(user=user).count() == 1
    )
    assert client.get(user.get_absolute_url()).status_code == 200
    assert client.post(f"/grants/{grant.pk}/revoke/", {"reason": "离岗"}).status_code == 303
    for url in (
        "/roles/",
        f"/roles/{role.pk}/",
        f"/roles/{role.pk}/change/",
        "/roles/new/",
        "/access-rules/",
        "/access-rules/idle_timeout_min/",
        "/overrides/",
    ):
        assert client.get(url).status_code == 200, url
    changed = client.post("/access-rules/idle_timeout_min/", {"value": 20, "reason": "人多"})
    assert changed.status_code == 303


def test_a_role_is_changed_on_its_page(as_admin):
    client = as_admin("security_admin")
    role = Role.objects.get(code="grid_worker")
    done = client.post(
        f"/roles/{role.pk}/change/",
        {"name": role.name, "description": "", "permissions": ["organisations.view_organisation"]},
    )
    assert done.status_code == 303
    role.refresh_from_db()
    assert role.permissions == ["organisations.view_organisation"] and role.is_changed_here


def test_the_auditor_only_looks(as_admin):
    client = as_admin("auditor")
    user = UserFactory()
    assert client.get("/accounts/").status_code == 200
    assert client.get(user.get_absolute_url()).status_code == 200
    assert client.post(f"/accounts/{user.pk}/close/", {"reason": "x"}).status_code == 403
    assert client.get("/access-rules/idle_timeout_min/").status_code == 403


def test_officials_see_no_accounts(client):
    client.force_login(account_with("duty_officer"))
    assert client.get("/accounts/").status_code == 403
    assert client.get("/roles/").status_code == 403
