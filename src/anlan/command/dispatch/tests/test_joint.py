"""All incidents planned together, and what the teams of the county reach in time."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.selectors.coverage import cover
from anlan.command.dispatch.selectors.joint import plan_jointly
from anlan.command.dispatch.services.dispatches import assign_team, decline
from anlan.command.dispatch.services.joint import send_jointly
from anlan.command.responses.tests import scene
from anlan.command.roads.errors import NoNetwork
from anlan.command.roads.tests.factories import corner, use_town
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel.errors import NotPermitted
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db

TOXIC = {"details": {"is_toxic": True, "alarm_level": 1}}


def team(i, j, *capabilities, **values):
    """A team at a corner of the town."""
    return TeamFactory(
        location=Point(*corner(i, j), srid=4326), capabilities=list(capabilities), **values
    )


def leak(i, j):
    """A leak at a corner of the town."""
    longitude, latitude = corner(i, j)
    return scene.incident(longitude=longitude, latitude=latitude, facts=TOXIC)


@pytest.fixture
def county():
    """Departments, plans and the roads of a town."""
    scene.departments()
    scene.library()
    RegionFactory(boundary=square(119.18, 29.03))
    return use_town()


@pytest.fixture
def two_leaks(county):
    """A leak in the west, one in the east."""
    return leak(0, 0), leak(3, 0)


def test_two_incidents_share_the_teams_so_that_all_ways_together_are_shortest(two_leaks, cast):
    west, east = two_leaks
    middle, outer = team(1, 0, "chemical_rescue"), team(0, 3, "chemical_rescue")
    plan = plan_jointly(cast.lin)

    assert plan.is_optimal and plan.gap == 0.0
    sent = {task.incident.id: [row.team.id for row in task.sent] for task in plan.tasks}
    assert sent == {west.pk: [outer.pk], east.pk: [middle.pk]}  # not the nearest to the first
    assert plan.minutes == pytest.approx(
        sum(row.minutes for task in plan.tasks for row in task.sent)
    )
    lacking = {need.code for task in plan.tasks for need in task.missing}
    assert "environmental_monitoring" in lacking and "chemical_rescue" not in lacking


def test_what_stays_at_home_what_is_left_out_and_who_declined(two_leaks, cast):
    west, east = two_leaks
    one, two = team(0, 1, "chemical_rescue"), team(3, 1, "chemical_rescue")
    kept = plan_jointly(cast.lin, keep=1)
    assert sum(len(task.sent) for task in kept.tasks) == 1
    assert sum(len(t.sent) for t in plan_jointly(cast.lin, keep=9).tasks) == 0
    only = plan_jointly(cast.lin, only={east.pk})
    assert [task.incident.id for task in only.tasks] == [east.pk]
    assert len(only.waiting) == 2

    dispatch = assign_team(incident_id=west.pk, team_id=one.pk, order_text="去", actor=cast.lin)
    decline(dispatch_id=dispatch.pk, reason="车辆故障", actor=cast.lin)
    again = plan_jointly(cast.lin, only={west.pk})
    assert [row.team.id for task in again.tasks for row in task.sent] == [two.pk]


def test_the_orders_stand_for_themselves_and_are_permitted_first(two_leaks, cast):
    west, east = two_leaks
    one, two = team(0, 1, "chemical_rescue"), team(3, 1, "chemical_rescue")
    pairs = [(west.pk, one.pk), (east.pk, two.pk)]
    orders = {west.pk: "赶赴西门", east.pk: "赶赴东门"}
    with pytest.raises(NotPermitted):
        send_jointly(pairs=pairs, orders=orders, actor=cast.zhao)
    assert not Dispatch.objects.exists()

    assign_team(incident_id=west.pk, team_id=two.pk, order_text="先去", actor=cast.sun)
    sent, refused = send_jointly(pairs=pairs, orders=orders, actor=cast.lin)
    assert [(d.team_id, d.order_text) for d in sent] == [(one.pk, "赶赴西门")]
    assert refused[0][0] == two.name and refused[0][1]
    assert_audited("dispatch.dispatch.assigned", sent[0])


def test_the_page_shows_the_plan_and_gives_the_orders_left_ticked(two_leaks, client, sign_in):
    west, _east = two_leaks
    one = team(0, 1, "chemical_rescue")
    team(3, 1, "chemical_rescue")
    sign_in(client, "commander")
    page = client.get(reverse("dispatch:joint"))
    assert page.status_code == 200 and page.context["page"]["teams_sent"] == 2
    assert f'value="{west.pk}:{one.pk}" checked' in page.content.decode()
    assert client.get(reverse("dispatch:joint"), {"keep": "x"}).status_code == 422
    asked = client.get(reverse("dispatch:joint"), {"keep": "1", "incident": west.pk})
    assert len(asked.context["page"]["tasks"]) == 1 and asked.context["page"]["keep"] == 1

    form = {"send": [f"{west.pk}:{one.pk}"], f"order-{west.pk}": "赶赴西门"}
    orders, page = reverse("dispatch:joint_orders"), reverse("dispatch:list")
    assert client.post(orders, form).status_code == 303
    assert Dispatch.objects.get().order_text == "赶赴西门"
    assert "已调派1支队伍" in client.get(page).content.decode()
    client.post(orders, form)
    assert "未能调派" in client.get(page).content.decode() and Dispatch.objects.count() == 1
    assert client.post(reverse("dispatch:joint_orders"), {"send": "x"}).status_code == 422


def village(i, j):
    """A village at a corner of the town."""
    return RegionFactory(
        code=f"33082510{int(i * 10):02d}{j:02d}",
        level="village",
        centre=Point(*corner(i, j), srid=4326),
    )


def test_which_villages_are_reached_and_where_a_further_base_helps_most(county, cast):
    near, far, next_to_far = village(0.5, 0), village(3, 3), village(3, 2)
    team(0, 0, "fire_fighting", turnout_minutes=2)
    found = cover("fire_fighting", [3.0, 6.5], cast.lin, further=1)

    assert found.villages == 3
    assert [row.villages for row in found.reached] == [1, 1]
    assert found.reached[0].area.area_km2 < found.reached[1].area.area_km2
    assert {v.code for v in found.missed} == {far.code, next_to_far.code}
    assert found.is_proven and found.is_verified and found.further[0].added == 2
    assert found.further[0].village.code in {far.code, next_to_far.code}
    nobody = cover("drone", [5.0], cast.lin)
    assert not nobody.teams and nobody.reached[0].villages == 0 and len(nobody.missed) == 3
    assert near.code not in {v.code for v in found.missed}


def test_the_page_of_coverage_and_a_county_without_roads(client, sign_in, cast):
    with pytest.raises(NoNetwork):
        cover("fire_fighting", [5.0], cast.lin)
    sign_in(client, "commander")
    for name in ("dispatch:coverage", "dispatch:joint"):
        assert "读入" in client.get(reverse(name)).content.decode()
    RegionFactory(boundary=square(119.18, 29.03))
    use_town()
    village(1, 1)
    team(0, 0, "fire_fighting")
    page = client.get(reverse("dispatch:coverage"))
    assert page.status_code == 200 and page.context["page"]["found"].villages == 1
    asked = {"capability": "fire_fighting", "minutes": "0", "further": ""}
    assert client.get(reverse("dispatch:coverage"), asked).status_code == 422
