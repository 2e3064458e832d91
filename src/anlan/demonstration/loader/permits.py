"""Permits of special operations that fit the commitments, but for one; then the cross-checks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from anlan.demonstration.generator.chance import Chance
from anlan.demonstration.loader.book import Book
from anlan.kernel.search_text import search_text
from anlan.supervision.crosschecks.public import run_checks
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.public import list_lapsed
from anlan.supervision.installations.models import Commitment
from anlan.supervision.permits.models import WorkKind, WorkPermit

#: Line of the commitment → kind and grade of the permit, first hour, hours.
WORK = {
    "hot_work_2": ("hot_work", "second", 8, 8),
    "confined_space": ("confined_space", "only", 9, 6),
    "work_at_height": ("work_at_height", "first", 8, 9),
}
PLACES = ("合成车间二层管廊", "甲类罐区泵房", "循环水池", "成品仓库屋面", "装卸区栈桥")
CONTENTS = {
    "hot_work": "更换管道法兰，电焊作业",
    "confined_space": "清理池内污泥",
    "work_at_height": "保温层修补，搭设脚手架",
}
DAYS = 14


def write_permits(book: Book) -> None:
    """Write what was permitted within two weeks, as the signed commitments say."""
    chance = Chance(book.county.seed, book.county.code, "permits")
    kinds = {kind.code: kind for kind in WorkKind.objects.all()}
    firms = Enterprise.objects.in_bulk()
    rows: list[WorkPermit] = []
    since = book.today - timedelta(days=DAYS)
    signed = Commitment.objects.filter(on__gt=since, state="signed").order_by("on", "pk")
    for commitment in signed:
        firm = firms[commitment.enterprise_id]
        for line, count in sorted(commitment.operations.items()):
            for _n in range(count if line in WORK else 0):
                kind = kinds[WORK[line][0]]
                rows.append(_permit(book, chance, firm, kind, line, commitment.on, len(rows)))
    flagship = book.enterprises[book.county.flagship]
    # The one the commitment of the day leaves out; the cross-checks find it.
    rows.append(
        _permit(
            book, chance, firms[flagship], kinds["hot_work"], "hot_work_2", book.today, len(rows)
        )
    )
    # And one at a firm whose paper has run out: work goes on all the same.
    lapsed = next((p for p in list_lapsed(book.today) if p.is_operating), None)
    if lapsed is not None:
        firm = firms[lapsed.enterprise_id]
        kind = kinds["work_at_height"]
        rows.append(_permit(book, chance, firm, kind, "work_at_height", book.today, len(rows)))
    book.write(WorkPermit, rows)


def _permit(
    book: Book, chance: Chance, firm: Enterprise, kind: WorkKind, line: str, on: date, serial: int
) -> WorkPermit:
    _kind, grade, hour, hours = WORK[line]
    begin = _moment(on, hour)
    end = begin + timedelta(hours=hours)
    if end < book.now:
        state = "finished"
    elif begin < book.now:
        state = "working"
    else:
        state = "filed"
    number = f"ZY{on:%Y%m%d}-{serial:03d}"
    place = chance.pick(PLACES)
    has_test = bool(kind.gas_test_minutes) and state != "filed"
    return WorkPermit(
        number=number,
        enterprise=firm,
        kind=kind,
        grade=grade,
        state=state,
        place=place,
        content=CONTENTS[kind.code],
        location=firm.location,
        planned_from=begin,
        planned_to=end,
        started_at=begin + timedelta(minutes=12) if state != "filed" else None,
        finished_at=end - timedelta(minutes=25) if state == "finished" else None,
        workers=chance.integer(2, 5),
        guardian="监护员演示",
        approver="车间主任演示",
        contractor="演示安装工程有限公司" if chance.chance(0.3) else "",
        gas_tested_at=begin + timedelta(minutes=2) if has_test else None,
        gas_result="可燃气体0%LEL，氧含量20.8%" if has_test else "",
        is_gas_acceptable=has_test,
        search_text=search_text(number, kind.name, place, CONTENTS[kind.code], firm.name),
    )


def _moment(on: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(hour)))


def compare(book: Book) -> None:
    """Set the facts of the loaded county against each other."""
    book.counts["crosschecks.Lead"] += len(run_checks(actor=book.actor))
