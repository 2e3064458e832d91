"""Sources, calls, items and levels for tests."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from anlan.base.exchange.models import ApiToken
from anlan.base.exchange.services.tokens import create_token
from anlan.base.exchange.services.webhooks import create_webhook
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.tests.factories import load_reference as load_incidents
from anlan.command.incidents.tests.factories import make_incident
from anlan.command.intake.choices import CallState, DoubtKind, SourceKind
from anlan.command.intake.models import (
    Call,
    ChainLink,
    ChainReport,
    Instruction,
    IntakeItem,
    IntakeMessage,
    IntakeSource,
    KindMapping,
    ReportDoubt,
)
from anlan.command.intake.pbx import CallEvent
from anlan.command.intake.permissions import PUSH_CALL, PUSH_REPORT
from anlan.command.intake.services.calls import record_call_event
from anlan.command.intake.services.messages import receive_message
from anlan.command.intake.services.public_reports import take_public_report
from anlan.kernel import clock
from anlan.kernel.actor import ANONYMOUS, system_actor

SYSTEM = system_actor("tests")
COUNTY = "330825000000"
TOWN = "330825100000"
_numbers = itertools.count(1)


def load_reference() -> None:
    """Load the tables intake needs."""
    from anlan.command.intake.reference import load

    load_incidents()
    load(SYSTEM)


def regions() -> None:
    """Make the county and a township."""
    RegionFactory(county=True)
    RegionFactory(code=TOWN)


def make_token(right: str) -> tuple[ApiToken, str]:
    """Make a token that may push."""
    return create_token(
        name="演示外部系统",
        permissions=[right],
        expires_at=clock.now() + timedelta(days=30),
        scope_kind="region",
        scope_value="330825",
        actor=SYSTEM,
    )


def make_source(kind: str = SourceKind.FEED, **values: Any) -> IntakeSource:
    """Make a connected system, 119 unless told otherwise; its token is in ``source.key``."""
    regions()
    is_pbx = kind == SourceKind.PBX
    token, key = make_token(PUSH_CALL if is_pbx else PUSH_REPORT)
    source = IntakeSource.objects.create(
        **{
            "code": f"{kind}-{next(_numbers)}",
            "name": "演示电话系统" if is_pbx else "演示119接警系统",
            "kind": kind,
            "channel": "phone" if is_pbx else "119",
            "region_id": COUNTY,
            "token": token,
            "seats": {"8001": "一号席", "8002": "二号席"} if is_pbx else {},
            **values,
        }
    )
    source.key = key  # type: ignore[attr-defined]
    return source


def make_mapping() -> KindMapping:
    """Map a word for every source."""
    return KindMapping.objects.get_or_create(
        source=make_source(), word="槽车", defaults={"kind": "chemical"}
    )[0]


def make_call(number: str = "00012340001", state: str = "ringing", **values: Any) -> Call:
    """Make a call that rings."""
    source = values.pop("source", None) or make_source(SourceKind.PBX)
    call_id = values.pop("call_id", f"call-{next(_numbers)}")
    event = CallEvent(call_id, CallState.RINGING, number, "12350", "8001")
    call = record_call_event(source=source, event=event, actor=SYSTEM)
    if state != "ringing":
        call = record_call_event(
            source=source, event=CallEvent(call_id, CallState(state)), actor=SYSTEM
        )
    return call


def make_item(**values: Any) -> IntakeItem:
    """Make an item that waits in the queue, in the township."""
    import orjson

    source = values.pop("source", None) or make_source()
    body = {
        "number": f"119-{next(_numbers)}",
        "kind": "火灾",
        "title": "演示仓库起火",
        "region_code": TOWN,
        "address": "演示路1号",
        **values,
    }
    received = receive_message(source=source, body=orjson.dumps(body), actor=SYSTEM)
    assert received.message.item is not None
    return received.message.item


def make_public_item() -> IntakeItem:
    """Make a report of somebody without an account, in the township."""
    regions()
    number = f"0570{next(_numbers):07d}"
    item = take_public_report(
        title="演示路边有刺鼻气味",
        address="演示路2号",
        phone=number,
        sender=number,
        actor=ANONYMOUS,
    )
    IntakeItem.objects.filter(pk=item.pk).update(region_id=TOWN)
    item.refresh_from_db()
    return item


def make_message() -> IntakeMessage:
    """Make a message nobody could read."""
    return receive_message(source=make_source(), body=b"{nonsense", actor=SYSTEM).message


def make_link(role: str = "subordinate", **values: Any) -> ChainLink:
    """Connect another level; its web hook goes to an address that exists nowhere."""
    regions()
    number = next(_numbers)
    hook, _secret = create_webhook(
        name=f"演示{role}",
        url=f"https://level{number}.example.invalid/api/v1/intake/chain/x/",
        events=["intake.chain.none"],
        actor=SYSTEM,
    )
    return ChainLink.objects.create(
        **{
            "code": f"{role}-{number}",
            "name": "演示市应急管理局" if role == "superior" else "演示县应急管理局",
            "role": role,
            "region_id": COUNTY,
            "webhook": hook,
            "secret": f"secret-{number}",
            **values,
        }
    )


def make_report() -> ChainReport:
    """Make a report that came from below and belongs to an incident."""
    link, incident = make_link(), make_incident()
    thread = f"演应急〔2026〕{next(_numbers):04d}"
    item = IntakeItem.objects.create(
        link=link,
        channel="subordinate",
        external_number=thread,
        state="attached",
        incident=incident,
        title="演示事故",
        region_id=TOWN,
        occurred_at=clock.now(),
        received_at=clock.now(),
    )
    return ChainReport.objects.create(
        link=link,
        thread=thread,
        number="演应急信〔2026〕1号",
        item=item,
        incident=incident,
        kind="initial",
        title="演示事故初报",
        facts={"deaths": 0},
        sent_at=clock.now(),
        arrived_at=clock.now(),
    )


def access_world(samples: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """Ask for the objects by the names the addresses use."""
    from anlan.command.incidents.models import Incident

    return {
        "intake/items/": {"form": {"incident": samples[Incident].pk}, "name": "dismiss"},
        "intake/items/<int:pk>/confirm/": {"pk": make_public_item().pk, "form": {"reason": ""}},
        "intake/reports/": {"pk": samples[ChainReport].pk},
    }


def make_instruction() -> Instruction:
    """Make a question of the superior."""
    import uuid

    return Instruction.objects.create(
        key=uuid.uuid4(),
        link=make_link("superior"),
        kind="question",
        text="请核实伤亡人数",
        given_by="演示市值班员",
        given_at=clock.now(),
        due_at=clock.now() + timedelta(minutes=30),
    )


def make_doubt() -> ReportDoubt:
    """Make a doubt of our own."""
    import uuid

    return ReportDoubt.objects.create(
        link=make_link(),
        key=uuid.uuid4(),
        kind=DoubtKind.MISSING,
        subject="演示事故未见上报",
        found_at=clock.now(),
    )
