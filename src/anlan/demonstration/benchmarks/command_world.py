"""The county of the command measurement: its offices, a plan that tells 300, teams, a web process.

Everything lives in a durable database server and a folder of its own, gone afterwards. Names are
invented and say so.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
from django.apps import apps
from django.conf import settings
from django.contrib.gis.geos import Point
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from anlan.base.regions.public import RegionRow, load_regions
from anlan.command.incidents import reference as incident_reference
from anlan.demonstration.benchmarks.processes import children_of, cpu_s
from anlan.demonstration.benchmarks.server import durable_server
from anlan.kernel.actor import system_actor
from anlan.kernel.policy import all_actions
from anlan.operations.installation import project_folder
from anlan.operations.paths import Layout
from anlan.operations.processes import spawn, tail
from anlan.operations.temporary import temporary_layout

COUNTY, TOWN = "330821000000", "330821100000"
#: As many offices as a county has: departments, townships and villages.
LEADS, MEMBERS = 24, 280
#: Seconds a process may take to start on a busy machine.
PATIENCE_S = 120.0
CSRF = "x" * 32


@dataclass
class World:
    """What the load needs to know."""

    address: tuple[str, int]
    plan_level_id: int
    team_ids: list[int]
    commander: str
    watchers: list[str]
    log: Path
    workers: int
    web: subprocess.Popen[bytes]

    def web_cpu_s(self) -> float:
        """Processor time of the web processes so far. [s]"""
        return sum(cpu_s(pid) for pid in (self.web.pid, *children_of(self.web.pid)))

    def durations(self) -> dict[str, float]:
        """Server time of every request by its id, as the web process wrote it down. [ms]"""
        found = {}
        for line in self.log.read_bytes().splitlines():
            if b'"duration_ms"' in line:
                entry = orjson.loads(line)
                found[str(entry.get("request_id"))] = float(entry["duration_ms"])
        return found


def _model(name: str) -> Any:
    return apps.get_model(name)._default_manager


def make_offices() -> None:
    """Make the county, and offices with one person each."""
    load_regions(
        rows=[
            RegionRow(code=COUNTY, name="演示县", level="county"),
            RegionRow(code=TOWN, name="演示镇", level="township", parent_code=COUNTY),
        ],
        actor=system_actor("bench"),
    )
    organisation = apps.get_model("organisations.Organisation")
    person = apps.get_model("organisations.Person")
    kinds = {"lead": "department", "member": "village"}
    made = organisation._default_manager.bulk_create(
        organisation(
            code=f"bench-{role}-{number:03d}",
            name=office_name(role, number),
            kind=kinds[role],
            region_id=COUNTY,
        )
        for role, count in (("lead", LEADS), ("member", MEMBERS))
        for number in range(count)
    )
    people = []
    for number, office in enumerate(made):
        one = person(name=f"演示{number:03d}", organisation=office, title="负责人")
        one.set_phone(f"000{number:08d}")
        people.append(one)
    person._default_manager.bulk_create(people)


def office_name(role: str, number: int) -> str:
    """The name of an invented office."""
    return f"演示县{'第' if role == 'lead' else '村'}{number:03d}{'局' if role == 'lead' else ''}"


def make_plan(tasks: int) -> int:
    """Make a plan with 24 groups and so many tasks; returns the id of its level II."""
    plan = _model("plans.Plan").create(
        code="bench-chemical",
        name="演示县危险化学品事故应急预案",
        kind="special",
        incident_kinds=["chemical"],
        state="published",
        is_demonstration=True,
    )
    level = _model("plans.PlanLevel").create(
        plan=plan, level=2, conditions="演示", commander_post="总指挥", expected_hours=24
    )
    group_model, task_model = apps.get_model("plans.PlanGroup"), apps.get_model("plans.PlanTask")
    groups = group_model._default_manager.bulk_create(
        group_model(
            plan=plan,
            name=f"演示工作组{number:02d}",
            lead_name=office_name("lead", number),
            lead_code=f"bench-lead-{number:03d}",
            members=[office_name("member", m) for m in range(number, MEMBERS, LEADS)],
            duties="演示职责",
            from_level=4,
            sort_order=number,
        )
        for number in range(LEADS)
    )
    task_model._default_manager.bulk_create(
        task_model(
            group=groups[number % LEADS],
            code=f"T{number:03d}",
            title=f"演示任务{number:03d}",
            instruction="按预案执行",
            deadline_minutes=10 + number,
            from_level=4,
            sort_order=number,
        )
        for number in range(tasks)
    )
    return int(level.pk)


def make_teams(count: int) -> list[int]:
    """Make teams that are ready."""
    team = apps.get_model("teams.Team")
    leaders = list(_model("organisations.Person").order_by("pk")[:LEADS])
    made = team._default_manager.bulk_create(
        team(
            code=f"bench-{number:04d}",
            name=f"演示救援队{number:04d}",
            kind="professional",
            capabilities=["chemical_rescue"],
            region_id=TOWN,
            leader=leaders[number % len(leaders)],
            location=Point(119.1 + number % 40 * 0.004, 28.9 + number // 40 * 0.004, srid=4326),
            member_count=12,
        )
        for number in range(count)
    )
    return [row.pk for row in made]


def make_accounts(watchers: int) -> tuple[str, list[str]]:
    """Make a commander and those who watch, each signed in; returns the keys of their sessions."""
    role_model, user_model = apps.get_model("accounts.Role"), apps.get_model("accounts.User")
    roles = {
        code: role_model._default_manager.create(
            code=code, name=code, permissions=[a.code for a in all_actions() if code in a.roles]
        )
        for code in ("commander", "county_leader")
    }
    users = [user_model(username="bench-0000", display_name="演示指挥长")]
    users += [
        user_model(username=f"bench-{number:04d}", display_name=f"演示{number:04d}")
        for number in range(1, watchers + 1)
    ]
    for user in users:
        user.set_unusable_password()
    user_model._default_manager.bulk_create(users)
    grant = apps.get_model("accounts.Grant")
    grant._default_manager.bulk_create(
        grant(
            user=user,
            role=roles["county_leader" if number else "commander"],
            scope_kind="region",
            scope_value=COUNTY[:6],
        )
        for number, user in enumerate(users)
    )
    backend = settings.AUTHENTICATION_BACKENDS[-1]
    keys = []
    for user in users:
        session = SessionStore()
        session.update(
            {
                "_auth_user_id": str(user.pk),
                "_auth_user_backend": backend,
                "_auth_user_hash": user.get_session_auth_hash(),
                "second_factor": True,  # as after the one-time password
                # Some minutes ago: opening the board notes the use of the session.
                "seen_at": int(time.time()) - 300,
            }
        )
        session.save()
        keys.append(str(session.session_key))
    return keys[0], keys[1:]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_web(layout: Layout, port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start the web process of the product against the database of this process."""
    own = connection.settings_dict
    url = f"postgresql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "ANLAN_VAR": str(layout.var),
        "ANLAN_SECRET_KEY": settings.SECRET_KEY,
        "ANLAN_ALLOWED_HOSTS": "127.0.0.1",
        "ANLAN_BASE_URL": f"http://127.0.0.1:{port}",
        # A gateway nobody runs: messages are queued for it, and no worker takes them out.
        "ANLAN_SMS_GATEWAY_URL": "http://127.0.0.1:9/",
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env=environment, cwd=project_folder(), check=True)
    log = layout.log / "web.log"
    command = [sys.executable, "-m", "anlan.operations.cli", "web", "--port", str(port)]
    process = spawn(
        [*command, "--workers", str(workers)], log=log, env=environment, cwd=project_folder()
    )
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            httpx.get(f"http://127.0.0.1:{port}/ready/", timeout=2).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return process
    raise RuntimeError(f"the web process does not answer:\n{tail(log, 30)}")


@contextmanager
def command_world(
    *, watchers: int, tasks: int, teams: int, workers: int, migrate: bool = True
) -> Iterator[World]:
    """Make everything, hand it out, throw it away."""
    with temporary_layout() as layout, durable_server():
        if migrate:
            call_command("migrate", verbosity=0, interactive=False)
        incident_reference.load(system_actor("bench"))
        make_offices()
        level_id = make_plan(tasks)
        team_ids = make_teams(teams)
        commander, keys = make_accounts(watchers)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        port = free_port()
        web = start_web(layout, port, workers)
        try:
            yield World(
                address=("127.0.0.1", port),
                plan_level_id=level_id,
                team_ids=team_ids,
                commander=commander,
                watchers=keys,
                log=layout.log / "web.log",
                workers=workers,
                web=web,
            )
        finally:
            web.terminate()
            try:
                web.wait(15)
            except subprocess.TimeoutExpired:
                web.kill()
                web.wait()


def new_token() -> str:
    """An id for a request."""
    return secrets.token_hex(16)
