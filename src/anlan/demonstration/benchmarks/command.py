"""Commanding under load: incidents, teams, activations and a board with 200 people before it.

Over real HTTP to the web process of the product, on a durable database, with everything at once:
while twenty responses run, incidents are opened, teams assigned, plans activated, pages read and
the watched board is changed, each at its own steady pace, whether or not the last answer is back.
"""

from __future__ import annotations

import asyncio
import math
import os
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from anlan.demonstration.benchmarks.command_clients import Answer, Arrivals, Client, watch
from anlan.demonstration.benchmarks.command_world import TOWN, World, command_world
from anlan.kernel import clock
from anlan.operations.processes import tail


@dataclass(frozen=True)
class Load:
    """How much, how often, how long."""

    watchers: int = 200
    incidents: int = 20
    tasks: int = 120
    notices: int = 300
    seconds: float = 60.0
    #: Web processes: one for each processor of a small server.
    workers: int = 2
    #: Pauses between the beginnings of two requests of a kind. [s]
    create_every_s: float = 1.0
    assign_every_s: float = 1.0
    activate_every_s: float = 3.0
    change_every_s: float = 1.0
    read_every_s: float = 1.0

    def times(self, every_s: float) -> int:
        """How many requests of a kind there will be."""
        return max(1, round(self.seconds / every_s))


@dataclass
class Lane:
    """One kind of request and what was measured of it."""

    answers: list[Answer] = field(default_factory=list)

    def figures(self, name: str, server: dict[str, float]) -> dict[str, Any]:
        """Server time, and time from the click to the answer, in ms."""
        times = [server[a.request_id] for a in self.answers if a.request_id in server]
        wall = [a.wall_ms for a in self.answers]
        return {
            f"{name}_p50_ms": round(statistics.median(times), 1),
            f"{name}_p95_ms": percentile(times, 0.95),
            f"{name}_max_ms": round(max(times), 1),
            f"{name}_wall_p95_ms": percentile(wall, 0.95),
            f"{name}_requests": len(times),
        }


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)


@dataclass
class Commander:
    """Gives the commands and keeps what they made."""

    world: World
    load: Load
    create: Lane = field(default_factory=Lane)
    assign: Lane = field(default_factory=Lane)
    activate: Lane = field(default_factory=Lane)
    change: Lane = field(default_factory=Lane)
    read: Lane = field(default_factory=Lane)
    marks: dict[bytes, float] = field(default_factory=dict)
    opened: list[int] = field(default_factory=list)
    running: list[dict[str, Any]] = field(default_factory=list)

    def client(self) -> Client:
        """A connection of the commander."""
        return Client(self.world, self.world.commander)

    async def open_one(self, client: Client, number: int) -> Answer:
        """Take an incident in."""
        return await client.ask(
            "POST",
            "/api/v1/incidents/",
            {
                "title": f"演示事件{number:04d}",
                "kind": "chemical",
                "source": "phone",
                "occurred_at": clock.now().isoformat(),
                "region_code": TOWN,
                "longitude": 119.1 + number % 30 * 0.003,
                "latitude": 28.95,
                "facts": {"trapped": 1},
            },
        )

    async def activate_one(self, client: Client, incident_id: int) -> Answer:
        """Start the plan."""
        values = {"incident_id": incident_id, "plan_level_id": self.world.plan_level_id}
        return await client.ask("POST", "/api/v1/responses/", values)

    async def begin(self) -> tuple[float, float]:
        """Twenty incidents at once, each with its response; returns the longest of both. [ms]"""
        clients = [self.client() for _n in range(self.load.incidents)]
        made = await asyncio.gather(*(self.open_one(c, n) for n, c in enumerate(clients)))
        started = await asyncio.gather(
            *(
                self.activate_one(client, one.body["id"])
                for client, one in zip(clients, made, strict=True)
            )
        )
        self.running = [one.body for one in started]
        for client in clients:
            client.close()
        return max(a.wall_ms for a in made), max(a.wall_ms for a in started)

    async def run(self) -> None:
        """Every kind at its own pace, all at the same time."""
        load = self.load
        first = self.running[0]
        client = self.client()
        board = f"/responses/{first['id']}/situation/"
        groups = (await client.ask("GET", f"/api/v1/responses/{first['id']}/tasks")).body
        tasks = [task["id"] for task in groups]
        group_id = await asyncio.to_thread(_first_group, first["id"])
        client.close()

        async def create(client: Client, number: int) -> None:
            answer = await self.open_one(client, 1000 + number)
            self.create.answers.append(answer)
            self.opened.append(answer.body["id"])

        async def assign(client: Client, number: int) -> None:
            response = self.running[number % len(self.running)]
            values = {
                "incident_id": response["incident_id"],
                "team_id": self.world.team_ids[number],
                "order_text": "赶赴现场处置",
            }
            self.assign.answers.append(await client.ask("POST", "/api/v1/dispatch/", values))

        async def activate(client: Client, number: int) -> None:
            if number < len(self.opened):
                answer = await self.activate_one(client, self.opened[number])
                self.activate.answers.append(answer)

        async def change(client: Client, number: int) -> None:
            mark = f"BENCH-{number:06d}"
            values = {"group_id": group_id, "title": mark, "due_minutes": 30}
            path = f"/api/v1/responses/{first['id']}/orders"
            answer = await client.ask("POST", path, values)
            self.marks[mark.encode()] = answer.sent_at
            self.change.answers.append(answer)
            # Accepted at once, as is one of the plan's tasks: the board changes again.
            accept = {"step": "accept"}
            path = "/api/v1/responses/tasks/"
            await client.ask("POST", f"{path}{answer.body['id']}/step", accept)
            if number < len(tasks):
                await client.ask("POST", f"{path}{tasks[number]}/step", accept)

        async def read(client: Client, number: int) -> None:
            self.read.answers.append(await client.ask("GET", board))

        await asyncio.gather(
            self.pace(create, load.create_every_s, 0.0),
            self.pace(assign, load.assign_every_s, 0.3),
            self.pace(activate, load.activate_every_s, 0.9),
            self.pace(change, load.change_every_s, 0.45),
            self.pace(read, load.read_every_s, 0.8),
        )

    async def pace(
        self, work: Callable[[Client, int], Awaitable[None]], every_s: float, offset_s: float
    ) -> None:
        """Begin a piece of work every so often, also when the one before is not done."""
        loop = asyncio.get_running_loop()
        begun = loop.time() + offset_s * min(1.0, every_s)
        idle: list[Client] = []

        async def one(number: int) -> None:
            client = idle.pop() if idle else self.client()
            await work(client, number)
            idle.append(client)

        async with asyncio.TaskGroup() as group:
            for number in range(self.load.times(every_s)):
                await asyncio.sleep(max(0.0, begun + number * every_s - loop.time()))
                group.create_task(one(number))
        for client in idle:
            client.close()


def _first_group(response_id: int) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id) FROM responses_responsegroup WHERE response_id = %s", [response_id]
        )
        found = int(cursor.fetchone()[0])
    connection.close()
    return found


def notices_queued(response_id: int) -> tuple[int, int]:
    """How many notices the activation of a response made, and messages queued for the gateway."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT n.id), count(d.id) FROM notifications_notification n"
            " LEFT JOIN notifications_delivery d ON d.notification_id = n.id"
            " WHERE n.subject_type = 'responses.Response' AND n.subject_id = %s",
            [str(response_id)],
        )
        notices, deliveries = cursor.fetchone()
    return int(notices), int(deliveries)


async def _measure(world: World, load: Load) -> dict[str, Any]:
    commander = Commander(world, load)
    burst_create, burst_activate = await commander.begin()
    first = commander.running[0]
    arrivals = Arrivals()
    path = f"/live/?view=situation%3A{first['id']}"  # what the page of the board asks for
    ready = [asyncio.Event() for _key in world.watchers]
    watching = [
        asyncio.create_task(watch(world, number, key, path, arrivals, ready[number]))
        for number, key in enumerate(world.watchers)
    ]
    waiting = asyncio.gather(*(event.wait() for event in ready))
    pending: list[asyncio.Future[Any]] = [waiting, *watching]
    await asyncio.wait(pending, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    for one in watching:
        if one.done():
            one.result()
    if not waiting.done():
        raise RuntimeError(f"not everybody sees the board:\n{tail(world.log, 20)}")
    used = world.web_cpu_s()
    before, loads = datetime.now(UTC), [os.getloadavg()[0]]
    await commander.run()
    lasted = (datetime.now(UTC) - before).total_seconds()
    loads.append(os.getloadavg()[0])
    await asyncio.sleep(2)
    for one in watching:
        if one.done():
            one.result()
        one.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    delays = [
        (at - commander.marks[mark]) * 1000
        for mark, seen in arrivals.seen.items()
        if mark in commander.marks
        for at in seen.values()
    ]
    expected = len(commander.marks) * len(world.watchers)
    server = world.durations()
    notices, deliveries = await asyncio.to_thread(notices_queued, commander.running[-1]["id"])
    return {
        **commander.create.figures("create", server),
        **commander.assign.figures("assign", server),
        **commander.activate.figures("activate", server),
        **commander.change.figures("order", server),
        **commander.read.figures("board_page", server),
        "board_p50_ms": percentile(delays, 0.5),
        "board_p95_ms": percentile(delays, 0.95),
        "board_max_ms": round(max(delays), 1),
        "board_changes": len(commander.marks),
        "board_missed": expected - len(delays),
        "watchers": len(world.watchers),
        "incidents_at_once": len(commander.running),
        "burst_create_max_ms": round(burst_create, 1),
        "burst_activate_max_ms": round(burst_activate, 1),
        "tasks": commander.running[-1]["tasks"],
        "notices": notices,
        "messages_queued": deliveries,
        "seconds": round(lasted, 1),
        "web_workers": world.workers,
        "web_cpu_share": round((world.web_cpu_s() - used) / lasted, 2),
        "load": [round(value, 1) for value in loads],
    }


def run(load: Load, *, migrate: bool = True) -> dict[str, Any]:
    """Make the county, measure, throw it away."""
    teams = load.times(load.assign_every_s) + 1
    with command_world(
        watchers=load.watchers,
        tasks=load.tasks,
        teams=teams,
        workers=load.workers,
        migrate=migrate,
    ) as world:
        return asyncio.run(_measure(world, load))
