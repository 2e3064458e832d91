"""A township, a grid worker with a phone, and a platform that can be killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from anlan.base.accounts.models import User
from anlan.base.accounts.services.grants import grant_role
from anlan.base.accounts.services.roles import load_rules, sync_roles
from anlan.base.accounts.tests.factories import UserFactory
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.models import Region
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.demonstration.story.stage import CHROMIUM
from anlan.kernel.actor import system_actor

from .stage import Phone, Platform, loaded_platform, running_platform

PASSWORD = "Anlan-2026-demo"
SYSTEM = system_actor("field-test")


@pytest.fixture
def town(transactional_db, monkeypatch) -> Region:
    """The township; the browser's driver keeps an event loop in this thread, hence the switch."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    load_rules(actor=SYSTEM)
    sync_roles(actor=SYSTEM)
    RegionFactory(county=True)
    return RegionFactory(boundary=square(119.18, 29.03))


def account(town: Region, username: str) -> User:
    """A grid worker of the township."""
    office = OrganisationFactory(region=town)
    user = UserFactory(
        username=username,
        person=PersonFactory(organisation=office, name="演示网格员"),
        is_demonstration=True,
        must_change_password=False,
    )
    hasher = Argon2PasswordHasher()
    User.objects.filter(pk=user.pk).update(password=hasher.encode(PASSWORD, hasher.salt()))
    grant_role(
        user_id=user.pk,
        role_code="grid_worker",
        scope_kind="region",
        scope_value=town.code[:9],
        actor=SYSTEM,
    )
    return user


@pytest.fixture
def worker(town: Region) -> User:
    """Whose phone it is."""
    return account(town, "grid-one")


@pytest.fixture(scope="package")
def loaded(django_db_setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform with its code loaded and its files collected, once for all tests."""
    with loaded_platform(tmp_path_factory.mktemp("var")) as found:
        yield found


@pytest.fixture
def platform(town: Region, loaded: Platform, settings) -> Iterator[Platform]:
    """The running platform."""
    with running_platform(loaded) as found:
        yield found


@pytest.fixture
def phone(platform: Platform, tmp_path: Path) -> Iterator[Phone]:
    """The phone, not yet signed in."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}")
    with sync_api.sync_playwright() as driver:
        found = Phone(driver, tmp_path / "profile", platform.address)
        yield found
        found.close()
