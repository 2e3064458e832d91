"""Signed calls, and reports of people without an account."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.base.exchange.public import sign
from anlan.command.incidents.public import number_index
from anlan.command.intake.errors import TooManyReports
from anlan.command.intake.models import Call, IntakeItem
from anlan.command.intake.services.connections import change_source
from anlan.command.intake.services.items import open_from_item
from anlan.command.intake.services.public_reports import (
    PER_ADDRESS,
    confirm_item,
    opened_now,
    take_public_report,
)
from anlan.command.intake.tests.factories import make_public_item, regions
from anlan.kernel import clock
from anlan.kernel.actor import ANONYMOUS, system_actor
from anlan.kernel.errors import WrongState
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
SECRET = "演示密钥-0123456789abcdef"
RINGING = {"event": "ringing", "call_id": "h-1", "from": "05700000001", "to": "12350"}


def push(client, pbx, body, *, secret="", at=None, token=""):
    """Send a call event as the exchange does, signed when it has a secret."""
    moment = str(int((at or clock.now()).timestamp()))
    raw = json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token or pbx.key}"}
    if secret:
        headers |= {"X-Anlan-Timestamp": moment, "X-Anlan-Signature": sign(secret, moment, raw)}
    return client.post(
        f"/api/v1/intake/push/{pbx.code}/calls/",
        raw,
        content_type="application/json",
        headers=headers,
    )


def test_an_exchange_with_a_secret_must_sign_and_freshly(client, pbx):
    assert push(client, pbx, RINGING).status_code == 200
    change_source(source_id=pbx.pk, secret=SECRET, actor=SYSTEM)

    body = {**RINGING, "call_id": "h-2"}
    assert push(client, pbx, body).status_code == 401
    assert push(client, pbx, body, secret="another-secret-0123").status_code == 401
    old = clock.now() - timedelta(minutes=11)
    assert push(client, pbx, body, secret=SECRET, at=old).status_code == 401
    ahead = clock.now() + timedelta(minutes=11)
    assert push(client, pbx, body, secret=SECRET, at=ahead).status_code == 401
    assert not Call.objects.filter(call_id="h-2").exists()
    assert push(client, pbx, body, secret=SECRET).status_code == 200
    assert push(client, pbx, body, secret=SECRET).status_code == 200  # a repetition
    assert Call.objects.filter(call_id="h-2").count() == 1


def test_a_signature_without_the_token_is_not_enough(client, pbx):
    change_source(source_id=pbx.pk, secret=SECRET, actor=SYSTEM)
    assert push(client, pbx, RINGING, secret=SECRET, token="wrong").status_code == 401


def test_the_secret_is_never_shown_nor_written_into_the_trail(client, pbx):
    from anlan.base.audit.models import AuditRecord

    change_source(source_id=pbx.pk, secret=SECRET, actor=SYSTEM)
    record = AuditRecord.objects.filter(action="intake.source.changed").latest("pk")
    assert SECRET not in json.dumps(record.after, ensure_ascii=False)
    change_source(source_id=pbx.pk, name="演示总机", actor=SYSTEM)
    pbx.refresh_from_db()
    assert pbx.secret == SECRET


@pytest.fixture
def county(reference):
    """The county the page belongs to."""
    regions()
    return reference


def report(**changes):
    given = {
        "title": "路边有刺鼻气味",
        "address": "演示大道1号",
        "phone": "05700000009",
        "sender": "10.9.9.9",
        "actor": ANONYMOUS,
    }
    return take_public_report(**{**given, **changes})


def test_a_public_report_waits_unconfirmed_until_somebody_calls_back(county, cast):
    item, sun = report(), cast.sun
    assert item.is_unconfirmed and item.state == "waiting" and item.channel == "public"
    assert "10.9.9.9" not in json.dumps([str(v) for v in item.__dict__.values()])
    assert_audited("intake.item.received", item)
    confirm_item(item_id=item.pk, reason="本人在场", actor=sun)
    item.refresh_from_db()
    assert not item.is_unconfirmed and "本人在场" in item.description
    assert_audited("intake.item.confirmed", item, by=sun)
    with pytest.raises(WrongState):
        confirm_item(item_id=item.pk, actor=sun)


def test_an_incident_opened_before_calling_back_says_so(county, cast):
    item = report()
    incident = open_from_item(item_id=item.pk, values={"kind": "chemical"}, actor=cast.sun)
    lines = [line.text for line in IntakeItem.objects.get(pk=item.pk).incident.timeline.all()]
    assert incident.id and any("未经回拨核实" in line for line in lines)


def test_one_address_one_number_and_all_together_have_limits(county, monkeypatch):
    for n in range(PER_ADDRESS[0][1]):
        report(phone=f"0570000001{n}")
    with pytest.raises(TooManyReports):
        report(phone="05700000019")
    report(sender="10.9.9.8", phone="05700000020")
    report(sender="10.9.9.7", phone="05700000020")
    with pytest.raises(TooManyReports):
        report(sender="10.9.9.6", phone="0570-0000020")
    county.advance(minutes=11)
    report(phone="05700000019")
    together = "anlan.command.intake.services.public_reports.TOGETHER"
    monkeypatch.setattr(together, ((timedelta(hours=1), IntakeItem.objects.count()),))
    with pytest.raises(TooManyReports):
        report(sender="10.9.9.5", phone="05700000031")


def fields(**changes):
    with clock.freeze(clock.now() - timedelta(seconds=30)):
        opened = opened_now()
    given = {"title": "路边有刺鼻气味", "address": "演示大道1号", "phone": "05700000009"}
    return {**given, "opened": opened, "website": "", **changes}


def test_the_public_page_takes_a_report_and_shows_nothing(county, client, settings):
    url = reverse("intake:public")
    assert client.get(url).status_code == 404
    settings.ANLAN_PUBLIC_REPORTS = True
    page = client.get(url)
    assert page.status_code == 200 and "app-nav" not in page.content.decode()
    answer = client.post(url, fields())
    assert answer.status_code == 302
    assert "回拨" in client.get(answer["Location"]).content.decode()
    assert IntakeItem.objects.get().caller_index == number_index("05700000009")
    assert client.post(url, fields(phone="abc")).status_code == 422


@pytest.mark.parametrize("changes", [{"website": "x"}, {"website": "x", "opened": "forged"}])
def test_a_program_is_answered_like_a_person_and_nothing_is_kept(county, client, settings, changes):
    settings.ANLAN_PUBLIC_REPORTS = True
    answer = client.post(reverse("intake:public"), fields(**changes))
    assert answer.status_code == 302 and not IntakeItem.objects.exists()


def test_a_person_is_told_that_a_page_open_too_long_was_not_sent(county, client, settings):
    settings.ANLAN_PUBLIC_REPORTS = True
    refused = client.post(reverse("intake:public"), fields(opened="forged"))
    assert refused.status_code == 422 and not IntakeItem.objects.filter(channel="public").exists()
    again = refused.context["form"].data
    assert client.post(reverse("intake:public"), again).status_code == 302
    assert IntakeItem.objects.filter(channel="public").count() == 1


def test_the_number_to_call_back_is_read_on_record(county, cast, visit):
    item = make_public_item()
    client = visit(cast.sun)
    shown = client.get(reverse("intake:item", args=[item.pk])).content.decode()
    assert "未核实" in shown and item.caller_phone not in shown
    page = client.get(reverse("intake:confirm", args=[item.pk])).content.decode()
    assert item.caller_phone in page
    assert_audited("intake.item.revealed", item)
