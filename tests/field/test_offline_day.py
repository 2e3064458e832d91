"""A day without signal: nothing is lost, nothing is doubled, whoever is killed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from anlan.base.field.models import FieldNote, FieldRecord, StagedPhoto
from anlan.base.files.models import Attachment
from anlan.base.files.services import content_is_intact

from .conftest import PASSWORD, account
from .stage import gate, is_reached, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.timeout(240)]

#: In the outbox, and how many of them the platform has when it dies receiving the next.
RECORDS, ARRIVED = 200, 50
#: In the page: many records, each with a photo of its own, kept as the form keeps them.
SEED = """
async (count) => {
  const app = anlanField, command = app.command("field.note");
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  const pen = canvas.getContext("2d");
  for (let number = 1; number <= count; number += 1) {
    pen.fillStyle = `hsl(${number * 7} 60% 50%)`;
    pen.fillRect(0, 0, 320, 240);
    pen.fillStyle = "#fff";
    pen.font = "120px sans-serif";
    pen.fillText(String(number), 40, 160);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    const place = { longitude: 119.18, latitude: 29.03, accuracy_m: 12 };
    const photo = await app.keepPhoto(blob, true, place);
    const task = { command: command.name, title: command.title, subtitle: "", list: "", item: "",
                   version: "", questions: command.questions };
    await app.keep(task, { text: `记事 ${number}`, place }, [photo]);
  }
}
"""
#: In the page: the photos of all records as they lie in the phone, with their content's hash.
PHOTOS = """
async () => {
  const kept = await anlanField.photosOf(anlanField.records.flatMap((record) => record.photos));
  const found = [];
  for (const photo of kept) {
    const hash = await crypto.subtle.digest("SHA-256", await photo.blob.arrayBuffer());
    const hex = [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, "0")).join("");
    found.push([photo.sha256, hex]);
  }
  return found;
}
"""


def test_a_day_of_records_survives_the_death_of_browser_and_server(worker, platform, phone):
    phone.sign_in("grid-one", PASSWORD)
    page = phone.page

    # Into the valley: no network, and the platform is not there either.
    phone.context.set_offline(True)
    platform.kill()
    page.reload()
    page.click(".field-verb")
    page.fill("textarea", "河堤有渗水")
    page.click("[data-camera]")
    page.click("[data-shoot]")
    page.wait_for_selector(".field-photos__item")
    page.wait_for_selector(".field-place__text:has-text('12')")
    page.click("form button[type=submit]")
    page.wait_for_selector(".field-verb")
    page.evaluate(SEED, RECORDS - 1)
    assert phone.waiting() == RECORDS

    phone.kill()
    phone.open()
    page = phone.page
    phone.context.set_offline(True)
    phone.go("/field/")
    page.wait_for_selector(f".field-count--tab:has-text('{RECORDS}')")
    photos = page.evaluate(PHOTOS)
    assert len(photos) == len({declared for declared, _ in photos}) == RECORDS
    assert all(declared == content for declared, content in photos)
    assert not FieldRecord.objects.exists()

    # Signal again; in the middle of sending the platform dies and comes back.
    phone.context.clear_cookies()  # browsers keep them in memory for half a minute
    platform.start()
    phone.find_signal()
    page.wait_for_selector(".field__line--warning .field-button")
    with gate(FieldRecord, ARRIVED):
        phone.sign_in("grid-one", PASSWORD)
        wait_for(is_reached, "the platform is receiving the next record", 60.0)
        platform.kill()
        assert FieldRecord.objects.count() == ARRIVED
        # The one whose answer never came waits as well: it is not known what became of it.
        phone.wait("anlanField.records.filter((record) => record.is_uncertain).length === 1")
        assert phone.waiting() == RECORDS - ARRIVED
    assert FieldRecord.objects.count() == ARRIVED
    platform.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_sent()

    assert FieldRecord.objects.filter(outcome="done").count() == RECORDS
    assert FieldRecord.objects.count() == FieldNote.objects.count() == RECORDS
    texts = set(FieldNote.objects.values_list("text", flat=True))
    assert texts == {"河堤有渗水", *(f"记事 {number}" for number in range(1, RECORDS))}
    files = list(Attachment.objects.all())
    assert len(files) == RECORDS
    assert {file.sha256 for file in files} == {declared for declared, _ in photos}
    assert all(content_is_intact(file) for file in files)
    assert all(file.is_authentic and file.location is not None for file in files)
    assert len({(file.subject_type, file.subject_id) for file in files}) == RECORDS
    assert not StagedPhoto.objects.exists()
    assert phone.problems == []


def test_a_conflict_is_shown_side_by_side_and_mine_can_be_kept(worker, town, platform, phone):
    note = FieldNote.objects.create(
        text="渗水约两米", region=town, noted_at=timezone.now(), author_name="演示同事"
    )
    phone.sign_in("grid-one", PASSWORD)
    page = phone.page
    phone.context.set_offline(True)
    page.click(".field-item")
    page.fill("textarea", "渗水扩大到五米")
    page.click("form button[type=submit]")
    page.wait_for_selector(".field-done")
    FieldNote.objects.filter(pk=note.pk).update(text="已封堵", version=2)

    phone.context.set_offline(False)
    page.wait_for_selector(".field-count--alert")
    page.goto(f"{platform.address}/field/#/outbox")
    page.click(".field-item")
    cells = page.locator(".field-versions tbody td").all_inner_texts()
    assert cells == ["已封堵", "渗水扩大到五米"]
    assert FieldNote.objects.get().text == "已封堵"
    assert FieldRecord.objects.get().outcome == "conflict"

    page.click(".field-choices .field-button--main")
    phone.wait_sent()
    assert FieldNote.objects.get().text == "渗水扩大到五米"
    assert FieldRecord.objects.get().outcome == "done"
    assert phone.problems == []


def test_another_account_sees_nothing_and_what_waits_is_sent_by_its_owner(
    worker, town, platform, phone
):
    account(town, "grid-two")
    phone.sign_in("grid-one", PASSWORD)
    page = phone.page
    phone.context.set_offline(True)
    page.evaluate(SEED, 2)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    page.wait_for_selector(".field__line--warning")  # sign in again; nothing is lost
    assert phone.waiting() == 2

    phone.sign_in("grid-two", PASSWORD)
    assert phone.waiting() == 0
    page.goto(f"{platform.address}/field/#/outbox")
    assert page.locator(".field-item").count() == 0
    assert page.evaluate("anlanField.othersWaiting") == 2
    assert not FieldRecord.objects.exists()

    phone.context.clear_cookies()
    phone.sign_in("grid-one", PASSWORD)
    phone.wait_sent()
    assert set(FieldRecord.objects.values_list("actor_id", flat=True)) == {f"user:{worker.pk}"}
    assert FieldNote.objects.count() == 2


def test_signing_out_without_signal_closes_the_phone_and_keeps_what_waits(worker, platform, phone):
    phone.sign_in("grid-one", PASSWORD)
    page = phone.page
    phone.context.set_offline(True)
    page.evaluate(SEED, 1)
    page.goto(f"{platform.address}/field/#/me")
    page.get_by_role("button", name="在这部手机上退出").click()
    page.locator("dialog .field-button--main").click()
    phone.wait("anlanField.account === ''")
    page.reload()
    phone.wait("window.anlanField && anlanField.connection !== 'unknown'")
    assert page.locator(".field-item, .field-verb").count() == 0

    phone.find_signal()
    phone.wait("anlanField.connection === 'sign_in'")
    phone.sign_in("grid-one", PASSWORD)
    phone.wait_sent()
    assert FieldNote.objects.count() == 1
