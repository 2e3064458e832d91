"""Alarms of the 110, 119 and 120 centres, over real requests."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import orjson
import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.base.exchange.models import WebhookDelivery
from anlan.base.exchange.services.webhooks import create_webhook
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.command.incidents.models import Incident
from anlan.command.incidents.public import find_duplicates
from anlan.command.incidents.services.incidents import cancel_incident
from anlan.command.incidents.tests.factories import LATITUDE, LONGITUDE, make_incident
from anlan.command.intake.events import ItemAnswered, ItemMoved, MessageRefused
from anlan.command.intake.models import IntakeItem, IntakeMessage, KindMapping
from anlan.command.intake.services.items import (
    attach_item,
    dismiss_item,
    hand_on_item,
    open_from_item,
    send_quick_report,
    take_back_item,
)
from anlan.command.intake.services.messages import MOST_BYTES, reveal_message, settle_message
from anlan.command.intake.tests.factories import SYSTEM, TOWN, make_item, make_source
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state

#: So many alarms come in one burst; a thousand when asked.
BURST = int(os.environ.get("ANLAN_INTAKE_BURST", "60"))


def alarm(number="119-1", **values):
    return {
        "number": number,
        "kind": "危化品火灾",
        "title": "演示化工厂罐区起火",
        "occurred_at": "2026-11-20T09:50:00+08:00",
        "address": "演示大道8号",
        "region_code": TOWN,
        "caller": {"name": "演示报警人", "phone": "138-0000-0004"},
        "figures": {"trapped": 2},
        **values,
    }


def test_an_alarm_becomes_an_item_with_our_kind_and_the_time_of_its_arrival(feed, post):
    response = post(feed, alarm())
    assert response.status_code == 201, response.content
    told = response.json()
    assert (told["outcome"], told["state"], told["number"]) == ("created", "waiting", "119-1")
    item = IntakeItem.objects.get()
    assert (item.kind, item.channel, item.region_id) == ("chemical", "119", TOWN)
    assert item.received_at == clock.now()
    assert item.facts == {"trapped": 2}
    assert item.caller_phone == "138-0000-0004" and item.caller_index
    assert_emitted(ItemMoved, item_id=item.pk, state="waiting", region=TOWN)
    assert_audited("intake.item.received", item)


def test_the_same_body_again_changes_nothing_and_is_answered_alike(feed, post):
    first = post(feed, alarm()).json()
    for _again in range(3):
        answer = post(feed, alarm())
        assert (answer.status_code, answer.json()["outcome"]) == (200, "repeated")
        assert answer.json()["item_id"] == first["item_id"]
    assert IntakeItem.objects.count() == 1
    assert IntakeMessage.objects.get().repeats == 3


def test_updates_change_the_item_unless_they_are_older(feed, post):
    post(feed, alarm(told_at="2026-11-20T09:55:00+08:00"))
    newer = alarm(
        action="update", figures={"trapped": 1, "deaths": 1}, told_at="2026-11-20T09:58:00+08:00"
    )
    assert post(feed, newer).json()["outcome"] == "updated"
    older = alarm(action="update", figures={"trapped": 9}, told_at="2026-11-20T09:56:00+08:00")
    assert post(feed, older).json()["outcome"] == "older"
    item = IntakeItem.objects.get()
    assert item.facts == {"trapped": 1, "deaths": 1}
    assert item.messages.count() == 3
    assert_audited("intake.item.updated", item)


def test_a_cancellation_takes_a_waiting_item_out_and_tells_an_incident(feed, post, cast, run_jobs):
    post(feed, alarm("a"))
    assert post(feed, {"number": "a", "action": "cancel", "reason": "误报"}).status_code == 200
    waiting = IntakeItem.objects.get(external_number="a")
    assert_state(waiting, "withdrawn")
    assert_audited("intake.item.withdrawn", waiting)
    post(feed, alarm("b", title="演示另一处起火"))
    item = IntakeItem.objects.get(external_number="b")
    incident = open_from_item(item_id=item.pk, actor=cast.sun)
    post(feed, {"number": "b", "action": "cancel", "reason": "误报"})
    item.refresh_from_db()
    assert_state(item, "opened")
    texts = " ".join(Incident.objects.get().timeline.values_list("text", flat=True))
    assert "误报" in texts
    assert incident.state == "open"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"[1]", "body"),
        (b"\xff\xfe\x00", "body"),
        (b'{"number":""}', "number"),
        (b'{"title":"x"}', "number"),
        (orjson.dumps(alarm(longitude=500, latitude=1)), "longitude"),
        (orjson.dumps(alarm(longitude=119.2)), "longitude"),
        (orjson.dumps(alarm(occurred_at="yesterday")), "occurred_at"),
        (orjson.dumps(alarm(figures={"deaths": -1})), "figures.deaths"),
        (orjson.dumps(alarm(title="a\x00b")), "title"),
        (orjson.dumps({"number": "n"}), "title"),
        (orjson.dumps({"number": "unknown", "action": "cancel"}), "number"),
        (b'{"number":"' + b"9" * (MOST_BYTES + 1) + b'"}', "body"),
    ],
)
def test_what_is_not_understood_is_kept_with_what_is_wrong(feed, post, body, field):
    answer = post(feed, body)
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["problems"]
    message = IntakeMessage.objects.get()
    assert (message.kind, message.item_id) == ("invalid", None)
    assert message.error
    assert (
        message.raw[:20] == body.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")[:20]
    )
    assert not IntakeItem.objects.exists()
    assert_emitted(MessageRefused, message_id=message.pk)
    assert post(feed, body).status_code == 422
    assert IntakeMessage.objects.get().repeats == 1


def test_a_refused_message_waits_for_a_hand_and_may_be_read(feed, post, cast):
    sun = cast.sun
    post(feed, b"{")
    message = IntakeMessage.objects.get()
    with pytest.raises((NotVisible, NotPermitted)):
        reveal_message(message_id=message.pk, actor=cast.qian)
    assert reveal_message(message_id=message.pk, actor=sun) == "{"
    assert_audited("intake.message.revealed", message, by=sun)
    settle_message(message_id=message.pk, actor=sun, reason="已电话告知对方")
    assert_audited("intake.message.settled", message, by=sun)


def test_who_may_not_push_is_refused_and_nothing_is_kept(feed, pbx, post, client):
    address = f"/api/v1/intake/push/{feed.code}/alarms/"
    assert client.post(address, b"{}", "application/json").status_code == 401
    wrong = client.post(address, b"{}", "application/json", HTTP_AUTHORIZATION="Bearer anlan_wrong")
    assert wrong.status_code == 401
    assert post(feed, alarm(), HTTP_AUTHORIZATION=f"Bearer {make_source().key}").status_code == 404
    assert post(feed, alarm(), HTTP_AUTHORIZATION=f"Bearer {pbx.key}").status_code == 403
    assert not IntakeMessage.objects.exists()


def test_the_incident_counts_from_the_arrival_however_long_the_item_waited(
    feed, post, cast, frozen_clock, run_jobs
):
    sun = cast.sun
    arrived = clock.now()
    post(feed, alarm())
    item = IntakeItem.objects.get()
    frozen_clock.advance(minutes=50)
    with pytest.raises(NotVisible):
        open_from_item(item_id=item.pk, actor=cast.qian)
    info = open_from_item(item_id=item.pk, actor=sun, values={"title": "演示更正后的标题"})
    incident = Incident.objects.get(pk=info.id)
    assert (incident.reported_at, incident.title) == (arrived, "演示更正后的标题")
    due = {d.rule_code: d.due_at for d in deadlines_of(incident)}
    assert due["incidents.report_to_city"] == arrived + timedelta(hours=2)
    assert incident.facts.get().trapped == 2
    assert incident.caller_index == item.caller_index
    assert_audited("intake.item.opened", item, by=sun)
    item.refresh_from_db()
    assert_state(item, "opened")
    with pytest.raises(TransitionRefused):
        open_from_item(item_id=item.pk, actor=sun)
    assert Incident.objects.count() == 1
    post(feed, alarm(figures={"trapped": 0, "deaths": 2}))
    assert "死亡人数 2" in incident.timeline.order_by("-pk").first().text


def test_attach_dismiss_hand_on_and_look_again(feed, cast, run_jobs):
    sun = cast.sun
    incident = make_incident(sun)
    one, two, three = (make_item(source=feed) for _n in range(3))
    attach_item(item_id=one.pk, incident_id=incident.pk, actor=sun)
    assert_audited("intake.item.attached", one, by=sun)
    with pytest.raises(InvalidInput):
        dismiss_item(item_id=two.pk, actor=sun)
    dismiss_item(item_id=two.pk, actor=sun, reason="重复演练")
    assert_audited("intake.item.dismissed", two, by=sun)
    take_back_item(item_id=two.pk, actor=sun, reason="再核实")
    assert_audited("intake.item.taken_back", two, by=sun)
    office = OrganisationFactory()
    hand_on_item(item_id=three.pk, organisation_id=office.pk, actor=sun, reason="属交警职责")
    assert_audited("intake.item.handed_on", three, by=sun)
    for item, state in ((one, "attached"), (two, "waiting"), (three, "handed_on")):
        item.refresh_from_db()
        assert_state(item, state)
    with pytest.raises((NotPermitted, NotVisible)):
        dismiss_item(item_id=two.pk, actor=cast.qian, reason="x")
    cancel_incident(incident_id=incident.pk, actor=sun, reason="误报")
    with pytest.raises(InvalidInput):
        attach_item(item_id=two.pk, incident_id=incident.pk, actor=sun)


def test_a_dismissed_item_with_new_figures_is_looked_at_again(feed, post, cast):
    post(feed, alarm())
    item = IntakeItem.objects.get()
    dismiss_item(item_id=item.pk, actor=cast.sun, reason="已处理")
    post(feed, alarm(figures={"deaths": 1}))
    item.refresh_from_db()
    assert_state(item, "waiting")


def test_the_sender_is_told_what_became_of_his_alarm(feed, post, cast, run_jobs):
    hook, _secret = create_webhook(
        name="演示回执", url="https://feed.example.invalid/answer", events=["x.none"], actor=SYSTEM
    )
    feed.webhook = hook
    feed.save()
    post(feed, alarm())
    item = IntakeItem.objects.get()
    info = open_from_item(item_id=item.pk, actor=cast.sun)
    assert_emitted(ItemAnswered, number="119-1", state="opened", incident_number=info.number)
    delivery = WebhookDelivery.objects.get()
    assert delivery.event.payload["incident_number"] == info.number
    cancel_incident(incident_id=info.id, actor=cast.sun, reason="误报")
    run_jobs()
    states = [d.event.payload["incident_state"] for d in WebhookDelivery.objects.order_by("pk")]
    assert states == ["open", "cancelled"]


def test_duplicates_are_suggested_by_place_time_words_and_telephone(feed, post, cast):
    known = make_incident(cast.sun, caller_phone="13800000004")
    post(feed, alarm(longitude=LONGITUDE, latitude=LATITUDE, region_code=""))
    item = IntakeItem.objects.get()
    (found,) = find_duplicates(
        location=item.location,
        occurred_at=item.occurred_at,
        actor=cast.sun,
        text=item.title,
        caller_phone=item.caller_phone,
    )
    assert found.incident.pk == known.pk
    assert found.is_near and found.is_same_caller


def test_the_place_is_found_from_the_point(feed, post):
    RegionFactory(code=TOWN, boundary=square(LONGITUDE, LATITUDE))
    from anlan.base.regions.models import Region

    Region.objects.filter(code=TOWN).update(boundary=square(LONGITUDE, LATITUDE))
    post(feed, alarm(longitude=LONGITUDE, latitude=LATITUDE, region_code=""))
    post(feed, alarm("2", longitude=10.0, latitude=10.0, region_code="999999999999"))
    regions = dict(IntakeItem.objects.values_list("external_number", "region_id"))
    assert regions == {"119-1": TOWN, "2": feed.region_id}


def test_kinds_follow_the_table_of_the_source_first(feed, post):
    KindMapping.objects.create(source=feed, word="火灾", kind="forest_fire")
    for number, word in (("1", "火灾"), ("2", "森林火灾"), ("3", "0301"), ("4", "")):
        post(feed, alarm(number, kind=word))
    kinds = dict(IntakeItem.objects.values_list("external_number", "kind"))
    assert kinds == {"1": "forest_fire", "2": "forest_fire", "3": "", "4": ""}


def test_a_quick_report_goes_into_the_same_queue(reference, cast):
    zhao = cast.zhao
    RegionFactory(county=True)
    RegionFactory(code=TOWN, boundary=square(LONGITUDE, LATITUDE))
    item = send_quick_report(
        title="演示河堤渗水", kind="flood", longitude=LONGITUDE, latitude=LATITUDE, actor=zhao
    )
    assert_audited("intake.item.received", item, by=zhao)
    assert_emitted(ItemMoved, item_id=item.pk, region=TOWN)
    with pytest.raises(InvalidInput) as refusal:
        send_quick_report(title=" ", actor=zhao)
    assert set(refusal.value.fields) == {"title", "address"}
    with pytest.raises(NotPermitted):
        send_quick_report(title="x", longitude=LONGITUDE, latitude=LATITUDE, actor=cast.qian)


def test_a_burst_loses_nothing_and_doubles_nothing(feed, post):
    bodies = [orjson.dumps(alarm(f"b-{n}", title=f"演示警情{n}")) for n in range(BURST)]
    bodies += [b"{broken %d" % n for n in range(BURST // 10)]
    started = time.perf_counter()
    for body in [*bodies, *bodies[: BURST // 2]]:
        assert post(feed, body).status_code in (200, 201, 422)
    spent = time.perf_counter() - started
    assert IntakeItem.objects.count() == BURST
    assert IntakeMessage.objects.filter(kind="invalid").count() == BURST // 10
    per_message_ms = 1000 * spent / (len(bodies) + BURST // 2)
    assert per_message_ms < 200
