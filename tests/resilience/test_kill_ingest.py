"""Ingest, broker and database are killed at random under load; nothing is lost, nothing doubled.

``ANLAN_KILLS=20`` kills twenty times; the suite kills twice. What was measured goes to the file
that ``ANLAN_KILLS_REPORT`` names. The devices keep to the rule of docs/operations.md: after a
reconnect they send again what was confirmed to them in their last ten seconds.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from anlan.demonstration.benchmarks.fleet import Fleet, compare
from anlan.demonstration.benchmarks.lean import Database, Worker, register, wait_until
from anlan.integrations.mqtt.client import RESEND_AFTER_S, Publisher
from anlan.integrations.mqtt.codec import topic_of
from anlan.integrations.mqtt.testing import BROKER, PrivateBroker
from anlan.operations.temporary import temporary_layout

KILLS = int(os.environ.get("ANLAN_KILLS", "2"))
SEED = int(os.environ.get("ANLAN_KILLS_SEED", "2026"))
REPORT = os.environ.get("ANLAN_KILLS_REPORT", "")
VICTIMS = ("ingest", "broker", "postgres")
#: 40 devices of 20 points, ten readings a second each: 8,000 readings a second.
DEVICES, POINTS_EACH = 40, 20

pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.timeout(400 + 40 * KILLS),
    pytest.mark.skipif(not BROKER, reason="mosquitto is not installed (make setup)"),
]


@dataclass
class Scene:
    """What is killed, and who speaks."""

    database: Database
    broker: PrivateBroker
    ingest: Worker
    fleet: Fleet
    publisher: Publisher
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)

    def kill(self, victim: str) -> None:
        """Kill one without warning and start it again a moment later, as a supervisor does."""
        self.kills[victim] += 1
        pause = self.chance.random() * 0.5
        if victim == "ingest":
            self.ingest.kill()
            time.sleep(pause)
            self.ingest.start()
        elif victim == "broker":
            self.broker.kill()
            time.sleep(pause)
            self.broker.start()
        else:
            self.database.kill()

    def stores(self) -> bool:
        """Whether readings reach the store now."""
        before = self.database.count()
        time.sleep(0.3)
        return self.database.count() > before


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    """A running lean installation under load."""
    chance = random.Random(SEED)
    with temporary_layout() as layout:
        database = Database(layout)
        broker = PrivateBroker(layout.var / "broker")
        ingest = Worker(database, (), layout.log / "ingest.log")
        publisher = Publisher(broker.url, client_id="kill-devices", most_in_flight=200)
        fleet: Fleet | None = None
        try:
            database.start()
            database.copy_tables(rows=True)
            points = register(database, DEVICES, POINTS_EACH)
            broker.start()
            ingest.arguments = ("run_ingest", "--broker", broker.url)
            ingest.start()
            assert publisher.start(timeout_s=10)
            fleet = Fleet(
                points, lambda code, frame: publisher.publish(topic_of(code), frame), SEED
            )
            fleet.start()
            scene = Scene(database, broker, ingest, fleet, publisher, chance)
            wait_until(scene.stores, f"nothing is stored:\n{ingest.said()}")
            yield scene
        finally:
            if fleet is not None:
                fleet.stopping.set()
            publisher.stop()
            ingest.stop()
            broker.stop()
            database.stop()


def victims(chance: random.Random) -> list[str]:
    """So many victims in random order, each about as often as the others."""
    order = [VICTIMS[number % len(VICTIMS)] for number in range(max(KILLS, len(VICTIMS)))]
    chance.shuffle(order)
    return order[:KILLS]


def test_killed_at_random_under_load_nothing_is_lost_doubled_or_raised_twice(
    scene: Scene,
) -> None:
    fleet, database = scene.fleet, scene.database
    began = time.monotonic()
    for victim in victims(scene.chance):
        time.sleep(0.3 + scene.chance.random() * 2)
        scene.kill(victim)
        if scene.chance.random() < 0.5:  # else the next one dies while this one recovers
            wait_until(scene.stores, f"{victim} does not come back:\n{scene.ingest.said()}")
    wait_until(scene.stores, f"nothing is stored any more:\n{scene.ingest.said()}")
    # Devices go on until the publisher has said once more what a killed broker may have forgotten.
    time.sleep(RESEND_AFTER_S + 1)
    fleet.stop()
    assert scene.publisher.wait_confirmed(60), "the broker does not confirm everything"
    lasted = time.monotonic() - began
    with suppress(RuntimeError):  # the comparison tells how much is missing
        wait_until(lambda: database.count() >= fleet.sent, "readings are missing")
    caught_up = time.monotonic() - began - lasted
    scene.ingest.stop()  # what is still in flight is stored or left alone

    found = compare(database, fleet)
    if REPORT:
        figures = {
            "kills": dict(scene.kills),
            "seconds": round(lasted, 1),
            "readings_per_s": round(fleet.readings_per_s),
            "messages_sent_again": scene.publisher.resent,
            "caught_up_s": round(caught_up, 1),
            **asdict(found),
        }
        with Path(REPORT).open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")
    assert found.crossings_expected > 0
    assert found.is_exact, f"{found}\n{scene.ingest.said()}"
