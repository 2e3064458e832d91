"""The phone's door over HTTP, the frame of the app, and the pages of what arrived."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from anlan.base.field import registry
from anlan.base.field.catalogue import catalogue
from anlan.base.field.constants import MAX_CHOICES, MAX_ITEMS
from anlan.base.field.contracts import FieldChoices, FieldItem, FieldList
from anlan.base.field.models import FieldNote, FieldRecord, StagedPhoto
from anlan.base.field.permissions import USE
from anlan.base.field.views.app import ASSETS
from anlan.base.files.models import CaptureNonce
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.config.environment import PROJECT
from anlan.kernel.actor import Scope
from anlan.kernel.testing import assert_audited, make_actor

from .factories import (
    TOWN,
    FieldNoteFactory,
    FieldRecordFactory,
    jpeg,
    record_json,
    sha256,
    uploaded,
)

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    RegionFactory(county=True)
    return RegionFactory()


def grid_worker(organisation_id=None):
    """Somebody of a grid of the township."""
    scope = Scope("region", TOWN)
    return make_actor(
        "演示网格员", role="grid_worker", scope=scope, organisation_id=organisation_id
    )


def post(client, record, *photos):
    """Send a record as the phone does."""
    files = {sha256(photo): uploaded(photo) for photo in photos}
    return client.post("/field/records/", {"record": json.dumps(record), **files}, headers=JSON)


# The frame ----------------------------------------------------------------------------------------


def test_the_frame_holds_nobodys_data_and_is_open_to_everybody(town, visit, client):
    nobody = client.get("/field/")
    somebody = visit(grid_worker()).get("/field/")
    assert nobody.status_code == somebody.status_code == 200
    assert "演示网格员" not in somebody.content.decode()
    assert "no-store" in somebody["Cache-Control"]
    for name in ("field.js", "field.css"):
        assert name in nobody.content.decode()
    assert not re.search(r"<script(?![^>]*(src=|application/json))", nobody.content.decode())


def test_the_worker_names_every_file_of_the_app_and_may_serve_it(client):
    answer = client.get("/field/worker.js")
    facts = json.loads(
        answer.content.decode().split("\n", 1)[0].removeprefix("self.ANLAN_FIELD = ").rstrip(";")
    )
    assert answer["Service-Worker-Allowed"] == "/field/"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    assert facts["assets"] == [f"/static/{name}" for name in ASSETS]
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_manifest_puts_the_app_on_the_screen(client):
    answer = client.get("/field/manifest.webmanifest")
    manifest = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == "安澜外勤"
    assert manifest["start_url"] == manifest["scope"] == "/field/"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sentence_of_the_app_exists_in_both_languages(language):
    with translation.override(language):
        sentences = catalogue()
    for key, sentence in sentences.items():
        is_chinese = any("\u4e00" <= character <= "\u9fff" for character in sentence)
        assert is_chinese == (language == "zh-hans"), (key, sentence)


def test_the_scripts_speak_only_sentences_of_the_catalogue():
    sources = (PROJECT / "frontend/src/field").glob("*.ts")
    spoken = {
        key
        for path in sources
        if not path.name.endswith(("test.ts", "testing.ts"))
        for key in re.findall(r'"(field\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    known = {key for key in catalogue() if key.startswith("field.")}
    states = {f"field.{state}" for state in ("waiting", "sending", "sent", "refused", "conflict")}
    assert spoken - known == set()
    assert known - spoken - states == set(), "remove sentences nobody speaks"


# Session and pack ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/field/session/", "/field/pack/"])
def test_nobody_gets_401_as_json_and_who_has_no_field_work_403(path, town, visit, cast):
    assert Client().get(path, headers=JSON).status_code == 401
    assert visit(cast.qian).get(path, headers=JSON).status_code == 403
    assert visit(cast.shen).get(path, headers=JSON).status_code == 403


def test_the_session_tells_who_it_is_and_the_time(town, visit, frozen_clock):
    actor = grid_worker()
    answer = visit(actor).get("/field/session/")
    told = answer.json()
    assert told["me"]["id"] == actor.id and told["me"]["area"].endswith("龙洲街道")
    assert told["server_time"] == frozen_clock.at.astimezone(tz=None).isoformat() or told[
        "server_time"
    ].startswith("2026-11-20T")
    assert told["csrf"] and "no-store" in answer["Cache-Control"]


def test_the_pack_holds_lists_commands_choices_and_numbers(town, visit):
    actor = grid_worker(OrganisationFactory(region=town, short_name="演示办").pk)
    RegionFactory(code="330825101000", name="湖镇镇")
    FieldNoteFactory(region=town, text="甲")
    FieldNoteFactory(region=RegionFactory(other_town=True), text="乙")
    pack = visit(actor).get("/field/pack/?held=250").json()

    notes = next(one for one in pack["lists"] if one["name"] == "field.notes")
    assert [item["title"] for item in notes["items"]] == ["甲"]
    assert notes["items"][0]["version"] == "1"
    assert notes["items"][0]["command"] == "field.correct_note"
    command = next(one for one in pack["commands"] if one["name"] == "field.note")
    assert command["is_standalone"]
    assert [q["kind"] for q in command["questions"]] == ["long", "photo", "place"]
    assert [row[0] for row in pack["choices"]["regions"]["rows"]] == [town.code]
    assert len(pack["nonces"]) == 50
    assert CaptureNonce.objects.filter(actor_id=actor.id, kind="advance").count() == 50
    assert pack["language"] == "zh-hans" and pack["limits"]["photos"]
    assert_audited("field.pack.loaded", by=actor)


def test_lists_and_choices_are_cut_to_what_a_phone_can_hold(town, visit):
    many = FieldList(
        "test.many", "Many", USE, lambda _a: (FieldItem(str(n), str(n)) for n in range(999)), ""
    )
    choices = FieldChoices("test", USE, lambda _a: ((str(n), str(n)) for n in range(9999)))
    registry.register_field_list(many)
    registry.register_field_choices(choices)
    try:
        pack = visit(grid_worker()).get("/field/pack/").json()
    finally:
        del registry._lists["test.many"], registry._choices["test"]
    found = next(one for one in pack["lists"] if one["name"] == "test.many")
    assert len(found["items"]) == MAX_ITEMS and found["is_cut"]
    assert len(pack["choices"]["test"]["rows"]) == MAX_CHOICES
    assert pack["choices"]["test"]["is_cut"]


def test_the_pack_needs_the_same_number_of_queries_for_many_notes(
    town, visit, django_assert_max_num_queries
):
    client = visit(grid_worker())
    FieldNoteFactory.create_batch(2, region=town)
    with django_assert_max_num_queries(60) as few:
        client.get("/field/pack/?held=300")
    FieldNoteFactory.create_batch(40, region=town)
    with django_assert_max_num_queries(len(few)):
        client.get("/field/pack/?held=300")


# Sending ------------------------------------------------------------------------------------------


def test_a_record_is_answered_201_and_the_second_time_200(town, visit):
    client, record, photo = visit(grid_worker()), record_json(photos=(jpeg(),)), jpeg()
    first = post(client, record, photo)
    again = post(client, record, photo)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["outcome"] == "done" and first.json()["url"].startswith("/field/notes/")
    assert again.json()["is_repeated"] and not again.json()["is_other"]
    assert FieldNote.objects.count() == 1


def test_refusals_conflicts_and_missing_photos_have_their_own_answers(town, visit):
    client = visit(grid_worker())
    refused = post(client, record_json(values={}))
    assert refused.status_code == 422 and refused.json()["fields"]["text"]
    missing = post(client, record_json(photos=(jpeg(),)))
    assert missing.status_code == 424 and missing.json()["missing"] == [sha256(jpeg())]
    note = FieldNoteFactory(region=town, text="他的", version=4)
    values = {"item": str(note.pk), "text": "我的"}
    mine = record_json(command="field.correct_note", values=values, base_version="3")
    conflict = post(client, mine)
    told = conflict.json()
    assert conflict.status_code == 409 and told["version"] == "4"
    assert (told["theirs"], told["mine"]) == ([["文本", "他的"]], [["文本", "我的"]])
    gone = post(
        client, record_json(command="field.correct_note", values={"item": "999", "text": "x"})
    )
    assert gone.status_code == 422 and gone.json()["code"] == "not_found"
    broken = client.post("/field/records/", {"record": "{"}, headers=JSON)
    assert broken.status_code == 422 and broken.json()["message"]


def test_another_accounts_record_is_403_and_nobodys_401(town, visit):
    record = record_json()
    assert post(visit(grid_worker()), record).status_code == 201
    other = post(visit(grid_worker()), record)
    assert other.status_code == 403 and other.json()["code"] == "record_of_another"
    assert post(Client(), record).status_code == 401
    assert FieldNote.objects.count() == 1


def test_a_photo_ahead_is_taken_or_refused_in_words(town, visit):
    client = visit(grid_worker())
    form = {"photo": uploaded(jpeg()), "sha256": sha256(jpeg())}
    assert client.post("/field/photos/", form, headers=JSON).status_code == 201
    form = {"photo": uploaded(jpeg()), "sha256": sha256(jpeg("other"))}
    wrong = client.post("/field/photos/", form, headers=JSON)
    assert wrong.status_code == 422 and wrong.json()["code"] == "photo_changed"
    assert client.post("/field/photos/", {}, headers=JSON).status_code == 422
    assert StagedPhoto.objects.count() == 1


def test_writing_needs_the_token_of_the_session(town, settings):
    settings.ANLAN_ACTOR_RESOLVER = "anlan.kernel.testing.visiting.actor_of"
    from anlan.kernel.testing.visiting import KEY

    client = Client(enforce_csrf_checks=True, **{KEY: grid_worker()})
    assert post(client, record_json()).status_code == 403
    token = client.get("/field/session/").json()["csrf"]
    answer = client.post(
        "/field/records/",
        {"record": json.dumps(record_json())},
        headers={**JSON, "X-CSRFToken": token},
    )
    assert answer.status_code == 201


# Pages --------------------------------------------------------------------------------------------


def test_an_officer_sees_the_records_of_the_own_area(town, visit, cast):
    mine = FieldRecordFactory(
        region=town,
        title="这里的",
        outcome="conflict",
        message="已被修改",
        conflict={"theirs": [["文本", "他"]], "mine": [["文本", "我"]]},
    )
    other = FieldRecordFactory(region=RegionFactory(other_town=True), title="别处的")
    client = visit(cast.zhao)
    page = client.get(reverse("field:records")).content.decode()
    assert "这里的" in page and "别处的" not in page
    assert "这里的" in client.get(reverse("field:records") + "?tab=conflicts").content.decode()
    detail = client.get(mine.get_absolute_url()).content.decode()
    assert "已被修改" in detail and "河堤有渗水" in detail and "平台：他；手机：我" in detail
    assert client.get(other.get_absolute_url()).status_code == 404
    assert visit(grid_worker()).get(reverse("field:records")).status_code == 403


def test_a_note_shows_its_photos_and_whether_they_were_taken_on_the_spot(town, visit, cast):
    post(visit(grid_worker()), record_json(photos=(jpeg(),)), jpeg())
    note = FieldNote.objects.get()
    client = visit(cast.zhao)
    assert note.text in client.get(reverse("field:notes")).content.decode()
    page = client.get(note.get_absolute_url()).content.decode()
    assert "不能确定为现场拍摄" in page and note.text in page


def test_the_list_needs_the_same_number_of_queries_for_many_records(
    town, visit, cast, django_assert_max_num_queries
):
    client, url = visit(cast.zhao), reverse("field:records")
    FieldRecordFactory.create_batch(2, region=town)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    FieldRecordFactory.create_batch(30, region=town)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_the_lag_is_said_in_words_and_exported_in_seconds(town, visit, cast):
    FieldRecordFactory(region=town)
    client = visit(cast.zhao)
    assert "2 小时" in client.get(reverse("field:records")).content.decode()
    export = client.get(reverse("field:records") + "?export=csv")
    assert f"{timedelta(hours=2).total_seconds():.0f}" in b"".join(export).decode()
    assert FieldRecord.objects.count() == 1
