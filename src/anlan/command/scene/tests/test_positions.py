"""Teams that come later stay out as well; who was where is kept for the review, not for ever."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.base.notifications.models import Notification
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.command.dispatch.services import dispatches
from anlan.command.incidents.models import Incident
from anlan.command.incidents.public import report_sections
from anlan.command.scene.constants import KEEP_POSITIONS_DAYS
from anlan.command.scene.models import ScenePosition
from anlan.command.scene.selectors.tracks import list_scene_tracks
from anlan.command.scene.services.evacuations import (
    confirm_withdrawal,
    lift_withdrawal,
    order_withdrawal,
)
from anlan.command.scene.services.positions import Spot, forget_positions, record_positions
from anlan.command.scene.services.scenes import ensure_scene
from anlan.command.scene.tests.factories import ScenePositionFactory
from anlan.command.scene.tests.test_scenes import leader_of
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.testing import assert_audited, make_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def send_another(incident):
    office = OrganisationFactory(name="演示增援站")
    leader = PersonFactory(organisation=office, name="演示增援队长")
    team = TeamFactory(name="演示增援队", organisation=office, leader=leader)
    return dispatches.assign_team(
        incident_id=incident.pk, team_id=team.pk, order_text="增援", actor=SYSTEM
    )


def test_a_team_sent_while_everybody_is_out_has_to_confirm_too(leak, squad, cast):
    order = order_withdrawal(incident_id=leak.pk, reason="罐体变色", actor=cast.lin)
    later = send_another(leak)

    assert order.answers.count() == 3
    answer = order.answers.get(dispatch=later)
    assert answer.confirmed_at is None
    told = Notification.objects.get(kind="scene.withdrawal", person=answer.leader)
    assert told.level == 1 and told.must_confirm and "演示增援队" in told.title
    assert_audited("scene.withdrawal.extended", order)
    confirm_withdrawal(answer_id=answer.pk, people=answer.expected, actor=leader_of(later))
    lift_withdrawal(evacuation_id=order.pk, actor=cast.lin)


def test_a_team_sent_after_the_order_was_lifted_is_not_asked(leak, squad, cast):
    order = order_withdrawal(incident_id=leak.pk, reason="罐体变色", actor=cast.lin)
    lift_withdrawal(evacuation_id=order.pk, actor=cast.lin)
    send_another(leak)

    assert order.answers.count() == 2


def test_positions_are_kept_once_half_a_minute_apart_and_only_while_it_runs(leak, cast):
    now, lin = clock.now(), cast.lin
    Incident.objects.filter(pk=leak.pk).update(reported_at=now - timedelta(hours=1))
    base = now - timedelta(minutes=30)
    spots = [Spot(base + timedelta(seconds=s), 119.18, 29.03) for s in (0, 10, 40, 45, 90)]
    outside = [Spot(now + timedelta(hours=h), 119.0, 29.0) for h in (-2, 1)]

    assert record_positions(incident_id=leak.pk, spots=[*spots, *outside], actor=lin) == 3
    assert record_positions(incident_id=leak.pk, spots=spots, actor=lin) == 0
    assert ScenePosition.objects.count() == 3
    with pytest.raises(InvalidInput):
        record_positions(incident_id=leak.pk, spots=[Spot(base, 200, 29)], actor=lin)
    elsewhere = Scope("organisation", "0")
    stranger = make_actor("外人演示", role="team_leader", scope=elsewhere)
    with pytest.raises(NotVisible):
        record_positions(incident_id=leak.pk, spots=spots, actor=stranger)


def test_who_was_where_stands_on_a_page_and_in_the_review(leak, squad, client, sign_in):
    scene, at = ensure_scene(leak.pk), clock.now() - timedelta(minutes=20)
    place = leak.location
    for n in range(3):
        ScenePositionFactory(scene=scene, at=at + timedelta(minutes=n), location=place)
    dispatches.report_position(
        dispatch_id=squad[0].pk, longitude=119.5, latitude=29.5, at=at, actor=SYSTEM
    )
    person, team = sorted(list_scene_tracks(scene), key=lambda t: t.name != "演示指挥员")
    assert person.near_at == at and person.length_km == 0 and len(person.spots) == 3
    assert team.name == "演示救援0队" and team.near_at is None
    words = next(s for s in report_sections(leak.pk) if "现场" in s["heading"])["paragraphs"]
    assert any("轨迹" in line for line in words)

    sign_in(client, "commander")
    page = client.get(reverse("scene:tracks", args=[leak.pk])).content.decode()
    assert "演示指挥员" in page and "演示救援0队" in page and "sketch__picture" in page


def test_a_phone_sends_what_it_kept(leak, client, sign_in):
    sign_in(client, "commander")
    Incident.objects.filter(pk=leak.pk).update(reported_at=clock.now() - timedelta(hours=1))
    at = (clock.now() - timedelta(minutes=5)).isoformat()
    url = reverse("scene:positions", args=[leak.pk])
    body = json.dumps({"positions": [[at, 119.18, 29.03, 8]]})
    answer = client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()["kept"]) == (201, 1)
    assert client.post(url, "[]", content_type="application/json").status_code == 422


def test_positions_are_forgotten_after_their_time(leak):
    scene = ensure_scene(leak.pk)
    long_ago = clock.now() - timedelta(days=KEEP_POSITIONS_DAYS + 1)
    ScenePositionFactory(scene=scene, at=long_ago)
    ScenePositionFactory(scene=scene, at=clock.now())
    assert forget_positions() == 0  # it still runs
    Incident.objects.filter(pk=leak.pk).update(closed_at=long_ago, state="closed")

    assert forget_positions() == 1
    assert ScenePosition.objects.count() == 1
    assert_audited("scene.positions.forgotten")
