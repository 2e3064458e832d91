"""Proposing, sending and following teams."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.gis.geos import LineString, Point
from django.db import connection

from anlan.base.notifications.models import Notification
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.command.dispatch.choices import DispatchState
from anlan.command.dispatch.errors import IncidentFinished, TeamAlreadyBound
from anlan.command.dispatch.events import (
    DispatchDeclined,
    DispatchMoved,
    PositionReported,
    SceneReported,
    TeamAssigned,
)
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.panels import may_incident_close, report_section
from anlan.command.dispatch.public import dispatch_metrics, list_dispatches
from anlan.command.dispatch.routing import estimate
from anlan.command.dispatch.selectors.proposals import needs_of, propose_teams
from anlan.command.dispatch.services.dispatches import (
    accept_dispatch,
    arrive,
    assign_team,
    begin_work,
    complete,
    decline,
    depart,
    report_from_scene,
    report_position,
    stand_down,
)
from anlan.command.responses.tests import scene
from anlan.command.roads.public import close_road
from anlan.command.roads.tests.factories import corner, use_town
from anlan.command.teams.models import Team
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.models import EventRecord
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor

pytestmark = pytest.mark.django_db

ORDER = "赶赴东门集结，做好个人防护，侦检堵漏"


@pytest.fixture
def leak():
    """A chlorine leak."""
    scene.departments()
    scene.library()
    return scene.incident(facts={"details": {"is_toxic": True, "alarm_level": 1}})


@pytest.fixture
def near():
    """A chemical team 2 km away."""
    return TeamFactory(location=Point(119.20, 29.03, srid=4326))


@pytest.fixture
def far():
    """A chemical team 20 km away."""
    return TeamFactory(location=Point(119.38, 29.03, srid=4326))


def leader_of(team: Team):
    """The leader of a team as an actor over his own organisation."""
    return make_actor(
        "队长",
        role="team_leader",
        scope=Scope("organisation", str(team.organisation_id)),
        person_id=team.leader_id,
        organisation_id=team.organisation_id,
    )


def test_the_estimate_is_the_straight_line_times_the_detour_factor():
    way = estimate(119.18, 29.03, 119.28, 29.03, 60)

    assert way.straight_m == pytest.approx(9740, rel=0.01)  # 0.1° of longitude at 29° north
    assert way.road_m == pytest.approx(way.straight_m * 1.35)
    assert way.travel_s == pytest.approx(way.road_m / (60 / 3.6))


def test_with_a_road_network_the_estimate_follows_the_roads_and_its_closures(cast):
    RegionFactory(boundary=square(119.18, 29.03))
    use_town()
    ends = (*corner(0.1, 0), *corner(2.9, 0))
    way = estimate(*ends, 45)
    assert way.method == "road network"
    assert way.road_m == pytest.approx(way.straight_m, rel=0.01)  # along one straight road
    assert way.travel_s == pytest.approx(way.road_m / (70 / 3.6), rel=0.01)
    assert estimate(*ends, 90).travel_s == pytest.approx(way.travel_s / 2)
    line = LineString(corner(1.4, 0), corner(1.6, 0), srid=4326)
    close_road(name="演示路", reason="flood", drawn=line, actor=cast.lin)
    assert estimate(*ends, 45).road_m > way.road_m * 1.5
    assert estimate(*ends[:2], 120.9, 30.0, 45).method == "geodesic×1.35"


def test_the_nearest_capable_team_comes_first_with_its_reasons(leak, near, far, cast):
    busy = TeamFactory(location=Point(119.18, 29.03, srid=4326), readiness="engaged")
    TeamFactory(capabilities=["forest_fire"], location=Point(119.18, 29.03, srid=4326))

    found = propose_teams(leak.pk, cast.lin)

    assert [p.team.id for p in found] == [near.pk, far.pk, busy.pk]
    first = found[0]
    assert first.is_available and "危险化学品救援" in "".join(first.first_for)
    assert first.estimate is not None and first.estimate.road_m == pytest.approx(2630, rel=0.02)
    assert first.minutes == pytest.approx(3 + first.estimate.travel_s / 60)
    assert not found[2].is_available and found[2].blocked_reason
    codes = {need.code for need in needs_of(leak.pk, cast.lin)}
    assert {"chemical_rescue", "environmental_monitoring", "medical"} <= codes


def test_sending_a_team_binds_it_tells_its_leader_and_enters_the_timeline(leak, near, cast):
    with pytest.raises(NotPermitted):
        assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=cast.zhao)
    with pytest.raises(InvalidInput):
        assign_team(incident_id=leak.pk, team_id=near.pk, order_text=" ", actor=cast.lin)

    dispatch = assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=cast.lin)

    near.refresh_from_db()
    assert near.readiness == "engaged"
    notice = Notification.objects.get(person_id=near.leader_id, kind="dispatch.assigned")
    assert notice.must_confirm and notice.url.endswith(f"/dispatch/{dispatch.pk}/phone/")
    assert dispatch.eta_at is not None and dispatch.eta_at > dispatch.assigned_at
    assert leak.timeline.filter(kind="dispatch", text__contains=near.name).exists()
    assert_audited("dispatch.dispatch.assigned", dispatch)
    event = assert_emitted(TeamAssigned, dispatch_id=dispatch.pk)
    topics = TeamAssigned.from_payload(event.payload).topics()
    assert {f"incident:{leak.pk}", "map", "dispatch"} <= set(topics)
    with pytest.raises(TeamAlreadyBound):
        assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=cast.sun)
    type(leak).objects.filter(pk=leak.pk).update(state="false")
    with pytest.raises(IncidentFinished):
        assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=cast.lin)


def test_the_way_of_a_team_step_by_step_and_pressed_twice(leak, near, cast):
    dispatch = assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=cast.lin)
    leader = leader_of(near)
    with clock.freeze(clock.now()) as frozen:
        frozen.advance(minutes=1)
        accept_dispatch(dispatch_id=dispatch.pk, actor=leader)
        with pytest.raises(TransitionRefused):
            arrive(dispatch_id=dispatch.pk, actor=leader)
        frozen.advance(minutes=2)
        depart(dispatch_id=dispatch.pk, actor=leader)
        events = EventRecord.objects.count()
        depart(dispatch_id=dispatch.pk, actor=leader)
        assert EventRecord.objects.count() == events
        report_position(
            dispatch_id=dispatch.pk,
            longitude=119.19,
            latitude=29.03,
            actor=leader,
            at=clock.now(),
        )
        assert_emitted(PositionReported, dispatch_id=dispatch.pk)
        moved = Dispatch.objects.get(pk=dispatch.pk)
        assert moved.distance_m == pytest.approx(1315, rel=0.02)
        frozen.advance(minutes=4)
        arrive(dispatch_id=dispatch.pk, actor=leader)
        report_from_scene(
            dispatch_id=dispatch.pk,
            text="阀门泄漏，准备堵漏",
            actor=leader,
            photos=[scene.photo()],
        )
        assert_emitted(SceneReported, dispatch_id=dispatch.pk, photos=1)
        begin_work(dispatch_id=dispatch.pk, actor=leader)
        assert may_incident_close(leak.pk)
        complete(dispatch_id=dispatch.pk, actor=leader)

    assert_state(dispatch, DispatchState.RELEASED)
    near.refresh_from_db()
    assert near.readiness == "ready"
    assert may_incident_close(leak.pk) is None
    assert_audited("dispatch.dispatch.arrived", dispatch, by=leader)
    assert_emitted(DispatchMoved, dispatch_id=dispatch.pk, state="arrived")
    numbers = dispatch_metrics(leak.pk)
    assert numbers["mean_accept_s"] >= 60 and numbers["mean_arrive_s"] >= 420
    section = report_section(leak.pk)
    assert section is not None and near.name in "".join(section["paragraphs"])
    assert section["moments"]["arrival"] is not None
    assert [d.state for d in list_dispatches(leak.pk)] == ["released"]


def test_declining_needs_a_reason_and_proposes_the_next_team(leak, near, far, cast):
    commander = make_actor(
        "指挥", role="commander", scope=Scope("region", "330825"), person_id=far.leader_id
    )
    dispatch = assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=commander)
    leader = leader_of(near)
    with pytest.raises(InvalidInput):
        decline(dispatch_id=dispatch.pk, actor=leader, reason="")

    decline(dispatch_id=dispatch.pk, actor=leader, reason="车辆故障")

    near.refresh_from_db()
    assert near.readiness == "ready"
    assert_emitted(DispatchDeclined, dispatch_id=dispatch.pk, next_team_id=far.pk)
    told = Notification.objects.get(kind="dispatch.declined")
    assert far.name in told.body
    ranked = propose_teams(leak.pk, cast.lin)
    assert [p.team.id for p in ranked] == [far.pk, near.pk]


def test_the_commander_stands_a_team_down_and_outsiders_see_nothing(leak, near, far, cast):
    dispatch = assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=cast.lin)
    with pytest.raises(NotVisible):
        accept_dispatch(dispatch_id=dispatch.pk, actor=leader_of(far))
    with pytest.raises(NotPermitted):
        stand_down(dispatch_id=dispatch.pk, actor=leader_of(near), reason="x")

    stand_down(dispatch_id=dispatch.pk, actor=cast.lin, reason="险情已控制")

    assert_state(dispatch, DispatchState.RELEASED)
    assert_audited("dispatch.dispatch.released", dispatch)


def test_a_position_from_a_phone_out_of_reach_is_taken_once(leak, near, cast):
    dispatch = assign_team(incident_id=leak.pk, team_id=near.pk, order_text=ORDER, actor=cast.lin)
    leader = leader_of(near)
    moment = clock.now() - timedelta(minutes=2)
    for _ in range(2):
        report_position(
            dispatch_id=dispatch.pk, longitude=119.2, latitude=29.03, actor=leader, at=moment
        )
    assert dispatch.positions.count() == 1
    with pytest.raises(InvalidInput):
        report_position(dispatch_id=dispatch.pk, longitude=919, latitude=29, actor=leader)


@pytest.mark.django_db(transaction=True)
def test_of_two_commanders_who_send_the_same_team_one_wins():
    scene.departments()
    scene.library()
    incidents = [scene.incident(title="甲地泄漏"), scene.incident(title="乙地泄漏")]
    team = TeamFactory()
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def send(incident_id: int) -> None:
        try:
            barrier.wait(timeout=10)
            assign_team(
                incident_id=incident_id,
                team_id=team.pk,
                order_text=ORDER,
                actor=system_actor(f"commander-{incident_id}"),
            )
            outcomes.append("sent")
        except TeamAlreadyBound:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(i.pk,)) for i in incidents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["refused", "sent"]
    assert Dispatch.objects.filter(team=team, state=DispatchState.ASSIGNED).count() == 1
