"""The people who ask, and one object of every noun whose app has a factory for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import factory
from django.apps import apps
from django.conf import settings
from django.test import Client

from anlan.base.accounts import resolver
from anlan.base.accounts.models import Role, User
from anlan.base.accounts.services.grants import grant_role
from anlan.base.accounts.services.roles import load_rules, sync_roles
from anlan.base.accounts.tests.factories import UserFactory
from anlan.base.exchange.services.tokens import NOT_FOR_TOKENS, create_token
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.testing.cast import permissions_of

TOWN = "330825100000"
ADMINISTRATORS = ("system_admin", "security_admin", "auditor")
ROLES = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "enterprise_manager",
    "team_leader",
    "warehouse_keeper",
    *ADMINISTRATORS,
)
ASKERS = ("anonymous", "outsider", "neighbour", *ROLES)
SYSTEM = system_actor("access-test")
#: A system of another office that holds what a bureau officer may do.
TOKEN = "token"


@dataclass
class World:
    """Who asks and what for."""

    users: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    samples: dict[type, Any] = field(default_factory=dict)
    token: str = ""
    browsers: dict[str, Client] = field(default_factory=dict)

    def client(self, asker: str) -> Client:
        """Return the browser of somebody, as it was after signing in."""
        if asker not in self.browsers:  # a browser of its own costs the middleware's start
            self.browsers[asker] = Client(raise_request_exception=False)
        client = self.browsers[asker]
        client.cookies.clear()
        if asker == TOKEN:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        if asker in self.cookies:
            client.cookies.load(self.cookies[asker])
        return client


def build() -> World:
    """Make regions, samples, and an account for every role over its usual scope."""
    load_rules(actor=SYSTEM)
    sync_roles(actor=SYSTEM)
    RegionFactory(county=True)
    town = RegionFactory(code=TOWN)
    RegionFactory(code="330826000000", name="邻县", level="county")
    world = World(samples=_samples())
    bureau = OrganisationFactory(code="bureau", name="演示应急管理局", region=town)
    enterprise = next(
        (o for m, o in world.samples.items() if m._meta.label == "enterprises.Enterprise"), None
    )
    own = getattr(enterprise, "organisation_id", None) or bureau.pk
    for asker in ASKERS[1:]:
        organisation_id = own if asker == "enterprise_manager" else bureau.pk
        user = UserFactory(username=asker, person=PersonFactory(organisation_id=organisation_id))
        kind, value = _scope(asker, organisation_id)
        role = "duty_officer" if asker == "neighbour" else asker
        if Role.objects.filter(code=role).exists():
            grant_role(
                user_id=user.pk, role_code=role, scope_kind=kind, scope_value=value, actor=SYSTEM
            )
        world.users[asker] = user
        client = Client()
        client.force_login(user)
        session = client.session
        session[resolver.SECOND_FACTOR] = session[resolver.SEEN_AT] = int(time.time())
        session.save()
        world.cookies[asker] = {settings.SESSION_COOKIE_NAME: session.session_key}
    _record, world.token = create_token(
        name="演示省级平台",
        permissions=sorted(permissions_of("bureau_officer") - NOT_FOR_TOKENS),
        expires_at=clock.now() + timedelta(days=1),
        scope_kind="region",
        scope_value="330825",
        actor=SYSTEM,
    )
    return world


def _scope(asker: str, organisation_id: int) -> tuple[str, str]:
    if asker in ADMINISTRATORS:
        return "all", ""
    if asker == "neighbour":
        return "region", "330826"
    if asker in ("township_officer", "grid_worker"):
        return "region", TOWN[:9]
    if asker in ("enterprise_manager", "team_leader", "warehouse_keeper"):
        return "organisation", str(organisation_id)
    return "region", "330825"


def _samples() -> dict[type, Any]:
    """Make one object of each model that a factory of its app makes without being told more."""
    found: dict[type, Any] = {}
    for config in apps.get_app_configs():
        path = f"{config.name}.tests.factories"
        if not config.name.startswith("anlan.") or find_spec(f"{config.name}.tests") is None:
            continue
        if find_spec(path) is None:
            continue
        module = import_module(path)
        if hasattr(module, "load_reference"):
            module.load_reference()
        for name in sorted(vars(module)):
            thing = getattr(module, name)
            if (
                isinstance(thing, type)
                and issubclass(thing, factory.django.DjangoModelFactory)
                and thing.__module__ == path
                and thing._meta.model is not None
                and thing._meta.get_model_class() not in found
            ):
                found[thing._meta.get_model_class()] = thing()
            elif name.startswith(("make_", "raise_")) and callable(thing):
                made = thing()  # nouns that only a service can make
                found[type(made)] = made
    return found
