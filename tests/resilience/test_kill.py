"""Any process may be killed at any moment: nothing acknowledged is lost, nothing is doubled.

In the middle of an incident, while devices publish, an officer writes and a live page is open, one
process after another gets ``kill -9``. What people and devices had been told was taken must be in
the database once and unchanged, and the clocks must run on as if nothing had happened.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import pytest

from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.codec import CONTROL_TOPIC

from .county import County, wait_for
from .people import Devices, LivePage, Notes, Visitor

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.timeout(400),
]

#: What must be the same before and after, by the words that say what it is.
ESTABLISHED = {
    "acknowledged alarms": """
        SELECT id, source, source_key, point_id, opened_at, raised_at, acknowledged_at,
            acknowledged_by, verified_at
        FROM alarms_alarm WHERE acknowledged_at IS NOT NULL""",
    "incidents": "SELECT id, number, title, grade, occurred_at FROM incidents_incident",
    "responses": "SELECT id, incident_id, plan_level_id, activated_at FROM responses_response",
    "tasks": """
        SELECT id, response_id, title, state, assignee_id, assigned_at, accepted_at, due_at
        FROM responses_responsetask""",
    "clocks": "SELECT id, rule_id, subject_type, subject_id, started_at FROM deadlines_deadline",
    "due times": "SELECT id, due_at FROM deadlines_deadline WHERE overdue_at IS NULL",
    "confirmed notices": """
        SELECT id, person_id, confirmed_at FROM notifications_notification
        WHERE confirmed_at IS NOT NULL""",
}
#: What must not be there; each query lists what is.
DOUBLED = {
    "unfinished alarms of one thing": """
        SELECT source, source_key FROM alarms_alarm WHERE finished_at IS NULL
        GROUP BY source, source_key HAVING count(*) > 1""",
    "unfinished alarms of one point": """
        SELECT point_id FROM alarms_alarm WHERE finished_at IS NULL AND point_id IS NOT NULL
        GROUP BY point_id HAVING count(*) > 1""",
    "alarms raised twice": """
        SELECT alarm_id FROM alarms_alarmstep WHERE kind = 'raised'
        GROUP BY alarm_id HAVING count(*) > 1""",
    "levels of one alarm raised twice": """
        SELECT alarm_id, level FROM alarms_alarmstep WHERE kind = 'level_raised' AND at > %(since)s
        GROUP BY alarm_id, level HAVING count(*) > 1""",
    # A level that rises is told anew.
    "notices of one thing to one person": """
        SELECT person_id, kind, subject_type, subject_id, title, level
        FROM notifications_notification WHERE created_at > %(since)s AND subject_id <> ''
        GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(*) > 1""",
    "clocks told overdue twice": """
        SELECT payload->>'deadline_id' FROM kernel_eventrecord
        WHERE name = 'deadlines.deadline.overdue' AND created_at > %(since)s
        GROUP BY 1 HAVING count(*) > 1""",
}


@dataclass
class Scene:
    """An incident under way and everybody at work."""

    county: County
    officer: Visitor
    commander: Visitor
    devices: Devices
    notes: Notes
    page: LivePage
    since: datetime
    alarm_id: int
    incident_id: int
    before: dict[str, set[Any]] = field(default_factory=dict)

    def established(self) -> dict[str, set[Any]]:
        """What people have been told is so."""
        return {what: set(self.county.ask(query)) for what, query in ESTABLISHED.items()}

    def remember(self) -> None:
        """Note what is so before something is killed."""
        self.before = self.established()
        assert all(self.before.values()), "the scene is not complete"

    def compare(self) -> None:
        """After a restart: everything is there, once, unchanged, and people can go on."""
        now = self.established()
        for what, rows in self.before.items():
            assert rows <= now[what], f"{what} were lost or changed: {rows - now[what]}"
        for what, query in DOUBLED.items():
            with self.county.connect() as connection:
                found = connection.execute(query, {"since": self.since}).fetchall()
            assert not found, f"{what}: {found}"
        accepted = len(self.notes.accepted)
        wait_for(lambda: len(self.notes.accepted) > accepted + 2, "nobody can write")
        assert self.notes.failure is None
        written = [
            text
            for (text,) in self.county.ask(
                "SELECT text FROM incidents_timelineentry WHERE incident_id = %s AND kind = 'note'",
                self.incident_id,
            )
        ]
        lost = set(self.notes.accepted) - set(written)
        assert not lost, f"lines that were accepted are lost: {sorted(lost)}"
        assert len(written) == len(set(written)), "lines are there twice"
        self.devices.wait_stored()

    def running_clock(self) -> int:
        """A clock of the incident that has time left."""
        ((deadline_id,),) = self.county.ask(
            "SELECT id FROM deadlines_deadline WHERE state = 'running' AND overdue_at IS NULL"
            " AND due_at > now() + interval '5 minutes' AND subject_type = 'incidents.Incident'"
            " AND subject_id = %s ORDER BY due_at LIMIT 1",
            str(self.incident_id),
        )
        return int(deadline_id)

    def expect_told_once(self, deadline_id: int) -> None:
        """The clock ran out while the worker was away: that is told afterwards, once."""

        def handled() -> list[tuple[Any, ...]]:
            return self.county.ask(
                "SELECT handled.handler, count(*) FROM kernel_handledevent handled"
                " JOIN kernel_eventrecord event ON event.id = handled.event_id"
                " WHERE event.name = 'deadlines.deadline.overdue'"
                " AND event.payload->>'deadline_id' = %s GROUP BY 1",
                str(deadline_id),
            )

        wait_for(handled, "nobody was told that the time ran out", 60)
        assert {number for _handler, number in handled()} == {1}
        assert self.county.ask(
            "SELECT 1 FROM notifications_notification WHERE kind = 'deadlines.overdue'"
            " AND subject_id = %s",
            str(deadline_id),
        )


@pytest.fixture(scope="module")
def scene(county: County) -> Iterator[Scene]:
    """A leak, its alarm, the incident, the response; devices, officer and page go on."""
    ((since,),) = county.ask("SELECT now()")
    officer, commander = Visitor(county, "duty_officer"), Visitor(county, "commander")
    alarm_id = _leak(county, since)
    officer.write(f"/api/v1/alarms/{alarm_id}/acknowledge")
    officer.write(f"/api/v1/alarms/{alarm_id}/verify", reason="现场核实属实")
    incident = officer.write(
        "/api/v1/incidents/", alarm_id=alarm_id, kind="chemical", facts={"deaths": 3}
    )
    response = commander.write("/api/v1/responses/", incident_id=incident["id"])
    tasks = commander.http.get(f"/api/v1/responses/{response['id']}/tasks").json()
    for task in tasks[:3]:
        commander.write(f"/api/v1/responses/tasks/{task['id']}/step", step="accept")
    wait_for(commander.confirm_notices, "the commander is not asked to confirm anything")

    devices = Devices(county, 4)
    notes = Notes(officer, incident["id"])
    page = LivePage(Visitor(county, "commander"), ("alarms", f"incident:{incident['id']}"))
    everybody = (devices, notes, page)
    for worker in everybody:
        worker.start()
    try:
        wait_for(lambda: notes.accepted and page.messages, "the scene does not come alive")
        yield Scene(
            county, officer, commander, devices, notes, page, since, alarm_id, incident["id"]
        )
    finally:
        for worker in everybody:
            worker.stopping.set()
        devices.publisher.stop()


def _leak(county: County, since: datetime) -> int:
    """Let the simulator's leak begin; returns the alarm."""
    with Publisher(county.broker_url, client_id="resilience-order") as publisher:
        publisher.publish(CONTROL_TOPIC, orjson.dumps({"scenario": "gas_leak"}))
        assert publisher.wait_confirmed(10)
    rows = wait_for(
        lambda: county.ask(
            "SELECT id FROM alarms_alarm WHERE raised_at > %s AND level = 1 LIMIT 1", since
        ),
        "the leak raises no red alarm",
        60,
    )
    return int(rows[0][0])


def test_ingest_is_killed(scene: Scene) -> None:
    scene.remember()
    wait_restarted = scene.county.kill("ingest")
    time.sleep(1)
    wait_restarted()
    scene.compare()


def test_worker_is_killed_with_a_job_in_its_hands_and_a_clock_about_to_run_out(
    scene: Scene,
) -> None:
    clock = scene.running_clock()
    with scene.county.connect() as holding, holding.transaction():
        # Every reaction to an event waits for this table: the job is in the middle of its work.
        holding.execute("LOCK TABLE kernel_handledevent IN ACCESS EXCLUSIVE MODE")
        second = scene.officer.write(
            "/api/v1/incidents/", title="演示第二起", kind="fire", region_code="330825002001"
        )
        wait_for(
            lambda: scene.county.ask(
                "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'"
                " AND task_name = 'anlan.kernel.events.deliver_event'"
            ),
            "no job is under way",
        )
        scene.remember()
        wait_restarted = scene.county.kill("worker")
        scene.county.ask("UPDATE deadlines_deadline SET due_at = now() WHERE id = %s", clock)
        scene.before["due times"] = {row for row in scene.before["due times"] if row[0] != clock}
    wait_restarted()

    wait_for(
        lambda: scene.county.ask(
            "SELECT 1 FROM notifications_notification WHERE kind = 'incidents.opened'"
            " AND subject_id = %s",
            str(second["id"]),
        ),
        "the interrupted job was not taken up",
        60,
    )
    scene.expect_told_once(clock)
    scene.compare()


def test_web_is_killed(scene: Scene) -> None:
    scene.remember()
    connections, reloads = scene.page.connections, scene.page.reloads
    scene.county.kill("web")()
    wait_for(lambda: scene.page.connections > connections, "the live page does not come back")
    wait_for(lambda: scene.page.reloads > reloads, "the live page is not told to reload")
    scene.compare()


def test_broker_is_killed(scene: Scene) -> None:
    scene.remember()
    resent = scene.devices.publisher.resent
    scene.county.kill("broker")()
    wait_for(lambda: scene.devices.publisher.resent > resent, "the devices do not come back")
    scene.compare()


def test_a_database_connection_is_killed(scene: Scene) -> None:
    scene.remember()
    reloads = scene.page.reloads
    scene.county.kill_backend()
    wait_for(lambda: scene.page.reloads > reloads, "the live page is not told to reload")
    scene.compare()


def test_database_is_killed(scene: Scene) -> None:
    clock = scene.running_clock()
    scene.remember()
    reloads = scene.page.reloads
    scene.county.kill("postgres")()
    scene.county.ask("UPDATE deadlines_deadline SET due_at = now() WHERE id = %s", clock)
    scene.before["due times"] = {row for row in scene.before["due times"] if row[0] != clock}
    wait_for(lambda: scene.page.reloads > reloads, "the live page is not told to reload")
    scene.expect_told_once(clock)
    scene.compare()


def test_the_audit_chain_is_whole_after_all_this(scene: Scene) -> None:
    done = scene.county.command("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
