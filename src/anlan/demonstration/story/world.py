"""The platform as the story meets it behind the pages: its broker, its database, its people.

Everything a person would do is done in the browser. Here is only what no person does: the order to
the simulator that starts the leak, looking up when the platform noted something, and the harm that
is done to it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import httpx
import orjson
from django.db import connection

from anlan.base.accounts.constants import DEMONSTRATION_PASSWORD
from anlan.demonstration.story.score import StoryError
from anlan.integrations.mqtt.client import Publisher
from anlan.kernel.actor import system_actor
from anlan.operations.paths import Layout
from anlan.operations.supervisor import read_state

T = TypeVar("T")

CONTROL_TOPIC = "anlan/v1/simulator/control"
PAUSE_S = 0.1


def _ask(question: Callable[[], Any]) -> Any:
    try:
        return question()
    finally:
        connection.close()


@dataclass
class World:
    """Addresses, and questions to the database.

    The browser's driver keeps an event loop in the main thread, where Django refuses to touch the
    database; questions are asked in a thread of their own.
    """

    address: str
    broker_url: str
    password: str = DEMONSTRATION_PASSWORD
    reader: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def ask(self, question: Callable[[], T]) -> T:
        """Answer one question from the database."""
        answer: T = self.reader.submit(_ask, question).result()
        return answer

    def wait(self, question: Callable[[], T | None], what: str, timeout_s: float = 30.0) -> T:
        """Ask until there is an answer."""
        end = time.monotonic() + timeout_s
        while True:
            answer = self.ask(question)
            if answer:
                return answer
            if time.monotonic() > end:
                raise StoryError(f"after {timeout_s:g} s: {what}")
            time.sleep(PAUSE_S)

    def order(self, **message: Any) -> None:
        """Tell the simulator over MQTT, as an operator of the demonstration would."""
        publisher = Publisher(self.broker_url, client_id="anlan-story")
        if not publisher.start(timeout_s=10):
            publisher.stop()
            raise StoryError("the broker does not answer; is the platform up, with its broker?")
        try:
            publisher.publish(CONTROL_TOPIC, orjson.dumps(message))
            if not publisher.wait_confirmed(5):
                raise StoryError("the broker did not confirm the order to the simulator")
        finally:
            publisher.stop()

    @contextmanager
    def web_stopped(self) -> Iterator[None]:
        """Let the web process of this installation answer nobody for a while."""
        pid, _restarts = self._web()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def kill_web(self) -> tuple[int, int]:
        """Kill the web process of this installation without warning: its number, its restarts."""
        pid, restarts = self._web()
        os.kill(pid, signal.SIGKILL)
        return pid, restarts

    def wait_web(self, killed: tuple[int, int], timeout_s: float = 60.0) -> None:
        """Wait until the supervisor has started its successor and that answers."""
        end = time.monotonic() + timeout_s
        while True:
            now, restarts = self._web()
            if now not in (0, killed[0]) and restarts > killed[1] and self._answers():
                return
            if time.monotonic() > end:
                raise StoryError(f"the web process was not started again in {timeout_s:g} s")
            time.sleep(PAUSE_S)

    def _web(self) -> tuple[int, int]:
        process = read_state(Layout.from_environment())["processes"]["web"]
        return int(process["pid"] or 0), int(process["restarts"])

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/login/", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def close(self) -> None:
        """End the reader."""
        self.reader.shutdown()


#: Who reads where no person does: sees everything, changes nothing.
READER = system_actor("demonstration.story")


def ms_between(earlier: datetime, later: datetime) -> int:
    """Whole milliseconds from one moment to another."""
    return round((later - earlier).total_seconds() * 1000)
