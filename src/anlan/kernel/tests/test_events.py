"""Events are written with the change, handled once, and heard by who may hear them."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
import pytest
from django.db import connection

from anlan.kernel import jobs, live, views
from anlan.kernel.actor import Scope
from anlan.kernel.events import Event, deliver_event, emit, on, recent_messages
from anlan.kernel.hub import Hub
from anlan.kernel.models import EventRecord, HandledEvent
from anlan.kernel.testing import assert_emitted, make_actor
from anlan.kernel.together import written_together

HEARD: list[int] = []
LISTEN = "test.listen"
live.register_topic("test", permission=LISTEN)


@dataclass(frozen=True)
class TestHappened(Event):
    __test__ = False
    name = "test.thing.happened"
    thing_id: int
    region: str
    at: datetime | None = None

    def topics(self):
        return ["test"]


@on(TestHappened)
def _hear(event):
    HEARD.append(event.thing_id)


@pytest.mark.django_db
def test_handlers_run_after_commit_and_once(frozen_clock, run_jobs):
    HEARD.clear()
    record = emit(TestHappened(thing_id=7, region="330825100000", at=frozen_clock.at))
    assert not HEARD and len(jobs.memory_queue) == 1
    run_jobs()
    deliver_event(event_id=record.pk)  # delivered again after a crash
    assert HEARD == [7]
    assert HandledEvent.objects.count() == 1
    assert_emitted(TestHappened, thing_id=7)
    again = TestHappened.from_payload(EventRecord.objects.get().payload)
    assert again.at == frozen_clock.at


@pytest.mark.django_db
def test_a_message_too_long_for_a_notification_is_refused():
    with pytest.raises(ValueError, match="send ids"):
        live.publish("test", "x", text="漂" * 4000)


@pytest.mark.parametrize(
    ("scope", "hears"),
    [
        (Scope("all"), True),
        (Scope("region", "330825"), True),
        (Scope("region", "330825100"), True),
        (Scope("region", "330825101"), False),
        (Scope("organisation", "5"), False),
    ],
)
def test_a_message_reaches_only_its_area(scope, hears):
    actor = make_actor("a", permissions=(LISTEN,), scope=scope)
    hub = Hub()

    async def listen():
        hub._listener = asyncio.create_task(asyncio.sleep(0))
        async with hub.subscribe({"test"}, actor) as queue:
            hub.deliver(
                orjson.dumps({"topic": "test", "name": "n", "region": "330825100000"}).decode()
            )
            hub.deliver(orjson.dumps({"topic": "other", "name": "n"}).decode())
            return queue.qsize()

    assert asyncio.run(listen()) == int(hears)


def test_who_may_listen(cast):
    assert not live.may_listen(cast.qian, "test")
    assert not live.may_listen(make_actor("a", permissions=(LISTEN,)), "unknown")
    assert live.may_listen(make_actor("a", permissions=(LISTEN,)), "test")


def test_a_browser_that_lags_behind_is_told_to_reload():
    hub = Hub()

    async def flood():
        hub._listener = asyncio.create_task(asyncio.sleep(0))
        async with hub.subscribe({"test"}, make_actor("a", permissions=(LISTEN,))) as queue:
            for n in range(600):
                hub.deliver(orjson.dumps({"topic": "test", "name": str(n)}).decode())
            return [queue.get_nowait() for _ in range(queue.qsize())]

    messages = asyncio.run(flood())
    assert messages[0] is None and len(messages) == 100


@pytest.mark.django_db(transaction=True)
def test_a_notification_arrives_on_commit_only():
    import psycopg

    parameters = connection.get_connection_params()
    wanted = {k: parameters[k] for k in ("dbname", "user", "password", "host", "port")}
    with psycopg.connect(**wanted, autocommit=True) as listener:
        listener.execute(f"LISTEN {live.CHANNEL}")
        live.publish("test", "hello", thing_id=1)
        (notice,) = list(listener.notifies(timeout=5, stop_after=1))
    assert orjson.loads(notice.payload) == {"topic": "test", "name": "hello", "thing_id": 1}


@pytest.mark.django_db
def test_what_happened_since_a_page_was_drawn_is_told(frozen_clock):
    emit(TestHappened(thing_id=1, region="330825100000"))
    frozen_clock.advance(seconds=10)
    drawn = frozen_clock.at
    for number in (2, 3):
        emit(TestHappened(thing_id=number, region="330825100000"))
    told = recent_messages(drawn, at_most=3)
    assert [(message["topic"], message["thing_id"]) for message in told] == [
        ("test", 2),
        ("test", 3),
    ]
    assert recent_messages(drawn, at_most=2) is None
    assert recent_messages(drawn + timedelta(seconds=1), at_most=2) == []


@pytest.mark.django_db(transaction=True)
def test_a_stream_begins_with_what_the_page_has_not_seen(rf, frozen_clock):
    near = make_actor("near", permissions=(LISTEN,), scope=Scope("region", "330825"))
    far = make_actor("far", permissions=(LISTEN,), scope=Scope("region", "330881"))
    emit(TestHappened(thing_id=3, region="330825100000"))
    frozen_clock.advance(seconds=1)
    drawn = int(frozen_clock.at.timestamp() * 1000)
    emit(TestHappened(thing_id=4, region="330825100000"))

    async def begun(actor, **query):
        request = rf.get("/live/", {"topic": "test", **query})
        request.actor = actor
        response = await views.live(request)
        read = aiter(response.streaming_content)
        chunks = [await anext(read)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                chunks.append(await anext(read))
        await read.aclose()
        return b"".join(chunks[1:])

    async def all_of_them():
        return [
            await begun(near, drawn=drawn),
            await begun(far, drawn=drawn),
            await begun(near, drawn=drawn + 60_000),
            await begun(near, drawn="yesterday"),
            await begun(near, last_event_id="0"),
        ]

    first, other_county, later, nonsense, returned = asyncio.run(all_of_them())
    assert b'"thing_id":4' in first and b'"thing_id":3' not in first
    assert (other_county, later, nonsense) == (b"", b"", b"")
    assert returned == views.RELOAD


@pytest.mark.django_db
def test_a_step_writes_its_events_at_its_end(frozen_clock, cast):
    lin = cast.lin

    def step():
        for thing in (1, 2, 3):
            emit(TestHappened(thing_id=thing, region="330825100000"), lin)

    with written_together():
        with written_together():
            step()
        assert not EventRecord.objects.exists()
    assert [r.payload["thing_id"] for r in EventRecord.objects.order_by("pk")] == [1, 2, 3]
    assert set(EventRecord.objects.values_list("actor_id", flat=True)) == {lin.id}
    assert len(jobs.memory_queue) == 1

    with pytest.raises(ZeroDivisionError), written_together():
        step()
        raise ZeroDivisionError
    emit(TestHappened(thing_id=4, region="330825100000"))
    assert EventRecord.objects.count() == 4
