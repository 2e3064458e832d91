"""Partitions are shared by all who are alive, and nobody holds one twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from anlan.integrations.nats.claims import Claims
from anlan.integrations.nats.partitions import PARTITIONS

pytestmark = pytest.mark.django_db(transaction=True)


class Colleague(threading.Thread):
    """Another worker: a thread has a database connection of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.claims = Claims()
        self._orders: list[tuple[Callable[[], object], threading.Event]] = []
        self._change = threading.Condition()
        self._stopping = False
        self.start()

    def run(self) -> None:
        """Do what is asked, then end the session as a killed process would."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._orders or self._stopping)
                if not self._orders:
                    connection.close()
                    return
                work, done = self._orders.pop(0)
            work()
            done.set()

    def do(self, work: Callable[[], object]) -> None:
        """Let it do something and wait."""
        done = threading.Event()
        with self._change:
            self._orders.append((work, done))
            self._change.notify_all()
        assert done.wait(10)

    def end(self) -> None:
        """Its session is over."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        self.join(10)


@pytest.fixture
def mine():
    claims = Claims()
    yield claims
    claims.leave()


@pytest.fixture
def colleague():
    found = Colleague()
    yield found
    found.end()


def test_one_alone_holds_everything(mine):
    assert mine.settle()
    assert mine.held == frozenset(range(PARTITIONS))
    assert not mine.settle()
    assert not mine.is_due()


def test_a_second_one_gets_half_when_the_first_lets_go(mine, colleague):
    mine.settle()
    colleague.do(colleague.claims.settle)
    assert colleague.claims.held == frozenset()

    assert mine.is_due()
    mine.settle()
    colleague.do(colleague.claims.settle)

    assert len(mine.held) == len(colleague.claims.held) == PARTITIONS // 2
    assert mine.held | colleague.claims.held == frozenset(range(PARTITIONS))


def test_what_a_dead_one_held_is_taken(mine, colleague):
    colleague.do(colleague.claims.settle)
    mine.settle()
    assert mine.held == frozenset()

    colleague.end()
    until = time.monotonic() + 5  # the server needs a moment to notice
    while len(mine.held) < PARTITIONS and time.monotonic() < until:
        mine.settle()
        time.sleep(0.01)

    assert mine.held == frozenset(range(PARTITIONS))


def test_after_a_lost_session_the_same_partitions_are_held_again(mine):
    mine.settle()
    held = mine.held
    connection.close()

    assert mine.hold_here()
    assert mine.held == held


def test_after_a_lost_session_others_may_have_been_faster(mine, colleague):
    mine.settle()
    connection.close()
    colleague.do(colleague.claims.settle)

    assert not mine.hold_here()
