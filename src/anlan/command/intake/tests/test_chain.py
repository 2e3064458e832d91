"""The chain of levels: what one installation sends, the other takes, through the real doors.

Both ends live in one database here; ``test_two_installations`` runs two processes with two.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import orjson
import pytest
from django.test import Client

from anlan.base.deadlines.public import deadlines_of
from anlan.base.exchange.models import Webhook
from anlan.base.exchange.services import webhooks
from anlan.base.exchange.services.webhooks import sign
from anlan.command.incidents.models import IncidentReport
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.reports import draft_report, edit_report, submit_report
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.intake.errors import AlreadyAnswered, NoSubordinate
from anlan.command.intake.events import ChainHeard, ChainSent
from anlan.command.intake.models import ChainLink, ChainReport, Instruction, IntakeItem, ReportDoubt
from anlan.command.intake.services.below import adopt_figures
from anlan.command.intake.services.doubts import find_missing, settle_doubt
from anlan.command.intake.services.instructions import answer_instruction, give_instruction
from anlan.command.intake.services.items import attach_item, open_from_item
from anlan.command.intake.services.upward import send_report
from anlan.command.intake.tests.factories import TOWN, make_item, make_link, make_source
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_not_emitted, make_actor


@pytest.fixture
def chain(reference, monkeypatch, run_jobs):
    """Two ends: ``up`` is the county's link to the city, ``down`` the city's link to the county."""
    up, down = make_link("superior", code="city"), make_link("subordinate", code="county")
    for own, other in ((up, down), (down, up)):
        hook = own.webhook
        Webhook.objects.filter(pk=hook.pk).update(
            url=f"https://other.example.invalid/api/v1/intake/chain/{other.code}/"
        )
        ChainLink.objects.filter(pk=other.pk).update(secret=hook.secret)
    client = Client()
    sent = []

    def deliver(hook, delivery):
        record = delivery.event
        body = orjson.dumps(
            {
                "id": str(delivery.key),
                "event": record.name,
                "at": record.created_at.isoformat(),
                "payload": record.payload,
            }
        )
        stamp = str(int(clock.now().timestamp()))
        answer = client.post(
            urlsplit(hook.url).path,
            body,
            "application/json",
            HTTP_X_ANLAN_TIMESTAMP=stamp,
            HTTP_X_ANLAN_SIGNATURE=sign(hook.secret, stamp, body),
        )
        sent.append((record.payload.get("kind"), answer.status_code, answer.json()))
        if answer.status_code == httpx.codes.OK:
            return answer.status_code, ""
        return answer.status_code, answer.content.decode()

    monkeypatch.setattr(webhooks, "_send", deliver)

    class Chain:
        county, city = up, down
        log = sent
        run = staticmethod(run_jobs)

    return Chain


@pytest.fixture
def report(chain, cast):
    """Return ``report(incident, kind)``: a report drafted and submitted by the county."""
    sun = cast.sun

    def submit(incident, kind="initial"):
        draft = draft_report(incident_id=incident.pk, kind=kind, actor=sun)
        edit_report(
            report_id=draft.pk,
            values={"addressee": "演示市局", "signatory": "演示签发人", "casualties": "见附表"},
            actor=sun,
        )
        submit_report(report_id=draft.pk, actor=sun)
        chain.run()
        return IncidentReport.objects.get(pk=draft.pk)

    return submit


def test_a_report_goes_up_into_the_queue_and_its_receipt_comes_back(chain, report, cast):
    incident = make_incident(cast.sun, facts={"deaths": 1})
    sent = report(incident)

    ours = ChainReport.objects.get(is_ours=True)
    theirs = ChainReport.objects.get(is_ours=False)
    item = IntakeItem.objects.get()
    assert (item.channel, item.external_number, item.link) == (
        "subordinate",
        incident.number,
        chain.city,
    )
    assert item.facts == {"deaths": 1}
    assert theirs.grade == 4 and theirs.texts["casualties"] == "见附表"
    sent.refresh_from_db()
    assert sent.state == "received"
    assert sent.receipt_number == theirs.receipt_number == ours.receipt_number
    assert_audited("incidents.report.received", sent)
    assert_audited("intake.report.sent", ours)
    assert_audited("intake.report.arrived", theirs)
    assert_emitted(ChainSent, link_id=chain.county.pk, kind="report")
    assert_emitted(ChainHeard, link_id=chain.city.pk, kind="report")
    assert [(kind, status) for kind, status, _a in chain.log] == [("report", 200), ("receipt", 200)]


def test_the_same_report_twice_is_one(chain, report, cast):
    sent = report(make_incident(cast.sun))
    assert send_report(report_id=sent.pk)[0].is_ours
    chain.run()
    assert ChainReport.objects.count() == 2
    assert IntakeItem.objects.count() == 1


def test_later_reports_follow_the_thread_onto_the_incident_above(chain, report, cast):
    sun = cast.sun
    incident = make_incident(sun, facts={"deaths": 1})
    report(incident)
    above = open_from_item(item_id=IntakeItem.objects.get().pk, actor=sun)
    chain.run()
    update_facts(incident_id=incident.pk, facts={"deaths": 2}, actor=sun)
    report(incident, "continuing")
    rows = ChainReport.objects.filter(is_ours=False).order_by("pk")
    assert [row.incident_id for row in rows] == [above.id, above.id]
    texts = " ".join(
        incident.__class__.objects.get(pk=above.id).timeline.values_list("text", flat=True)
    )
    assert "死亡人数 2" in texts
    # The city still says one death: both levels see that their figures differ.
    doubt = ReportDoubt.objects.get(is_ours=True, kind="different")
    assert doubt.details == {"ours": 1, "theirs": 2}
    assert ReportDoubt.objects.get(is_ours=False, kind="different").incident_id == incident.pk
    adopt_figures(report_id=rows[1].pk, actor=sun)
    assert_audited("intake.figures.adopted", rows[1], by=sun)
    chain.run()
    doubt.refresh_from_db()
    assert doubt.settled_at is not None
    assert ReportDoubt.objects.get(is_ours=False, kind="different").settled_at is not None


def test_deaths_that_fall_are_doubted_unless_a_reason_travels_with_them(chain, report, cast):
    sun = cast.sun
    incident = make_incident(sun, facts={"deaths": 3})
    report(incident)
    with pytest.raises(InvalidInput):
        update_facts(incident_id=incident.pk, facts={"deaths": 2}, actor=sun)
    update_facts(
        incident_id=incident.pk, facts={"deaths": 2}, actor=sun, reason="身份核实，一人重复计入"
    )
    report(incident, "continuing")
    assert not ReportDoubt.objects.filter(kind="falling").exists()
    assert ChainReport.objects.filter(is_ours=False).latest("pk").reason == "身份核实，一人重复计入"
    # A level that sends fewer without a reason (another platform) is doubted.
    _forge(chain, incident.number, "x-9", {"deaths": 1})
    doubt = ReportDoubt.objects.get(is_ours=True, kind="falling")
    assert "2 → 1" in doubt.subject
    assert_audited("intake.doubt.found", doubt)


def _forge(chain, thread, number, facts, **more):
    import uuid

    from anlan.command.intake.services.chain import take_chain_message

    body = {
        "kind": "report",
        "key": str(uuid.uuid4()),
        "thread": thread,
        "number": number,
        "at": clock.now().isoformat(),
        "title": "演示续报",
        "facts": facts,
        "report_kind": "continuing",
        **more,
    }
    answer = take_chain_message(link=chain.city, given={"payload": {"body": body}})
    chain.run()
    return answer


def test_a_late_report_is_told_at_both_levels(chain, report, cast, frozen_clock):
    sun = cast.sun
    incident = make_incident(sun)
    frozen_clock.advance(hours=3)
    report(incident)
    ours = ReportDoubt.objects.get(is_ours=True)
    theirs = ReportDoubt.objects.get(is_ours=False)
    assert (ours.kind, theirs.kind) == ("late", "late")
    assert theirs.incident_id == incident.pk
    with pytest.raises(InvalidInput):
        settle_doubt(doubt_id=theirs.pk, actor=sun, reason=" ")
    settle_doubt(doubt_id=theirs.pk, actor=sun, reason="现场通信中断")
    assert_audited("intake.doubt.settled", theirs, by=sun)
    chain.run()
    ours.refresh_from_db()
    assert "现场通信中断" in ours.reason and ours.settled_at is None
    settle_doubt(doubt_id=ours.pk, actor=sun, reason="情况属实")
    chain.run()
    theirs.refresh_from_db()
    assert theirs.settled_at is not None


def test_what_we_know_by_another_way_and_nobody_reported_is_suspected(chain, cast, frozen_clock):
    sun = cast.sun
    ChainLink.objects.update(created_at=clock.now() - timedelta(days=1))
    item = make_item(source=make_source())
    incident = open_from_item(item_id=item.pk, actor=sun)
    chain.run()
    assert find_missing() == 0
    frozen_clock.advance(hours=2, minutes=1)
    assert find_missing() == 1
    assert find_missing() == 0
    chain.run()
    ours = ReportDoubt.objects.get(is_ours=True, kind="missing")
    assert ours.incident_id == incident.id
    assert incident.number in ReportDoubt.objects.get(is_ours=False, kind="missing").subject
    # The report comes after all and is attached: the suspicion settles itself.
    _forge(chain, "县应急〔2026〕0007", "n-1", {"deaths": 0}, report_kind="initial")
    late = IntakeItem.objects.get(channel="subordinate")
    attach_item(item_id=late.pk, incident_id=incident.id, actor=sun)
    chain.run()
    ours.refresh_from_db()
    assert ours.settled_at is not None
    assert ReportDoubt.objects.get(is_ours=False, kind="missing").settled_at is not None


def test_a_drill_never_leaves_the_house(chain, report, cast):
    incident = make_incident(cast.sun, title="演示氯气泄漏", is_drill=True)
    report(incident)
    assert not ChainReport.objects.exists()
    assert_not_emitted(ChainSent)


def test_an_instruction_comes_down_with_a_clock_and_the_answer_goes_up(chain, report, cast):
    sun, lin = cast.sun, cast.lin
    incident = make_incident(sun)
    report(incident)
    above = open_from_item(item_id=IntakeItem.objects.get().pk, actor=sun)
    chain.run()
    with pytest.raises(InvalidInput) as refusal:
        give_instruction(incident_id=above.id, kind="x", text=" ", minutes=0, actor=lin)
    assert set(refusal.value.fields) == {"kind", "text", "minutes"}
    with pytest.raises(NotVisible):
        give_instruction(
            incident_id=above.id, kind="urge", text="续报", minutes=30, actor=cast.qian
        )
    reader = make_actor("县办", permissions=("incidents.view_incident", "intake.view_chain"))
    with pytest.raises(NotPermitted):
        give_instruction(incident_id=above.id, kind="urge", text="续报", minutes=30, actor=reader)
    given = give_instruction(
        incident_id=above.id, kind="urge", text="请30分钟内续报伤亡", minutes=30, actor=lin
    )
    assert_audited("intake.instruction.given", given, by=lin)
    chain.run()
    got = Instruction.objects.get(is_ours=False)
    assert (got.kind, got.incident_id, got.text) == ("urge", incident.pk, given.text)
    (limit,) = deadlines_of(got)
    assert limit.due_at == given.given_at + timedelta(minutes=30)
    assert any("请30分钟内续报伤亡" in t for t in incident.timeline.values_list("text", flat=True))
    with pytest.raises(InvalidInput):
        answer_instruction(instruction_id=got.pk, answer=" ", actor=sun)
    answer_instruction(instruction_id=got.pk, answer="无新增伤亡", actor=sun)
    assert_audited("intake.instruction.answered", got, by=sun)
    with pytest.raises(AlreadyAnswered):
        answer_instruction(instruction_id=got.pk, answer="再答", actor=sun)
    assert deadlines_of(got)[0].state == "met"
    chain.run()
    given.refresh_from_db()
    assert given.answer == "无新增伤亡"


def test_without_a_level_below_nobody_can_be_instructed(reference, cast):
    incident = make_incident(cast.sun)
    with pytest.raises(NoSubordinate):
        give_instruction(incident_id=incident.pk, kind="urge", text="x", minutes=5, actor=cast.lin)


def test_the_door_believes_only_a_fresh_signature_of_the_right_side(chain, client, frozen_clock):
    address = "/api/v1/intake/chain/county/"
    secret = ChainLink.objects.get(code="county").secret
    body = b'{"payload":{"body":{}}}'
    now = str(int(clock.now().timestamp()))

    def push(given=body, stamp=now, key=secret, to=address, **headers):
        headers.setdefault("HTTP_X_ANLAN_TIMESTAMP", stamp)
        headers.setdefault("HTTP_X_ANLAN_SIGNATURE", sign(key, stamp, given))
        return client.post(to, given, "application/json", **headers).status_code

    assert push() == 422  # signed, but no message
    assert push(b"{") == 422
    assert push(key="other") == 401
    assert push(HTTP_X_ANLAN_SIGNATURE="sha256=0") == 401
    assert push(stamp=str(int(now) - 3600)) == 401
    assert push(stamp="x", HTTP_X_ANLAN_SIGNATURE="y") == 401
    assert push(to="/api/v1/intake/chain/nobody/") == 401
    instruction = orjson.dumps(
        {
            "payload": {
                "body": {
                    "kind": "instruction",
                    "key": "7f3f3f0e-0000-4000-8000-000000000001",
                    "at": clock.now().isoformat(),
                    "text": "x",
                }
            }
        }
    )
    assert push(instruction) == 422  # the level below gives no instructions
    assert not Instruction.objects.exists()
    ChainLink.objects.filter(code="county").update(is_active=False)
    assert push() == 401


def test_a_place_finds_the_closest_level(reference):
    from anlan.command.intake.services.chain import links_for, prefix_of

    make_link("superior", code="county-link")
    town = make_link("superior", code="town-link", region_id=TOWN)
    assert links_for(f"{TOWN[:9]}001", "superior")[0] == town
    assert [prefix_of(c) for c in ("330000000000", "330800000000", "330825000000", TOWN)] == [
        "33",
        "3308",
        "330825",
        "330825100",
    ]
    assert links_for("330826000000", "superior") == []
