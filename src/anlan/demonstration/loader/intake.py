"""The intake desk of a morning: a 119 feed, a telephone exchange, a missed call, a question."""

from __future__ import annotations

import uuid
from datetime import timedelta

import orjson

from anlan.command.incidents.public import list_open_incidents
from anlan.command.intake.choices import CallState, SourceKind
from anlan.command.intake.models import (
    Call,
    ChainLink,
    Instruction,
    IntakeItem,
    IntakeMessage,
    IntakeSource,
    ReportDoubt,
)
from anlan.command.intake.pbx import CallEvent
from anlan.command.intake.services.calls import record_call_event
from anlan.command.intake.services.items import dismiss_item
from anlan.command.intake.services.messages import receive_message
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of
from anlan.kernel import clock

#: minutes ago, sender's number, kind, title, place, how far from the county's seat in degrees.
ALARMS = (
    (47, "119-演示-0107", "火灾", "演示沿街店铺起火", "演示中心街12号", (0.004, 0.002)),
    (21, "119-演示-0108", "燃气泄漏", "演示小区闻到燃气味", "演示花园小区3幢", (-0.006, 0.004)),
    (
        9,
        "119-演示-0109",
        "交通事故",
        "演示省道货车侧翻，疑似装有化学品",
        "演示省道K12",
        (0.02, -0.015),
    ),
)


def write_intake(book: Book) -> None:
    """Connect demonstration systems (without a token nothing can push); some news arrives."""
    region = book.county.code.ljust(12, "0")
    feed, pbx = book.write(
        IntakeSource,
        [
            IntakeSource(
                code="demo-119",
                name="演示119接警系统",
                kind=SourceKind.FEED,
                channel="119",
                region_id=region,
                last_heard_at=book.now - timedelta(minutes=9),
            ),
            IntakeSource(
                code="demo-pbx",
                name="演示值班电话系统",
                kind=SourceKind.PBX,
                channel="phone",
                region_id=region,
                seats={"8001": "一号席", "8002": "二号席"},
                last_heard_at=book.now - timedelta(minutes=14),
            ),
        ],
    )
    _write_alarms(book, feed)
    _write_calls(book, pbx)
    _write_superior(book, region)


def _write_alarms(book: Book, feed: IntakeSource) -> None:
    centre = next(r.centre for r in book.county.regions if r.level == "township" and r.centre)
    for minutes, number, kind, title, address, (east, north) in ALARMS:
        with clock.freeze(book.now - timedelta(minutes=minutes)):
            body = {
                "number": number,
                "kind": kind,
                "title": title,
                "address": address,
                "longitude": centre.longitude + east,
                "latitude": centre.latitude + north,
                "caller": {"name": "演示报警人", "phone": "00012340001"},
            }
            receive_message(source=feed, body=orjson.dumps(body), actor=book.actor)
    with clock.freeze(book.now - timedelta(minutes=33)):
        # The sender forgot a bracket: kept as it came, and shown.
        receive_message(source=feed, body='{"number": "119-演示-0110"'.encode(), actor=book.actor)
    officer = actor_of("duty_officer")
    first = IntakeItem.objects.filter(source=feed).order_by("received_at").first()
    if officer is not None and first is not None:
        with clock.freeze(book.now - timedelta(minutes=40)):
            dismiss_item(
                item_id=first.pk, actor=officer, reason="消防已到场扑灭，无人员伤亡，不需县级响应"
            )
    book.counts["intake.IntakeItem"] += IntakeItem.objects.filter(source=feed).count()
    book.counts["intake.IntakeMessage"] += IntakeMessage.objects.filter(source=feed).count()


def _write_calls(book: Book, pbx: IntakeSource) -> None:
    for minutes, call_id, number, seat, answered in (
        (180, "demo-1", "00012340001", "8001", True),
        (65, "demo-2", "00012340002", "8002", True),
        (14, "demo-3", "00012340003", "8001", False),
    ):
        begun = book.now - timedelta(minutes=minutes)
        steps = [(0, CallState.RINGING), (40, CallState.ENDED)]
        if answered:
            steps = [(0, CallState.RINGING), (6, CallState.ANSWERED), (95, CallState.ENDED)]
        for seconds, state in steps:
            with clock.freeze(begun + timedelta(seconds=seconds)):
                record_call_event(
                    source=pbx,
                    event=CallEvent(call_id, state, number, "12350", seat),
                    actor=book.actor,
                )
    book.counts["intake.Call"] += Call.objects.filter(source=pbx).count()


def _write_superior(book: Book, region: str) -> None:
    """The city's level with a question and a doubt about the incident that stands open."""
    (city,) = book.write(
        ChainLink,
        [
            ChainLink(
                code="demo-city",
                name="演示市应急管理局",
                role="superior",
                region_id=region,
                last_heard_at=book.now - timedelta(minutes=6),
            )
        ],
    )
    incident = next(iter(list_open_incidents(book.actor, limit=1)), None)
    book.write(
        Instruction,
        [
            Instruction(
                key=uuid.uuid5(uuid.NAMESPACE_URL, "demo-city/question"),
                link=city,
                thread=incident.number if incident else "",
                incident_id=incident.id if incident else None,
                kind="question",
                text="请核实被困人员情况和周边群众转移人数，30分钟内答复。",
                given_by="演示市局值班员",
                given_at=book.now - timedelta(minutes=6),
                due_at=book.now + timedelta(minutes=24),
            )
        ],
    )
    book.write(
        ReportDoubt,
        [
            ReportDoubt(
                link=city,
                is_ours=False,
                key=uuid.uuid5(uuid.NAMESPACE_URL, "demo-city/doubt"),
                kind="missing",
                subject="演示市119转来：演示省道货车侧翻，未见县级报告",
                found_at=book.now - timedelta(minutes=5),
            )
        ],
    )
