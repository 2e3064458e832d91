"""A record is carried out exactly once, whatever happens on the way."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from anlan.base.field import registry
from anlan.base.field.choices import RecordOutcome
from anlan.base.field.contracts import FieldCommand, FieldOutcome
from anlan.base.field.errors import PhotosMissing, RecordOfAnother
from anlan.base.field.events import NoteWritten, RecordArrived
from anlan.base.field.models import FieldNote, FieldRecord, StagedPhoto
from anlan.base.field.permissions import WRITE_NOTE
from anlan.base.field.services.photos import discard_forgotten, stage_photo
from anlan.base.field.services.records import receive_record
from anlan.base.field.services.sent import read_record
from anlan.base.files.models import Attachment
from anlan.base.files.public import attachments_of, issue_nonces
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted

from .factories import FieldNoteFactory, jpeg, record_json, sent_record, sha256, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    RegionFactory(county=True)
    return RegionFactory()


@pytest.fixture
def clumsy():
    """A command that writes and then fails, as often as told."""
    failures = [RuntimeError("power cut")]

    def perform(given):
        note = FieldNoteFactory(text=given.text("text"))
        if failures:
            raise failures.pop()
        return FieldOutcome(note, "ok")

    command = FieldCommand("test.clumsy", "Clumsy", WRITE_NOTE, perform)
    registry.register_field_command(command)
    yield failures
    del registry._commands["test.clumsy"]


def test_a_note_arrives_with_its_photos_and_times(town, cast, frozen_clock):
    actor = cast.zhao
    ((number, _until),) = issue_nonces(actor, held=0, reserve=1)
    frozen_clock.advance(hours=5)
    photo = jpeg("a")
    sent = sent_record(
        photos=(photo,), nonces=(number,), values={"text": " 河堤有渗水 ", "place": {}}
    )

    receipt = receive_record(sent=sent, photos={sha256(photo): uploaded(photo)}, actor=actor)

    note = FieldNote.objects.get()
    record = receipt.record
    assert record.outcome == RecordOutcome.DONE and not receipt.is_repeated
    assert note.text == "河堤有渗水" and note.region == town
    assert note.noted_at == record.made_at == frozen_clock.at - timedelta(hours=3)
    assert record.received_at == frozen_clock.at and record.lag == timedelta(hours=3)
    assert not record.is_clock_doubtful
    (file,) = attachments_of(note)
    assert file.is_authentic and file.sha256 == sha256(photo)
    assert_audited("field.note.written", note, by=actor)
    assert_audited("field.record.received", record, by=actor)
    assert_emitted(NoteWritten, note_id=note.pk)
    assert_emitted(RecordArrived, record_id=record.pk, outcome="done")


def test_what_is_sent_again_is_carried_out_once(town, cast):
    actor = cast.zhao
    sent = sent_record()
    first = receive_record(sent=sent, photos={}, actor=actor)
    again = receive_record(sent=sent, photos={}, actor=actor)

    assert again.is_repeated and not again.is_other
    assert again.record.pk == first.record.pk
    assert FieldNote.objects.count() == 1

    other = replace(sent, values={"text": "另一段文字"}, content_sha256="f" * 64)
    late = receive_record(sent=other, photos={}, actor=actor)
    assert late.is_repeated and late.is_other
    assert FieldNote.objects.get().text == "河堤有渗水"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_at_the_same_time_write_once(town, cast):
    actor = cast.zhao
    sent = sent_record(photos=(jpeg("x"),))
    start = threading.Barrier(6)
    told, failed = [], []

    def send():
        try:
            start.wait(10)
            content = {sha256(jpeg("x")): uploaded(jpeg("x"))}
            told.append(receive_record(sent=sent, photos=content, actor=actor).is_repeated)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    tabs = [threading.Thread(target=send) for _tab in range(6)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(30)

    assert not failed
    assert sorted(told) == [False] + [True] * 5
    assert FieldNote.objects.count() == FieldRecord.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_a_crash_in_the_middle_leaves_nothing_and_the_next_try_succeeds(town, cast, clumsy):
    sent = sent_record(command="test.clumsy", values={"text": "一次"})
    with pytest.raises(RuntimeError), transaction.atomic():
        receive_record(sent=sent, photos={}, actor=cast.zhao)
    assert not FieldNote.objects.exists() and not FieldRecord.objects.exists()

    receipt = receive_record(sent=sent, photos={}, actor=cast.lin)
    assert receipt.record.outcome == RecordOutcome.REFUSED  # Lin writes no notes


def test_a_crash_between_carrying_out_and_the_answer_is_harmless(town, cast, visit, monkeypatch):
    """The answer is lost after the commit: the phone sends again and is told it is done."""
    from anlan.base.field.views import sync

    actor = cast.zhao
    client = visit(actor)
    body = {"record": json.dumps(record_json())}
    real = sync.answer_for

    def lost(receipt):
        raise ConnectionResetError

    monkeypatch.setattr(sync, "answer_for", lost)
    with pytest.raises(ConnectionResetError):
        client.post("/field/records/", body)
    monkeypatch.setattr(sync, "answer_for", real)
    answer = client.post("/field/records/", body)

    assert answer.status_code == 200 and answer.json()["is_repeated"]
    assert FieldNote.objects.count() == 1


def test_a_record_of_another_account_is_neither_shown_nor_changed(town, cast):
    sent = sent_record()
    receive_record(sent=sent, photos={}, actor=cast.zhao)
    with pytest.raises(RecordOfAnother):
        receive_record(sent=sent, photos={}, actor=cast.sun)
    assert FieldNote.objects.count() == 1


def test_who_may_not_is_refused_and_a_refused_record_can_be_corrected(town, cast):
    with pytest.raises(NotPermitted):
        receive_record(sent=sent_record(), photos={}, actor=cast.qian)
    actor = cast.zhao
    sent = sent_record(values={"text": "  "})
    receipt = receive_record(sent=sent, photos={}, actor=actor)
    assert receipt.record.outcome == RecordOutcome.REFUSED and receipt.refusal.fields["text"]
    assert_audited("field.record.refused", receipt.record, by=actor)

    better = replace(sent, values={"text": "补充"}, content_sha256="e" * 64)
    receipt = receive_record(sent=better, photos={}, actor=actor)
    assert receipt.record.outcome == RecordOutcome.DONE and receipt.record.attempts == 2
    assert FieldNote.objects.get().text == "补充"


def test_rights_are_those_of_the_moment_of_arrival(town, cast):
    receipt = receive_record(sent=sent_record(), photos={}, actor=cast.lin)
    assert receipt.record.outcome == RecordOutcome.REFUSED
    assert not FieldNote.objects.exists()


def test_a_note_changed_meanwhile_is_a_conflict_with_both_versions(town, cast):
    actor = cast.zhao
    note = FieldNoteFactory(region=town, text="旧")
    mine = sent_record(
        command="field.correct_note",
        values={"item": str(note.pk), "text": "我的"},
        base_version="1",
    )
    note.text, note.version = "他的", 2
    note.save()

    receipt = receive_record(sent=mine, photos={}, actor=actor)
    assert receipt.record.outcome == RecordOutcome.CONFLICT
    assert [value for _label, value in receipt.refusal.theirs] == ["他的"]
    assert [value for _label, value in receipt.refusal.mine] == ["我的"]
    assert_audited("field.record.conflicted", receipt.record, by=actor)

    kept = replace(mine, base_version=receipt.refusal.version)
    assert receive_record(sent=kept, photos={}, actor=actor).record.outcome == "done"
    note.refresh_from_db()
    assert note.text == "我的" and note.version == 3


def test_taking_theirs_withdraws_mine(town, cast):
    actor = cast.zhao
    note = FieldNoteFactory(region=town, text="他的", version=2)
    values = {"item": str(note.pk), "text": "我的"}
    mine = sent_record(command="field.correct_note", values=values, base_version="1")
    receive_record(sent=mine, photos={}, actor=actor)
    receipt = receive_record(sent=replace(mine, is_withdrawn=True), photos={}, actor=actor)
    assert receipt.record.outcome == RecordOutcome.WITHDRAWN
    assert_audited("field.record.withdrawn", receipt.record, by=actor)
    note.refresh_from_db()
    assert note.text == "他的"


def test_a_swapped_photo_is_refused(town, cast):
    sent = sent_record(photos=(jpeg("taken"),))
    content = {sha256(jpeg("taken")): uploaded(jpeg("swapped"))}
    receipt = receive_record(sent=sent, photos=content, actor=cast.zhao)
    assert receipt.record.outcome == RecordOutcome.REFUSED
    assert receipt.refusal.code == "photo_changed"
    assert not FieldNote.objects.exists() and not Attachment.objects.exists()


def test_photos_may_come_ahead_and_are_asked_for_when_missing(town, cast, settings):
    actor = cast.zhao
    one, two = jpeg(1), jpeg(2)
    sent = sent_record(photos=(one, two))
    staged = stage_photo(uploaded=uploaded(one), sha256=sha256(one), actor=actor)
    stage_photo(uploaded=uploaded(one), sha256=sha256(one), actor=actor)
    stage_photo(uploaded=uploaded(two), sha256=sha256(two), actor=cast.sun)  # not this person's
    with pytest.raises(PhotosMissing) as missing, transaction.atomic():
        receive_record(sent=sent, photos={}, actor=actor)
    assert missing.value.missing == [sha256(two)]
    assert not FieldRecord.objects.exists()

    stage_photo(uploaded=uploaded(two), sha256=sha256(two), actor=actor)
    receipt = receive_record(sent=sent, photos={}, actor=actor)
    assert receipt.record.outcome == RecordOutcome.DONE
    assert [f.sha256 for f in attachments_of(FieldNote.objects.get())] == [
        sha256(one),
        sha256(two),
    ]
    assert StagedPhoto.objects.filter(actor_id=actor.id).count() == 0
    assert (Path(settings.MEDIA_ROOT) / staged.path).exists()  # until the transaction is certain

    # The answer was lost on the way: the phone sends the photos and the record once more.
    stage_photo(uploaded=uploaded(one), sha256=sha256(one), actor=actor)
    assert receive_record(sent=sent, photos={}, actor=actor).is_repeated
    assert StagedPhoto.objects.filter(actor_id=actor.id).count() == 0
    assert Attachment.objects.count() == 2


def test_photos_whose_record_never_comes_are_thrown_away(town, cast, frozen_clock, settings):
    staged = stage_photo(uploaded=uploaded(jpeg()), sha256=sha256(jpeg()), actor=cast.zhao)
    path = Path(settings.MEDIA_ROOT) / staged.path
    frozen_clock.advance(days=2)
    assert discard_forgotten() == 0 and path.exists()
    frozen_clock.advance(days=2)
    assert discard_forgotten() == 1 and not path.exists()


def test_a_photo_ahead_must_be_a_photo_as_declared_and_not_too_large(town, cast, monkeypatch):
    actor = cast.zhao
    for content, declared in (
        (jpeg(), sha256(jpeg("b"))),
        (jpeg(), "../../etc/passwd"),
        (b"%PDF-1.7", sha256(b"%PDF-1.7")),
        (b"", sha256(b"")),
    ):
        with pytest.raises(InvalidInput):
            stage_photo(uploaded=uploaded(content), sha256=declared, actor=actor)
    monkeypatch.setattr("anlan.base.field.services.photos.MAX_PHOTO_BYTES", 100)
    with pytest.raises(InvalidInput):
        stage_photo(uploaded=uploaded(jpeg()), sha256=sha256(jpeg()), actor=actor)
    assert not StagedPhoto.objects.exists()


def test_the_phones_clock_is_corrected_and_a_changed_clock_is_marked(town, cast, frozen_clock):
    actor = cast.zhao
    slow = sent_record(offset=timedelta(minutes=47))
    record = receive_record(sent=slow, photos={}, actor=actor).record
    assert record.made_at == frozen_clock.at - timedelta(hours=3)
    assert record.device_at == record.made_at - timedelta(minutes=47)
    assert not record.is_clock_doubtful

    changed = replace(sent_record(), sent_at=frozen_clock.at - timedelta(hours=1))
    assert receive_record(sent=changed, photos={}, actor=actor).record.is_clock_doubtful

    ahead = sent_record(ago=timedelta(hours=-2))
    assert receive_record(sent=ahead, photos={}, actor=actor).record.made_at == frozen_clock.at


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "1"},
        {"values": []},
        {"made_at": "yesterday"},
        {"made_at": "2026-11-20T10:00:00"},
        {"photos": [{"sha256": "x", "captured_at": "2026-11-20T10:00:00Z"}]},
        {"photos": "many"},
        {"values": {"text": "x" * 70_000}},
        {"values": {"text": "a\x00b"}},
        {"values": {"text": "\ud800"}},
        {"values": {"count": float("nan")}},
        {"values": {"count": float("inf")}},
    ],
)
def test_what_is_no_record_is_refused_in_words(change):
    with pytest.raises(InvalidInput):
        read_record(json.dumps({**record_json(), **change}))


def test_too_many_photos_are_refused():
    with pytest.raises(InvalidInput):
        read_record(json.dumps(record_json(photos=tuple(jpeg(n) for n in range(21)))))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"x"', "[" * 60_000])
def test_garbage_is_refused(text):
    with pytest.raises(InvalidInput):
        read_record(text)


def test_an_unknown_command_is_refused(town, cast):
    receipt = receive_record(sent=sent_record(command="nothing"), photos={}, actor=cast.zhao)
    assert receipt.refusal.code == "unknown_command"
