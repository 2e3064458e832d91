"""The situation board: what it shows, how it is shared, and that it keeps itself true."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from django.urls import reverse

from anlan.base.notifications.models import Notification
from anlan.command.responses.models import Response
from anlan.command.responses.public import activate_response, issue_order
from anlan.command.responses.selectors.board import board_of, board_topics, render_board
from anlan.command.responses.tests import scene
from anlan.command.responses.tests.test_accountability import send_team
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.hub import Hub
from anlan.kernel.live import find_shared_view
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def lin(cast):
    """The county's commander."""
    return cast.lin


@pytest.fixture
def response() -> Response:
    """A running response to a leak."""
    scene.departments()
    scene.library()
    leak = scene.incident(facts={"trapped": 2, "details": {"is_toxic": True, "alarm_level": 1}})
    return activate_response(incident_id=leak.pk, actor=SYSTEM)


def test_the_board_shows_facts_groups_orders_and_teams(response, client, sign_in):
    group = response.groups.get(name="医疗救护组")
    issue_order(
        response_id=response.pk,
        group_id=group.pk,
        title="增派救护车",
        instruction="",
        due_minutes=20,
        actor=SYSTEM,
    )
    sent = send_team(response)
    send_team(response, arrives=False)
    board = board_of(response.pk)
    assert board["totals"]["all"] == 31 and board["totals"]["waiting"] == 31
    assert [task.title for task in board["orders"]] == ["增派救护车"]
    assert (board["teams_on_scene"], board["people_on_scene"]) == (1, 10)
    assert [f["value"] for f in board["facts"]][1] == 2
    sign_in(client, "commander")
    for name in ("situation", "wall"):
        text = client.get(reverse(f"responses:{name}", args=[response.pk])).content.decode()
        assert "增派救护车" in text and sent.team.name in text
        assert f'data-live-view="situation:{response.pk}"' in text


def test_the_board_needs_a_few_queries_whatever_stands_on_it(
    response, django_assert_max_num_queries
):
    send_team(response)
    with django_assert_max_num_queries(14):
        render_board(str(response.pk))


def test_the_shared_view_is_for_those_who_may_see_the_response(response, cast, lin):
    name = f"situation:{response.pk}"
    assert find_shared_view(name, lin) is not None
    assert find_shared_view(name, cast.qian) is None
    far = make_actor(
        "远", permissions=("responses.view_response",), scope=Scope("region", "330822")
    )
    assert find_shared_view(name, far) is None
    assert find_shared_view("situation:x", lin) is None
    assert find_shared_view("unknown:1", lin) is None
    assert board_topics(str(response.pk)) == [
        f"response:{response.pk}",
        f"incident:{response.incident_id}",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_change_is_rendered_once_and_sent_to_all_who_watch(lin, monkeypatch):
    from anlan.kernel import feeds
    from anlan.kernel.live import SharedView

    monkeypatch.setattr(feeds, "GATHER_S", 0.01)
    monkeypatch.setattr(feeds, "REST_S", 0.01)
    renderings: list[str] = []
    state = {"head": "<p id='head'>1</p>", "tail": "<p id='tail'>1</p>"}

    def render(argument):
        renderings.append(argument)
        return dict(state)

    view = SharedView("shared", lambda *_: True, lambda argument: [f"x:{argument}"], render)

    async def play():
        hub = Hub()
        hub._listener = asyncio.create_task(asyncio.sleep(30))
        one = hub.subscribe(set(), lin, views={"shared:7": view}, language="zh-hans")
        two = hub.subscribe(set(), lin, views={"shared:7": view}, language="zh-hans")
        async with one as first, two as second:
            for queue in (first, second):
                assert b'"head"' in await asyncio.wait_for(queue.get(), 5)
            assert len(renderings) == 1
            state["tail"] = "<p id='tail'>2</p>"
            for _time in range(3):
                hub.deliver(orjson.dumps({"topic": "x:7", "name": "n"}).decode())
            frames = [await asyncio.wait_for(queue.get(), 5) for queue in (first, second)]
            assert frames[0] is frames[1]
            assert b"tail" in frames[0] and b'"head"' not in frames[0]
            assert len(renderings) == 2
            hub.deliver(orjson.dumps({"topic": "other", "name": "n"}).decode())
            await asyncio.sleep(0.05)
            assert len(renderings) == 2 and first.empty()
        assert not hub._feeds
        hub._listener.cancel()

    asyncio.run(play())


def test_members_of_the_groups_are_told_as_well(response):
    kinds = set(Notification.objects.values_list("kind", flat=True))
    assert "responses.group_lead" in kinds
    people = Notification.objects.filter(kind__startswith="responses.").values_list(
        "person_id", flat=True
    )
    assert len(people) == len(set(people))
