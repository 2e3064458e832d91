"""The people who ask, and one object of every noun whose app has a factory for it."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import factory
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from anlan.base.accounts import resolver
from anlan.base.accounts.models import (
    AccessRule,
    AccountSession,
    EmergencyOverride,
    Grant,
    Role,
    User,
)
from anlan.base.accounts.services.grants import grant_role
from anlan.base.accounts.services.roles import load_rules, sync_roles
from anlan.base.accounts.tests.factories import UserFactory
from anlan.base.audit.models import AuditRecord
from anlan.base.exchange.models import ImportSession
from anlan.base.exchange.services.tokens import NOT_FOR_TOKENS, create_token
from anlan.base.notifications.tests.factories import NotificationFactory
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.base.workflow.models import StepRun
from anlan.command.duty.models import DutyAssignment, DutyCheckAnswer, DutySwap
from anlan.command.incidents.models import Incident
from anlan.command.supplies.models import Warehouse
from anlan.command.teams.models import Team
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.states import all_machines
from anlan.kernel.testing.cast import permissions_of
from anlan.monitoring.alarms.models import SpotCheck
from anlan.monitoring.devices.models import Device
from anlan.supervision.enterprises.models import Enterprise

from .addresses import API, Address

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
    "group_monitor",
    "enterprise_manager",
    "team_leader",
    "warehouse_keeper",
    *ADMINISTRATORS,
)
#: Whoever holds a business role, over the next county.
NEIGHBOURS = tuple(f"{role}@330826" for role in ROLES if role not in ADMINISTRATORS)
ASKERS = ("anonymous", "outsider", "neighbour", *ROLES)
SYSTEM = system_actor("access-test")
#: A system of another office that holds what a bureau officer may do.
TOKEN = "token"


class Browser(Client):
    """Asks and answers as the client of tests, without listening to what is drawn or raised."""

    def request(self, **request: Any) -> Any:
        """Send a request through all middleware and keep the cookies of the answer."""
        response = self.handler(self._base_environ(**request))
        response.json = partial(self._parse_json, response)
        if response.cookies:
            self.cookies.update(response.cookies)
        return response


@dataclass
class World:
    """Who asks and what for."""

    users: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    samples: dict[type, Any] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    token: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict)
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))
    _given: dict[str, dict[str, Any]] = field(default_factory=dict)

    def client(self, asker: str) -> Browser:
        """Return the browser of somebody, as it was after signing in."""
        if asker not in self.browsers:
            self.browsers[asker] = Browser()
            self.browsers[asker].handler = self.handler  # the middleware is started once
        client = self.browsers[asker]
        client.cookies.clear()
        if asker == TOKEN:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        if asker in self.cookies:
            client.cookies.load(self.cookies[asker])
        return client

    def given(self, address: Address) -> dict[str, Any]:
        """Return what an address is asked with: its own object, related ones, what apps say."""
        if address.key not in self._given:
            self._given[address.key] = self._find_given(address)
        return self._given[address.key]

    def _find_given(self, address: Address) -> dict[str, Any]:
        route = address.route.removeprefix(API)
        # Two apps may have a noun of one name: the app asked means its own, others the first.
        found: dict[str, Any] = {}
        for model, made in self.samples.items():
            key = f"{model._meta.model_name}_id"
            if key not in found or route.startswith(f"{model._meta.app_label}/"):
                found[key] = made.pk
        sample = self.samples.get(address.model)
        if sample is not None:
            found |= {"pk": sample.pk, "code": sample.pk, "name": _first_step(sample)}
        for prefix in sorted((p for p in self.keys if route.startswith(p)), key=len):
            found |= self.keys[prefix]
        return found


#: The savepoint that questions go back to, and the ones around it (each test has its own).
_standing: dict[tuple[str | None, ...], str] = {}


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is done to the database inside.

    Most questions are answered before anything is read, and a savepoint costs as much as such an
    answer: it is made before the first statement, whatever that is. Gone back to, it still stands
    for the next question; so between the questions of a test nothing is written that is to stay.
    """
    used: list[str] = []
    around = tuple(connection.savepoint_ids)
    hooks = len(connection.run_on_commit)

    def before(execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        if not used:
            used.append("")  # making it is a statement too
            if around not in _standing:
                _standing.clear()
                _standing[around] = connection.savepoint()
            used[0] = _standing[around]
        return execute(sql, parameters, many, context)

    try:
        with connection.execute_wrapper(before):
            yield
    finally:
        if used:
            connection.set_rollback(False)
            connection.savepoint_rollback(used[0])
        del connection.run_on_commit[hooks:]


def needs_nothing(thing: Any) -> bool:
    """Whether something can be called without an argument."""
    if not callable(thing):
        return False
    try:
        inspect.signature(thing).bind()
    except TypeError:
        return False
    return True


def _first_step(sample: Any) -> str:
    """Return the first step of the state table that leads on from where the object stands."""
    machine = all_machines().get(sample._meta.label)
    if machine is None:
        return "nowhere"
    present = getattr(sample, machine.field)
    return next((t.name for t in machine.transitions if present in t.sources), "nowhere")


def build() -> World:
    """Make regions, samples, and an account for every role over its usual scope."""
    load_rules(actor=SYSTEM)
    sync_roles(actor=SYSTEM)
    RegionFactory(county=True)
    town = RegionFactory(code=TOWN, boundary=square(119.18, 29.03))
    RegionFactory(code="330826000000", name="邻县", level="county")
    world = World()
    _collect(world)
    bureau = OrganisationFactory(code="bureau", name="演示应急管理局", region=town)
    enterprise = world.samples[Enterprise]
    for model in (Incident, Device):  # what happens at the enterprise, its people see
        model.objects.filter(pk=world.samples[model].pk).update(enterprise=enterprise)
    StepRun.objects.update(permission="organisations.change_person")
    next_bureau = OrganisationFactory(
        code="next-bureau", name="邻县应急管理局", region_id="330826000000"
    )
    own = {
        "enterprise_manager": enterprise.organisation_id,
        "team_leader": world.samples[Team].organisation_id,
        "warehouse_keeper": world.samples[Warehouse].organisation_id,
        **dict.fromkeys(("neighbour", *NEIGHBOURS), next_bureau.pk),
    }
    for asker in (*ASKERS[1:], *NEIGHBOURS):
        organisation_id = own.get(asker, bureau.pk)
        user = UserFactory(username=asker, person=PersonFactory(organisation_id=organisation_id))
        kind, value = _scope(asker, organisation_id)
        role = "duty_officer" if asker == "neighbour" else asker.partition("@")[0]
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
    _personal(world)
    return world


def _personal(world: World) -> None:
    """Make what belongs to one person: of the duty officer, who is asked with everybody else."""
    user = world.users["duty_officer"]
    session = AccountSession.objects.create(
        user=user, session_key="access-test", started_at=clock.now(), last_seen_at=clock.now()
    )
    override = EmergencyOverride.objects.create(
        user=user,
        reason="演示",
        started_at=clock.now(),
        ends_at=clock.now() + timedelta(minutes=30),
    )
    notice = NotificationFactory(person=user.person)
    SpotCheck.objects.update(person=user.person)
    DutyCheckAnswer.objects.update(person=user.person)
    DutySwap.objects.update(colleague=user.person)
    duty = world.samples[DutyAssignment]
    DutyAssignment.objects.filter(pk=duty.pk).update(person=user.person)
    grant = user.grants.get()
    lent = _lend(grant, UserFactory(username="substitute"))
    ImportSession.objects.update(actor_id=f"user:{world.users['bureau_officer'].pk}")
    world.keys |= {
        "me/grants/": {"pk": grant.pk},
        "me/delegations/": {"pk": lent.pk},
        "me/sessions/": {"pk": session.pk},
        "grants/": {"pk": grant.pk},
        "sessions/": {"pk": session.pk},
        "overrides/": {"pk": override.pk},
        "access-rules/": {"pk": AccessRule.objects.order_by("pk")[0].pk},
        "notifications/": {"pk": notice.pk},
        "notifications/call/": {
            "person_id": user.person_id,
            "form": {"subject": f"incidents.Incident:{world.samples[Incident].pk}"},
        },
        "alarms/<int:pk>/call/": {"person_id": user.person_id},
        "map/base/": {"name": "county"},
        "map/feature/": {"layer_id": "teams", "pk": world.samples[Team].pk},
        "map/tiles/": {"layer_id": "teams", "z": 10, "x": 851, "y": 427},
        "regions/at": {"longitude": 119.18, "latitude": 29.03},
        "audit/": {"pk": AuditRecord.objects.order_by("-pk")[0].pk},
    }


def _lend(grant: Grant, receiver: User) -> Grant:
    return Grant.objects.create(
        user=receiver,
        role=grant.role,
        family=grant.family,
        scope_kind=grant.scope_kind,
        scope_value=grant.scope_value,
        valid_from=clock.now(),
        valid_to=clock.now() + timedelta(days=1),
        source=grant,
    )


def _scope(asker: str, organisation_id: int) -> tuple[str, str]:
    if asker in ADMINISTRATORS:
        return "all", ""
    if asker == "neighbour" or asker in NEIGHBOURS:
        return "region", "330826"
    if asker in ("township_officer", "grid_worker"):
        return "region", TOWN[:9]
    if asker in ("enterprise_manager", "team_leader", "warehouse_keeper"):
        return "organisation", str(organisation_id)
    return "region", "330825"


def _collect(world: World) -> None:
    """Make one object of each model whose app has a factory; ask the apps what to ask with."""
    found = world.samples
    contributions = []
    for config in apps.get_app_configs():
        path = f"{config.name}.tests.factories"
        if not config.name.startswith("anlan.") or find_spec(f"{config.name}.tests") is None:
            continue
        if find_spec(path) is None:
            continue
        module = import_module(path)
        if hasattr(module, "load_reference"):
            module.load_reference()
        if hasattr(module, "access_world"):
            contributions.append(module.access_world)
        for name in sorted(vars(module)):
            thing = getattr(module, name)
            if getattr(thing, "__module__", path) != path:
                continue
            if (
                isinstance(thing, type)
                and issubclass(thing, factory.django.DjangoModelFactory)
                and thing._meta.model is not None
                and thing._meta.get_model_class() not in found
            ):
                found[thing._meta.get_model_class()] = thing()
            elif name.startswith(("make_", "raise_")) and needs_nothing(thing):
                made = thing()  # nouns that only a service can make
                found[type(made)] = made
    for contribute in contributions:
        world.keys |= contribute(found)
