"""The scene: seen in time, told and drawn from phones, everybody out, one meeting."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.accounts.tests.factories import UserFactory
from anlan.base.field.services.records import receive_record
from anlan.base.field.services.sent import read_record
from anlan.base.files.models import Attachment
from anlan.base.notifications.models import Notification
from anlan.command.dispatch.services import dispatches
from anlan.command.incidents.models import TimelineEntry
from anlan.command.incidents.public import report_sections
from anlan.command.responses import reference
from anlan.command.responses.selectors.board import board_of
from anlan.command.responses.services.reports import make_situation_report
from anlan.command.responses.services.roll_calls import order_roll_call
from anlan.command.responses.tests import scene as stage
from anlan.command.scene.catalogue import sentences
from anlan.command.scene.errors import (
    ElementGone,
    NobodyToWithdraw,
    NoMeeting,
    WithdrawalLifted,
    WithdrawalOpen,
)
from anlan.command.scene.events import (
    MeetingChanged,
    SceneNotVisible,
    SceneTold,
    SceneVisible,
    SketchChanged,
    SketchKept,
    WithdrawalChanged,
)
from anlan.command.scene.models import Evacuation, Scene, SceneEntry, SketchElement, SketchPeriod
from anlan.command.scene.rules import visibility_rule
from anlan.command.scene.selectors.state import list_own_scenes, scene_state
from anlan.command.scene.services.entries import tell
from anlan.command.scene.services.evacuations import (
    confirm_withdrawal,
    lift_withdrawal,
    order_withdrawal,
)
from anlan.command.scene.services.scenes import (
    call_to_meeting,
    ensure_scene,
    join_meeting,
    set_meeting,
    tell_unseen,
)
from anlan.command.scene.services.sketches import (
    change_element,
    draw,
    keep_sketch,
    remove_element,
)
from anlan.config.environment import PROJECT
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
POST = {"type": "Point", "coordinates": [119.181, 29.031]}
LINE = {"type": "LineString", "coordinates": [[119.18, 29.03], [119.182, 29.032]]}


def leader_of(order, role="team_leader"):
    """The leader of a team, as his account acts."""
    leader = order.team.leader
    UserFactory(person=leader)
    return make_actor(
        leader.name,
        role=role,
        scope=Scope("organisation", str(order.team.organisation_id)),
        person_id=leader.pk,
        organisation_id=leader.organisation_id,
    )


def sent(command, values, *, made_at=None, photos=(), client_id=None):
    """A record as a phone sends it."""
    made = (made_at or clock.now()).isoformat()
    now = clock.now().isoformat()
    return read_record(
        json.dumps(
            {
                "client_id": str(client_id or uuid.uuid4()),
                "command": command,
                "title": "演示",
                "values": values,
                "photos": list(photos),
                "made_at": made,
                "device_at": made,
                "sent_at": now,
                "base_version": "",
                "withdraw": False,
            }
        )
    )


def test_a_photo_from_the_scene_stops_the_clock_and_says_when_it_was_made(leak, squad):
    actor = leader_of(squad[0])
    scene = ensure_scene(leak.pk)
    assert scene.visible_due_at - scene.alarmed_at == timedelta(minutes=30)
    assert visibility_rule().is_verified and "30分钟" in visibility_rule().legal_basis

    uploaded = stage.photo()
    digest = hashlib.sha256(stage.JPEG).hexdigest()
    made = clock.now() - timedelta(minutes=12)
    photo = {"sha256": digest, "nonce": "", "captured_at": made.isoformat()}
    photo |= {"longitude": 119.18, "latitude": 29.03}
    record = sent(
        "scene.note",
        {
            "incident": leak.pk,
            "text": "西侧有烟",
            "place": {"longitude": 119.18, "latitude": 29.03, "accuracy_m": 8},
        },
        made_at=made,
        photos=[photo],
    )
    first = receive_record(sent=record, photos={digest: uploaded}, actor=actor)
    again = receive_record(sent=record, photos={digest: stage.photo()}, actor=actor)

    assert first.record.outcome == "done" and again.is_repeated
    entry = SceneEntry.objects.get()
    assert entry.made_at == made and entry.arrived_at > made + timedelta(minutes=11)
    assert entry.team_name == "演示救援0队" and entry.location.x == 119.18
    assert Attachment.objects.get().pk == entry.attachment_ids[0]
    line = TimelineEntry.objects.get(incident=leak, text__contains="西侧有烟")
    assert line.at == made and "到达" in line.text and line.attachment_id is not None
    scene.refresh_from_db()
    assert scene.visible_kind == "picture" and not scene.is_late
    assert_audited("scene.scene.visible", scene)
    assert_audited("scene.entry.arrived", entry)
    assert_emitted(SceneVisible, incident_id=leak.pk, kind="picture")
    assert_emitted(SceneTold, incident_id=leak.pk, photos=1)
    with pytest.raises(TypeError):
        entry.save()


def test_a_live_position_near_the_incident_shows_the_scene_one_far_away_does_not(leak, squad):
    scene = ensure_scene(leak.pk)
    dispatches.report_position(
        dispatch_id=squad[0].pk, longitude=119.3, latitude=29.03, actor=SYSTEM
    )
    scene.refresh_from_db()
    assert scene.visible_at is None
    dispatches.report_position(
        dispatch_id=squad[0].pk,
        longitude=119.181,
        latitude=29.03,
        actor=SYSTEM,
        at=clock.now() + timedelta(seconds=1),
    )
    scene.refresh_from_db()
    assert (scene.visible_kind, scene.visible_by) == ("position", "演示救援0队")


def test_a_scene_unseen_after_thirty_minutes_is_told_to_the_commander_once(leak):
    with clock.freeze(clock.now() + timedelta(minutes=31)):
        assert tell_unseen() == 1
        assert tell_unseen() == 0
    notice = Notification.objects.get(kind="scene.not_visible")
    assert notice.person_id == leak.commander_id and "30" in notice.title
    scene = Scene.objects.get(incident=leak)
    assert_audited("scene.scene.not_visible", scene)
    assert_emitted(SceneNotVisible, incident_id=leak.pk)
    section = next(s for s in report_sections(leak.pk) if "现场" in s["heading"])
    assert section["figures"]["scene_visible_in_time"] is False


def test_everybody_out_every_team_confirms_and_who_has_not_stays_red(leak, squad, cast):
    lin = cast.lin
    actor = leader_of(squad[0])
    other = leader_of(squad[1])
    with pytest.raises(NotPermitted):
        order_withdrawal(incident_id=leak.pk, reason="罐体变色", actor=actor)
    with pytest.raises(InvalidInput):
        order_withdrawal(incident_id=leak.pk, reason=" ", actor=lin)

    order = order_withdrawal(
        incident_id=leak.pk, reason="罐体变色", assembly_point="东门停车场", actor=lin
    )
    assert_audited("scene.withdrawal.ordered", order, by=lin)
    assert_emitted(WithdrawalChanged, evacuation_id=order.pk, unconfirmed=2, is_open=True)
    with pytest.raises(WithdrawalOpen):
        order_withdrawal(incident_id=leak.pk, reason="罐体变色", actor=lin)
    notices = Notification.objects.filter(kind="scene.withdrawal")
    assert {n.person_id for n in notices} == {actor.person_id, other.person_id}
    assert all(n.level == 1 and n.must_confirm for n in notices)

    state = list_own_scenes(actor)[0]["withdrawal"]
    mine = state["teams"][0]
    assert [t["is_own"] for t in state["teams"]] == [True]
    record = sent("scene.confirm", {"answer": mine["id"], "people": mine["expected"]})
    assert receive_record(sent=record, photos={}, actor=actor).record.outcome == "done"
    theirs = order.answers.get(dispatch=squad[1])
    with pytest.raises(NotPermitted):
        confirm_withdrawal(answer_id=theirs.pk, people=5, actor=actor)

    part = next(p for p in board_of(leak.responses.get().pk)["parts"] if p["name"] == "scene")
    open_teams = [a.team_name for a in part["part"]["answers"] if a.confirmed_at is None]
    assert open_teams == ["演示救援1队"]
    confirm_withdrawal(answer_id=theirs.pk, people=theirs.expected - 1, actor=other)
    assert Notification.objects.filter(kind="scene.withdrawal_short", level=1).exists()
    assert_audited("scene.withdrawal.confirmed", theirs)

    lift_withdrawal(evacuation_id=order.pk, actor=lin)
    assert_audited("scene.withdrawal.lifted", order)
    assert Evacuation.objects.get().lifted_by == cast.lin.display_name
    with pytest.raises(WithdrawalLifted):
        confirm_withdrawal(answer_id=theirs.pk, people=theirs.expected, actor=other)


def test_nobody_is_called_back_where_nobody_was_sent(leak, cast):
    with pytest.raises(NobodyToWithdraw):
        order_withdrawal(incident_id=leak.pk, reason="罐体变色", actor=cast.lin)


def test_a_call_for_help_is_told_in_red_and_facts_need_their_number(leak, squad):
    actor = leader_of(squad[0])
    tell(incident_id=leak.pk, key=uuid.uuid4(), kind="help", actor=actor)
    notice = Notification.objects.get(kind="scene.help", person_id=leak.commander_id)
    assert notice.level == 1 and notice.must_confirm
    with pytest.raises(InvalidInput):
        tell(incident_id=leak.pk, key=uuid.uuid4(), kind="fact", fact="trapped", actor=actor)
    with pytest.raises(InvalidInput):
        tell(incident_id=leak.pk, key=uuid.uuid4(), actor=actor)
    tell(incident_id=leak.pk, key=uuid.uuid4(), kind="fact", fact="trapped", count=3, actor=actor)
    line = TimelineEntry.objects.get(incident=leak, text__contains="被困")
    assert "3" in line.text and line.level == 2


def test_the_later_made_stroke_stands_and_only_author_or_commander_may_change(leak, squad, cast):
    actor, other = leader_of(squad[0]), leader_of(squad[1])
    key, now = uuid.uuid4(), clock.now()
    values = {
        "incident": leak.pk,
        "element": str(key),
        "act": "draw",
        "tool": "symbol",
        "symbol": "command_post",
        "geometry": json.dumps(POST),
    }
    record = sent("scene.sketch", values, made_at=now - timedelta(minutes=9))
    for _time in range(2):
        assert receive_record(sent=record, photos={}, actor=actor).record.outcome == "done"
    element = SketchElement.objects.get()
    assert_audited("scene.sketch.drawn", element)
    assert_emitted(SketchChanged, incident_id=leak.pk, kind="drawn")

    moved = {"type": "Point", "coordinates": [119.183, 29.033]}
    change_element(
        incident_id=leak.pk,
        key=key,
        geometry=moved,
        made_at=now - timedelta(minutes=1),
        actor=cast.lin,
    )
    change_element(
        incident_id=leak.pk, key=key, geometry=POST, made_at=now - timedelta(minutes=5), actor=actor
    )
    element.refresh_from_db()
    assert element.geometry.x == 119.183 and element.changes.count() == 3
    with pytest.raises(NotPermitted):
        remove_element(incident_id=leak.pk, key=key, actor=other)
    remove_element(incident_id=leak.pk, key=key, actor=actor)
    remove_element(incident_id=leak.pk, key=key, actor=actor)
    assert element.changes.filter(kind="removed").count() == 1
    with pytest.raises(ElementGone):
        change_element(incident_id=leak.pk, key=key, geometry=POST, actor=actor)
    assert scene_state(ensure_scene(leak.pk), actor)["sketch"] == []


@pytest.mark.parametrize(
    ("tool", "symbol", "label", "geometry"),
    [
        ("line", "", "", POST),
        ("symbol", "", "", POST),
        ("symbol", "hot", "", POST),
        ("text", "", "", POST),
        ("line", "hot", "", {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}),
        ("line", "hot", "", {"type": "LineString", "coordinates": [["x", 0], [1, 1]]}),
        ("area", "hot", "", {"type": "Polygon", "coordinates": [[[119.18, 29.03]] * 3]}),
        ("nothing", "", "", POST),
        ("line", "", "", {**LINE, "coordinates": LINE["coordinates"] * 300}),
    ],
)
def test_what_cannot_be_a_drawing_is_refused(leak, tool, symbol, label, geometry):
    with pytest.raises(InvalidInput):
        draw(
            incident_id=leak.pk,
            key=uuid.uuid4(),
            tool=tool,
            symbol=symbol,
            label=label,
            geometry=geometry,
            actor=SYSTEM,
        )


def test_the_sketch_is_kept_with_every_situation_report(leak, cast):
    lin = cast.lin
    draw(
        incident_id=leak.pk,
        key=uuid.uuid4(),
        tool="line",
        symbol="hot",
        geometry=LINE,
        actor=SYSTEM,
    )
    reference.load(SYSTEM)
    response = leak.responses.get()
    report = make_situation_report(response_id=response.pk, actor=lin)
    period = SketchPeriod.objects.get(report=report)
    assert [f["properties"]["symbol"] for f in period.features] == ["hot"]
    kept = keep_sketch(incident_id=leak.pk, name="夜间行动期", actor=lin)
    assert kept.sequence == 2
    assert_audited("scene.sketch.kept", kept, by=lin)
    assert_emitted(SketchKept, period_id=kept.pk)


def test_the_phone_does_the_steps_the_tasks_and_the_roll_call(leak, squad, cast):
    actor = leader_of(squad[0])
    order_roll_call(
        response_id=leak.responses.get().pk, reason="风向转变", due_minutes=5, actor=cast.lin
    )
    state = list_own_scenes(actor)[0]
    assert state["orders"][0]["step"] == "begin_work"
    call = state["roll_calls"][0]
    for command, values in (
        ("scene.step", {"dispatch": squad[0].pk, "step": "begin_work"}),
        ("scene.roll_call", {"answer": call["id"], "safe": call["expected"]}),
    ):
        got = receive_record(sent=sent(command, values), photos={}, actor=actor)
        assert got.record.outcome == "done", got.record.message
    state = list_own_scenes(actor)[0]
    assert state["orders"][0]["step"] == "complete"
    assert state["roll_calls"][0]["safe"] == call["expected"]
    refused = sent("scene.step", {"dispatch": squad[1].pk, "step": "complete"})
    assert receive_record(sent=refused, photos={}, actor=actor).record.outcome == "refused"
    outsider = make_actor("钱演示", role="team_leader", scope=Scope("organisation", "0"))
    assert list_own_scenes(outsider) == []
    with pytest.raises(NotVisible):
        tell(incident_id=leak.pk, key=uuid.uuid4(), text="看看", actor=outsider)


def test_a_voice_note_is_kept_as_sound_and_is_no_picture(leak, squad):
    actor = leader_of(squad[0])
    content = b"\x1aE\xdf\xa3" + b"webm" * 20
    digest = hashlib.sha256(content).hexdigest()
    photo = {"sha256": digest, "nonce": "", "captured_at": clock.now().isoformat()}
    record = sent("scene.note", {"incident": leak.pk}, photos=[photo])
    voice = SimpleUploadedFile("photo.jpg", content)
    assert receive_record(sent=record, photos={digest: voice}, actor=actor).record.outcome == "done"
    kept = Attachment.objects.get()
    assert (kept.kind, kept.mime, kept.name[-5:]) == ("audio", "video/webm", ".webm")
    assert Scene.objects.get(incident=leak).visible_at is None
    assert TimelineEntry.objects.filter(incident=leak, text__contains="语音").exists()


def test_the_scripts_speak_the_sentences_of_the_scene():
    sources = [
        *(PROJECT / "frontend/src/sketch").glob("*.ts"),
        *(PROJECT / "frontend/src/field").glob("*.ts"),
        PROJECT / "frontend/src/controllers/SceneSketchController.ts",
    ]
    spoken = {
        key
        for path in sources
        if not path.name.endswith(("test.ts", "testing.ts"))
        for key in re.findall(r'"(scene\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    commands = {"scene.step", "scene.task", "scene.roll_call", "scene.note", "scene.sketch"}
    commands |= {"scene.order", "scene.confirm"}
    known = {key for key in sentences() if key.count(".") == 1}
    assert spoken - commands - known == set()
    assert known - spoken == set(), "remove sentences nobody speaks"


def test_a_meeting_by_template_or_by_hand_and_who_joined(leak, squad, cast, settings):
    actor = leader_of(squad[0])
    with pytest.raises(NoMeeting):
        join_meeting(incident_id=leak.pk, actor=actor)
    settings.ANLAN_MEETING_URL = "https://meet.county.example/{id}"
    assert join_meeting(incident_id=leak.pk, actor=actor).endswith(f"/{leak.pk}")
    scene = Scene.objects.get(incident=leak)
    assert scene.visible_kind == "video"
    assert_audited("scene.meeting.joined", scene)
    with pytest.raises(InvalidInput):
        set_meeting(incident_id=leak.pk, url="javascript:alert(1)", actor=cast.lin)
    set_meeting(incident_id=leak.pk, url="https://meet.example/x", actor=cast.lin)
    assert_audited("scene.meeting.set", scene)
    assert join_meeting(incident_id=leak.pk, actor=cast.lin) == "https://meet.example/x"
    assert call_to_meeting(incident_id=leak.pk, actor=cast.lin) == 3
    assert_audited("scene.meeting.called", scene)
    assert_emitted(MeetingChanged, incident_id=leak.pk)
