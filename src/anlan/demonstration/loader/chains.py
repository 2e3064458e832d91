"""Three whole chains in force in the demonstration county, with clues in all states."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from anlan.base.deadlines.public import start_deadline
from anlan.base.documents.public import draw_number
from anlan.demonstration.loader.book import Book
from anlan.governance.chains.choices import WITH_UNIT, UnitRole, VersionState
from anlan.governance.chains.models import (
    Chain,
    ChainVersion,
    Clue,
    ClueKey,
    Dispute,
    Stage,
    StageUnit,
    Trace,
    TraceAnswer,
)
from anlan.governance.chains.origins import origin_key
from anlan.governance.chains.services.chains import write_template
from anlan.governance.chains.services.clues import SERIES
from anlan.governance.chains.services.common import ANSWER, due_in

OFFICE = "emergency"
#: The chains in force, and one that is a draft still, with gaps to be closed.
IN_FORCE, DRAFT = ("insulation", "welding", "bottled_gas"), "e_bike"
CLERK, OFFICER, DIRECTOR = "演示联络员", "演示核查人", "演示安委办主任"
#: Working day counts of the answer are those of the stage; how long an answer took. [days]
USUAL_DAYS = 3


@dataclass(frozen=True)
class Case:
    """One clue: chain, stage where it was found, number of the typical problem, days ago, course.

    ``answers`` are the stages with what they found (confirmed, clean, outside), ``left`` the stages
    still owed with their state; ``went`` is new, tracing, checked, closed or withdrawn.
    """

    chain: str
    stage: str
    problem: int
    days: int
    place: str
    unit: str
    went: str
    answers: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    origins: dict[str, str] = field(default_factory=dict)
    took: int = USUAL_DAYS


PRODUCER = {"producer": "演示蓝盾保温材料有限公司", "batch": "YS-B1-0417"}
GAS = {"producer": "演示旺火燃气具商行", "batch": "YSF-2210"}
CASES = (
    Case(
        "insulation",
        "construction",
        0,
        150,
        "演示家园2期5号楼",
        "演示城建工程公司",
        "closed",
        (("production", "outside"), ("sale", "confirmed"), ("construction", "confirmed")),
        origins=PRODUCER,
    ),
    Case(
        "insulation",
        "sale",
        0,
        96,
        "演示建材市场B区12号",
        "演示万家建材店",
        "closed",
        (("production", "confirmed"), ("sale", "confirmed"), ("construction", "clean")),
        took=6,
    ),
    Case(
        "insulation",
        "use",
        0,
        41,
        "演示大厦外墙",
        "演示物业公司",
        "tracing",
        (("construction", "confirmed"), ("use", "confirmed")),
        (("production", "signed"), ("sale", "sent")),
        origins={"producer": "演示蓝盾保温材料公司"},
    ),
    Case(
        "insulation",
        "construction",
        0,
        6,
        "演示中学新建教学楼",
        "演示第二建筑公司",
        "tracing",
        (("construction", "confirmed"),),
        (("production", "disputed"), ("sale", "signed"), ("use", "sent")),
        origins=PRODUCER,
    ),
    Case(
        "welding",
        "site",
        0,
        120,
        "演示商场三层装修现场",
        "演示装饰队",
        "closed",
        (("certificate", "outside"), ("training", "clean"), ("employment", "confirmed")),
        origins={"certificate": "T330825演示0001"},
    ),
    Case(
        "welding",
        "site",
        0,
        33,
        "演示汽修厂",
        "演示汽修厂",
        "checked",
        (("certificate", "confirmed"), ("training", "clean"), ("employment", "confirmed")),
        origins={"certificate": "T330825演示0001"},
    ),
    Case(
        "welding",
        "employment",
        0,
        12,
        "演示钢构厂",
        "演示钢构厂",
        "tracing",
        (("employment", "confirmed"),),
        (("certificate", "signed"), ("site", "sent")),
    ),
    Case("welding", "site", 2, 1, "演示小区沿街店铺", "演示招牌店", "new"),
    Case(
        "bottled_gas",
        "use",
        0,
        88,
        "演示面馆",
        "演示面馆",
        "closed",
        (("filling", "confirmed"), ("delivery", "confirmed"), ("use", "confirmed")),
        took=4,
    ),
    Case(
        "bottled_gas",
        "use",
        1,
        27,
        "演示烧烤店",
        "演示烧烤店",
        "tracing",
        (("use", "confirmed"), ("delivery", "clean")),
        (("products", "signed"),),
        origins=GAS,
    ),
    Case(
        "bottled_gas",
        "use",
        1,
        3,
        "演示小吃店",
        "演示小吃店",
        "tracing",
        (),
        (("products", "sent"), ("delivery", "signed"), ("use", "signed")),
        origins=GAS,
    ),
    Case("bottled_gas", "delivery", 0, 60, "演示村黑气点", "演示人员", "withdrawn"),
)
FOUND = {
    "confirmed": ("经查属实，已追溯供货和去向。", "已封存相关产品，责令整改，立案1件（演示）。"),
    "clean": ("已核查本环节单位和记录，未发现问题。", ""),
    "outside": ("源头在县外，已函告当地主管部门（演示）。", ""),
}


def write_chains(book: Book) -> None:
    """Adopt the chains and write what travelled along them."""
    stages: dict[tuple[str, str], Stage] = {}
    for code in (*IN_FORCE, DRAFT):
        chain = _chain(book, code)
        for stage in Stage.objects.filter(version__chain=chain).prefetch_related("units"):
            stages[code, stage.code] = stage
    for case in CASES:
        _clue(book, case, stages)


def _chain(book: Book, code: str) -> Chain:
    """A shipped chain with the county's units; those of the demonstration are confirmed."""
    office = book.organisations[OFFICE]
    chain = write_template(code=code, office_id=office, region_code=book.county.code)
    book.counts["chains.Chain"] += 1
    book.counts["chains.ChainVersion"] += 1
    version = chain.versions.get()
    rows = list(version.stages.prefetch_related("units"))
    book.counts["chains.Stage"] += len(rows)
    if code == DRAFT:
        return chain
    for row in rows:
        if not any(unit.role == UnitRole.LEAD for unit in row.units.all()):
            StageUnit.objects.create(stage=row, organisation_id=office, role=UnitRole.LEAD)
    ChainVersion.objects.filter(pk=version.pk).update(
        state=VersionState.PUBLISHED, published_at=book.days_ago(180), published_by=OFFICER
    )
    return chain


def _clue(book: Book, case: Case, stages: dict[tuple[str, str], Stage]) -> None:
    stage = stages[case.chain, case.stage]
    found = book.days_ago(case.days)
    finder = _lead(stage)
    year, number = draw_number(SERIES)
    is_over = case.went in ("closed", "withdrawn")
    is_checked = case.went in ("checked", "closed")
    ended = found + timedelta(days=case.took + 6) if is_over else None
    (clue,) = book.write(
        Clue,
        [
            Clue(
                number=f"{SERIES}〔{year}〕{number}号",
                chain_id=stage.version.chain_id,
                stage=stage,
                title=stage.problems[case.problem]["text"],
                text=f"{case.place}检查发现：{stage.problems[case.problem]['text']}。",
                place=case.place,
                unit_name=case.unit,
                region_id=book.county.code,
                organisation_id=finder,
                state=case.went,
                found_at=found,
                reported_by=CLERK,
                reported_by_id="system:demonstration",
                sent_at=found + timedelta(hours=5) if case.went != "new" else None,
                checked_at=found + timedelta(days=case.took + 4) if is_checked else None,
                checked_by=OFFICER if is_checked else "",
                checked_by_id="system:demonstration" if is_checked else "",
                closed_at=ended,
                closed_by=DIRECTOR if case.went == "closed" else "",
                result={
                    "closed": "各环节已核查清除，源头已处理（演示）。",
                    "checked": "各环节已核查，假证来源已移交公安（演示）。",
                    "withdrawn": "与另一线索重复（演示）。",
                }.get(case.went, ""),
            )
        ],
    )
    book.write(
        ClueKey,
        [
            ClueKey(clue=clue, kind=kind, value=value, key=origin_key(kind, value))
            for kind, value in case.origins.items()
        ],
    )
    _traces(book, case, clue, stages)


def _lead(stage: Stage) -> int | None:
    return next((u.organisation_id for u in stage.units.all() if u.role == UnitRole.LEAD), None)


def _traces(book: Book, case: Case, clue: Clue, stages: dict[tuple[str, str], Stage]) -> None:
    """What each stage concerned owes and answered."""
    named = [(code, "answered", outcome) for code, outcome in case.answers]
    named += [(code, state, "") for code, state in case.left]
    if case.went in ("new", "withdrawn"):
        trace_codes = clue.stage.problems[case.problem]["trace"]
        named = [(code, "proposed", "") for code in (*trace_codes, case.stage)]
    for code, state, outcome in named:
        stage = stages[case.chain, code]
        sent = clue.sent_at if state != "proposed" else None
        trace = _trace(clue, stage, state, outcome, sent, case.took)
        book.write(Trace, [trace])
        if outcome:
            _answer(book, trace)
        elif state in WITH_UNIT and sent is not None:
            start_deadline(
                rule_code=ANSWER,
                subject=trace,
                actor=book.actor,
                started_at=sent,
                due_at=trace.due_at,
            )
        elif state == "disputed" and trace.organisation_id is not None:
            book.write(
                Dispute,
                [
                    Dispute(
                        trace=trace,
                        claim="该批材料由县外企业生产，我局无管辖权，建议由施工环节负责追查。",
                        claimant_id=trace.organisation_id,
                        suggested_id=book.organisations["housing"],
                        made_at=book.days_ago(2),
                        made_by=CLERK,
                    )
                ],
            )


def _trace(
    clue: Clue, stage: Stage, state: str, outcome: str, sent: datetime | None, took: int
) -> Trace:
    place, found = stage.position, clue.stage.position
    direction = "here" if place == found else ("up" if place < found else "down")
    is_signed = state in ("signed", "disputed", "answered")
    return Trace(
        clue=clue,
        stage=stage,
        organisation_id=_lead(stage),
        direction=direction,
        state=state,
        sent_at=sent,
        due_on=due_in(stage.answer_days, timezone.localtime(sent).date()) if sent else None,
        signed_at=sent + timedelta(hours=20) if sent and is_signed else None,
        signed_by=CLERK if is_signed else "",
        answered_at=sent + timedelta(days=took) if sent and outcome else None,
        outcome=outcome,
    )


def _answer(book: Book, trace: Trace) -> None:
    text, removed = FOUND[trace.outcome]
    at = trace.answered_at
    if at is None or trace.due_on is None:
        return
    book.write(
        TraceAnswer,
        [
            TraceAnswer(
                trace=trace,
                outcome=trace.outcome,
                text=text,
                removed=removed,
                made_at=at,
                made_by=CLERK,
                made_by_id="system:demonstration",
                is_late=timezone.localtime(at).date() > trace.due_on,
            )
        ],
    )
