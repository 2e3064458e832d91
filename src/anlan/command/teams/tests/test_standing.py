"""Stand-by by danger: proposed from the warnings, ordered, taken up; then sent from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.base.notifications.public import inbox_of
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.command.teams import desk
from anlan.command.teams.errors import AlreadyStandingBy
from anlan.command.teams.events import StandByChanged
from anlan.command.teams.models import JointTraining, StandBy
from anlan.command.teams.public import get_team, list_teams, propose_stand_by
from anlan.command.teams.selectors import needs
from anlan.command.teams.services.standing import (
    end_stand_by,
    order_stand_by,
    record_training,
    take_up_stand_by,
)
from anlan.command.teams.tests.factories import StandByFactory, TeamFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.monitoring.natural_hazards.models import IncomingWarning
from anlan.monitoring.natural_hazards.public import AreaInfo
from anlan.monitoring.natural_hazards.tests.factories import make_warning

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return RegionFactory(boundary=square(119.18, 29.03, 0.3))


@pytest.fixture
def boats(town):
    return TeamFactory(capabilities=["flood_rescue"], region=town)


def values(team, **more):
    return {
        "team_id": team.pk,
        "place": "沿江应急点（演示）",
        "longitude": 119.21,
        "latitude": 29.05,
        "starts_at": clock.now(),
        "ends_at": clock.now() + timedelta(hours=12),
        "why": "山洪橙色险情",
        "level": 2,
        **more,
    }


def danger(hazard="flash_flood", level: int | None = 2, region="330825100000"):
    return AreaInfo(
        hazard, region, level, True, clock.now(), ("一小时雨量 62 毫米",), "/hazards/1/"
    )


def test_a_team_on_the_spot_is_sent_from_where_it_stands_by(boats, cast):
    leader = make_actor(
        "队长",
        role="team_leader",
        scope=Scope("person", str(boats.leader_id)),
        person_id=boats.leader_id,
    )
    with pytest.raises(NotPermitted):
        order_stand_by(actor=leader, **values(boats))
    with pytest.raises(NotVisible):
        order_stand_by(actor=cast.qian, **values(boats))
    for wrong in ({"place": " "}, {"why": ""}, {"ends_at": clock.now()}, {"longitude": 10.0}):
        with pytest.raises(InvalidInput):
            order_stand_by(actor=cast.lin, **values(boats, **wrong))

    order = order_stand_by(actor=cast.lin, **values(boats, danger_url="https://elsewhere.example/"))

    assert order.danger_url == ""  # only pages of the platform
    assert_audited("teams.stand_by.ordered", order)
    assert_emitted(StandByChanged, team_id=boats.pk, state="ordered")
    assert any(order.place in notice.title for notice in inbox_of(leader))
    assert [item.label for item in desk.stand_bys(leader)]
    with pytest.raises(AlreadyStandingBy):
        order_stand_by(actor=cast.sun, **values(boats))
    assert get_team(boats.pk, cast.lin).longitude == boats.location.x

    take_up_stand_by(stand_by_id=order.pk, actor=leader)

    assert_state(order, "on_the_spot")
    found = list_teams(capabilities=["flood_rescue"], actor=cast.lin)[0]
    assert (found.longitude, found.latitude, found.stand_by_place) == (119.21, 29.05, order.place)
    assert list(desk.stand_bys(leader)) == []
    with pytest.raises(InvalidInput):
        end_stand_by(stand_by_id=order.pk, actor=leader)
    end_stand_by(stand_by_id=order.pk, reason="险情解除", actor=leader)
    assert_audited("teams.stand_by.moved", order, by=leader)
    assert get_team(boats.pk, cast.lin).longitude == boats.location.x
    with pytest.raises(TransitionRefused):
        take_up_stand_by(stand_by_id=order.pk, actor=leader)
    order_stand_by(actor=cast.lin, **values(boats))  # the next danger


def test_each_danger_gets_the_nearest_free_team_and_says_when_nobody_is_left(
    boats, cast, monkeypatch
):
    RegionFactory(other_town=True)
    near = TeamFactory(capabilities=["flood_rescue"], location="SRID=4326;POINT(119.181 29.031)")
    TeamFactory(capabilities=["medical"])
    TeamFactory(capabilities=["search_rescue"], readiness="engaged")
    dangers = [
        danger(level=1),
        danger("river_flood", 3),
        danger("flash_flood", 3, "330825101000"),
        danger("flash_flood", 4),  # blue does not ask for teams
        danger("landslide", None),
    ]
    monkeypatch.setattr(needs, "list_present_dangers", lambda actor: dangers)

    found = propose_stand_by(cast.lin)

    assert [(p.level, p.team_id) for p in found] == [(1, near.pk), (3, boats.pk), (3, None)]
    assert found[0].distance_m == pytest.approx(148, abs=5) and not found[0].by_road
    assert "第六十七条" in found[0].legal_basis
    assert [item.level for item in desk.asked_for(cast.sun)] == [1]

    StandByFactory(team=near)  # in the first township: both of its dangers are covered
    assert [(p.region_name, p.team_id) for p in propose_stand_by(cast.lin)] == [
        ("湖镇镇", boats.pk)
    ]
    monkeypatch.setattr(needs, "list_present_dangers", lambda actor: [])
    assert propose_stand_by(cast.lin) == [] and list(desk.asked_for(cast.sun)) == []


def test_a_published_warning_asks_for_teams_where_no_danger_is_named_yet(boats, cast, monkeypatch):
    warning = make_warning()

    (found,) = propose_stand_by(cast.lin)

    assert (found.hazard_label, found.level, found.team_id) == ("暴雨", 2, boats.pk)
    assert found.reasons == (warning.headline,) and found.danger_url == warning.get_absolute_url()

    named = [danger("flash_flood", 3, "330825100000")]
    monkeypatch.setattr(needs, "list_present_dangers", lambda actor: named)
    assert [p.danger_url for p in propose_stand_by(cast.lin)] == ["/hazards/1/"]

    monkeypatch.setattr(needs, "list_present_dangers", lambda actor: [])
    IncomingWarning.objects.update(level=3)  # yellow does not ask for teams
    assert propose_stand_by(cast.lin) == []
    IncomingWarning.objects.update(level=1, expires_at=clock.now() - timedelta(minutes=1))
    assert propose_stand_by(cast.lin) == []


def test_an_order_whose_time_has_passed_stands_on_the_desk(cast):
    now = clock.now()
    order = StandByFactory(
        state="on_the_spot", starts_at=now - timedelta(hours=13), ends_at=now - timedelta(hours=1)
    )
    StandByFactory(starts_at=now + timedelta(hours=1))
    assert [item.url for item in desk.stand_bys(cast.sun)] == [order.get_absolute_url()]


def test_a_joint_training_has_two_teams_a_day_and_a_result(cast):
    RegionFactory(county=True)
    officer = make_actor("科员", role="bureau_officer", scope=Scope("region", "330825"))
    teams = [TeamFactory(), TeamFactory()]
    given = {
        "kind": "drill",
        "held_on": clock.today(),
        "subject": "联合演练（演示）",
        "region_code": "330825000000",
        "team_ids": [team.pk for team in teams],
        "result": "达到目的",
    }
    with pytest.raises(NotPermitted):
        record_training(actor=cast.zhao, **given)
    for wrong in (
        {"team_ids": [teams[0].pk]},
        {"held_on": clock.today() + timedelta(days=1)},
        {"result": " "},
    ):
        with pytest.raises(InvalidInput):
            record_training(actor=officer, **{**given, **wrong})
    training = record_training(actor=officer, **given)
    assert_audited("teams.training.recorded", training, by=officer)
    assert set(training.teams.all()) == set(teams)


def test_stand_by_and_training_through_the_pages(client, sign_in, boats, monkeypatch):
    RegionFactory(county=True)
    other = TeamFactory()
    sign_in(client, "duty_officer")
    monkeypatch.setattr(needs, "list_present_dangers", lambda actor: [danger()])
    proposals = client.get(reverse("teams:stand_by_proposals"))
    assert boats.name in proposals.content.decode()
    url = proposals.context["page"]["proposals"][0]["order_url"]
    form = client.get(url).context["form"]
    assert form["place"].value() == "龙洲街道" and "62" in form["why"].value()
    assert client.post(url, {"place": "x"}).status_code == 422
    now = clock.now()
    answer = client.post(
        url,
        {
            "place": "沿江应急点（演示）",
            "longitude": "119.21",
            "latitude": "29.05",
            "starts_at": now.strftime("%Y-%m-%dT%H:%M"),
            "ends_at": (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
            "why": "山洪橙色险情",
            "level": "2",
            "danger_url": "/hazards/1/",
        },
    )
    order = StandBy.objects.get()
    assert answer.status_code == 303 and answer.headers["Location"] == order.get_absolute_url()
    assert "/hazards/1/" in client.get(order.get_absolute_url()).content.decode()
    step = reverse("teams:stand_by_step", args=[order.pk, "take_up"])
    assert client.post(step).status_code == 303
    assert order.place in client.get(reverse("teams:detail", args=[boats.pk])).content.decode()
    assert order.place in client.get(reverse("teams:stand_bys")).content.decode()
    url = reverse("teams:training_create")
    assert client.get(url).status_code == 200
    saved = client.post(
        url,
        {
            "kind": "training",
            "held_on": clock.today().isoformat(),
            "subject": "水上救援培训（演示）",
            "region_code": "330825000000",
            "team_ids": [boats.pk, other.pk],
            "result": "全员通过",
        },
    )
    assert saved.status_code == 303
    training = JointTraining.objects.get()
    assert other.name in client.get(training.get_absolute_url()).content.decode()
    assert training.subject in client.get(reverse("teams:trainings")).content.decode()
