"""A year of supervision in the demonstration county: documents of all kinds, answered and not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from anlan.base.accounts.public import open_demonstration_account
from anlan.base.deadlines.public import start_deadline
from anlan.base.documents.public import draw_number
from anlan.base.organisations.public import list_people_info
from anlan.base.workflow.public import decide, start_approval
from anlan.demonstration.loader.book import Book
from anlan.governance.oversight.choices import WITH_UNIT
from anlan.governance.oversight.models import Answer, Order, OrderKind, Statement
from anlan.governance.oversight.papers import render_order
from anlan.governance.oversight.reference import SERIES
from anlan.governance.oversight.services.common import ANSWER
from anlan.kernel.actor import system_actor

OFFICE = "emergency"


@dataclass(frozen=True)
class Case:
    """One document: kind, unit, days since it was issued, what about, how it went.

    ``went`` is closed, answered, signed, issued, proposed, draft or withdrawn; ``after`` is the
    place in the list of the document it follows on.
    """

    kind: str
    unit: str
    days: int
    about: str
    reason: str
    went: str
    days_to_answer: int = 14
    answered_after: int = 9
    after: int | None = None
    appeal: str = ""


CASES = (
    Case(
        "reminder", "education", 330, "校园消防设施检查", "一季度校园消防检查进度滞后。", "closed"
    ),
    Case("order", "housing", 318, "在建工地脚手架隐患", "检查发现3处工地脚手架不合格。", "closed"),
    Case("order", "transport", 300, "客运站应急演练", "年度演练计划未按期报送。", "closed"),
    Case(
        "reminder",
        "commerce",
        290,
        "加油站油气回收整改",
        "2家加油站未按期整改。",
        "closed",
        answered_after=16,
    ),
    Case("interview", "commerce", 268, "加油站整改滞后", "提醒后仍未完成整改。", "closed", after=3),
    Case("order", "agriculture", 255, "农机年检率", "农机年检率低于目标。", "closed"),
    Case("reminder", "culture_tourism", 241, "景区索道检测", "索道检测报告未报备。", "closed"),
    Case("order", "water", 226, "小型水库安全鉴定", "2座小型水库未完成鉴定。", "closed"),
    Case(
        "criticism",
        "market",
        208,
        "特种设备检查走过场",
        "抽查发现检查记录不实。",
        "closed",
        appeal="抽查记录系外包单位填写，已责令重做。",
    ),
    Case("reminder", "health", 195, "医疗机构危化品管理", "危化品台账未更新。", "closed"),
    Case("order", "city_management", 180, "户外广告设施加固", "台风季前未完成加固。", "closed"),
    Case(
        "yellow_card",
        "housing",
        160,
        "建筑施工领域连续发生事故",
        "三个月内发生2起一般事故。",
        "closed",
        days_to_answer=21,
        answered_after=18,
    ),
    Case("order", "forestry", 140, "林区输电线路通道清理", "清理进度不足六成。", "closed"),
    Case("reminder", "postal", 121, "快递网点用电安全", "网点飞线充电未整改。", "withdrawn"),
    Case(
        "interview", "transport", 104, "重点货运企业监管", "连续两月动态监控离线率偏高。", "closed"
    ),
    Case("order", "park_chemical", 88, "化工集中区封闭化管理", "二道门建设滞后。", "closed"),
    Case(
        "veto",
        "housing",
        75,
        "发生较大事故负主要责任",
        "年度内发生较大事故，经调查负主要责任。",
        "signed",
        days_to_answer=30,
    ),
    Case(
        "transfer",
        "housing",
        70,
        "建筑施工事故监管失职",
        "事故调查发现监管人员涉嫌失职。",
        "closed",
    ),
    Case("criticism", "market", 52, "燃气具销售抽查不合格", "抽查不合格率居高。", "answered"),
    Case("reminder", "natural_resources", 40, "地质灾害点巡查", "2处隐患点雨后未复查。", "signed"),
    Case(
        "interview",
        "natural_resources",
        12,
        "地质灾害点巡查",
        "提醒函逾期未回复。",
        "issued",
        after=19,
    ),
    Case("order", "ecology", 20, "危险废物贮存隐患", "2家企业危废贮存超期。", "signed"),
    Case("order", "industry", 16, "涉爆粉尘企业整改", "1家企业除尘系统未整改。", "answered"),
    Case(
        "order",
        "fire_rescue",
        9,
        "高层住宅消防车通道",
        "抽查6个小区4个被占用。",
        "signed",
        appeal="其中2个小区正在施工改造，申请延期。",
    ),
    Case("reminder", "meteorology", 5, "防雷检测", "加油站防雷检测未全覆盖。", "issued"),
    Case(
        "order",
        "ecology",
        0,
        "重点指标未完成",
        "平台监测：危险废物规范化管理指标未完成。",
        "proposed",
    ),
    Case(
        "criticism",
        "transport",
        0,
        "重点货运企业动态监控",
        "约谈后离线率仍未下降。",
        "approving",
        after=14,
    ),
    Case("veto", "commerce", 0, "瞒报事故", "查实所属企业瞒报事故一起。", "approving"),
    Case("yellow_card", "market", 0, "燃气具监管不力", "通报批评后整改不到位。", "draft", after=18),
)
#: A transfer is signed for outside the platform, and ends with that.
RECEIVER = {"transfer": "演示纪检监察机关案管室"}
OUTCOME = {"transfer": "纪检监察机关已签收，函告受理。"}
#: Only these carry a Word file: making one costs a tenth of a second.
WITH_PAPER = (17, 20)


def write_oversight(book: Book) -> None:
    """Write the documents, their answers and what was said against them."""
    kinds = {kind.code: kind for kind in OrderKind.objects.all()}
    orders: list[Order] = []
    for case in CASES:
        if case.unit not in book.organisations:
            continue
        orders.append(_order(book, case, kinds[case.kind], orders))
    book.write(Order, orders)
    for number, case in enumerate(CASES):
        if case.after is not None and number < len(orders):
            orders[number].previous = orders[case.after]
            orders[number].save(update_fields=["previous"])
    _answers(book, orders)
    _clocks(book, orders)
    _approvals(book, orders)
    _principal(book)
    for number in WITH_PAPER:
        order = orders[number]
        paper = render_order(order, book.actor)
        order.number, order.document_id = paper.number, paper.id
        order.save(update_fields=["number", "document_id"])


def _clocks(book: Book, orders: list[Order]) -> None:
    """Let the clocks of what units still owe run."""
    for order in orders:
        if order.state in WITH_UNIT and order.kind.needs_answer and order.issued_at:
            start_deadline(
                rule_code=ANSWER,
                subject=order,
                actor=book.actor,
                started_at=order.issued_at,
                due_at=order.due_at,
            )


def _approvals(book: Book, orders: list[Order]) -> None:
    """What waits for a signature: one of the director, one of the principal leader."""
    for order in orders:
        if order.state != "approving":
            continue
        approval = start_approval(
            subject=order, definition_code=f"oversight.{order.kind.approver}", actor=book.actor
        )
        if order.kind.code == "veto":
            decide(approval_id=approval.id, verdict="approve", actor=system_actor("oversight"))


def _principal(book: Book) -> None:
    """The principal leader's own account: veto and transfer are his to approve."""
    open_demonstration_account(
        username="principal_leader",
        role_code="county_leader",
        person_id=_head(book, "county_government"),
        scope_kind="region",
        scope_value=book.county.code,
        actor=book.actor,
    )
    book.counts["accounts.User"] += 1


def _order(book: Book, case: Case, kind: OrderKind, before: list[Order]) -> Order:
    issued = book.days_ago(case.days)
    is_signed = case.went in ("signed", "answered", "closed")
    is_out = case.went not in ("proposed", "draft", "approving")
    closed = issued + timedelta(days=case.answered_after + 4)
    answered = issued + timedelta(days=case.answered_after)
    has_paper = len(before) in WITH_PAPER
    number = ""
    if is_out:
        number = f"预编{len(before)}" if has_paper else _number(book, kind, issued.year, before)
    return Order(
        kind=kind,
        state=case.went,
        number=number,
        title=f"关于{case.about}的{kind.name}",
        organisation_id=book.organisations[case.unit],
        office_id=book.organisations[OFFICE],
        person_id=_head(book, case.unit) if case.kind in ("interview", "transfer") else None,
        reason=case.reason,
        demand=kind.demand,
        facts=[{"label": "事项", "value": case.about}],
        copy_to=kind.copy_to,
        meets_at=issued + timedelta(days=4) if case.kind == "interview" else None,
        meeting_place="县安委会办公室" if case.kind == "interview" else "",
        minutes="单位主要负责人到场，作了检查发言，承诺限期整改。"
        if case.kind == "interview" and case.went == "closed"
        else "",
        subject_label=case.about,
        due_on=(issued + timedelta(days=case.days_to_answer)).date(),
        drawn_up_by="危险化学品监管科" if case.went != "proposed" else "平台（督办）",
        drawn_up_by_id="system:demonstration",
        issued_at=issued if is_out else None,
        approved_by="演示签发人" if is_out else "",
        signed_at=issued + timedelta(hours=20) if is_signed else None,
        signed_by=RECEIVER.get(case.kind, "演示联络员") if is_signed else "",
        answered_at=answered if case.went in ("answered", "closed") and kind.needs_answer else None,
        closed_at=closed if case.went in ("closed", "withdrawn") else None,
        outcome={
            "closed": OUTCOME.get(case.kind, "现场核查合格，同意办结。"),
            "withdrawn": "核实后情况已在检查前整改，撤回。",
        }.get(case.went, ""),
    )


def _number(book: Book, kind: OrderKind, year: int, before: list[Order]) -> str:
    """Draw a number of this year; of last year's papers count on from one."""
    prefix = f"{book.county.name[:1]}{SERIES[kind.code]}"
    if year == book.today.year:
        year, drawn = draw_number(prefix)
    else:
        drawn = 1 + sum(order.number.startswith(f"{prefix}〔{year}〕") for order in before)
    return f"{prefix}〔{year}〕{drawn}号"


def _head(book: Book, unit: str) -> int | None:
    """The head of a unit."""
    for appointment in book.county.appointments:
        if appointment.post == f"{unit}:head" and appointment.role == "A":
            return book.people[appointment.person]
    return None


def _answers(book: Book, orders: list[Order]) -> None:
    people = list_people_info(order.person_id for order in orders if order.person_id)
    answers, statements = [], []
    for order, case in zip(orders, CASES, strict=False):
        if order.answered_at is not None:
            who = people[order.person_id].name if order.person_id else "演示联络员"
            answers.append(
                Answer(
                    order=order,
                    text=f"已针对“{case.about}”逐项整改，责任到人，附整改前后照片。",
                    made_at=order.answered_at,
                    made_by=who,
                    is_late=order.answered_at.date() > order.due_on,
                    comment=order.outcome,
                    checked_by="演示核查人" if order.outcome else "",
                )
            )
        if case.appeal and order.issued_at is not None:
            is_closed = order.closed_at is not None
            statements.append(
                Statement(
                    order=order,
                    kind="appeal" if is_closed else "explanation",
                    text=case.appeal,
                    made_at=order.issued_at + timedelta(days=2),
                    made_by="演示联络员",
                    state="refused" if is_closed else "open",
                    decided_at=order.issued_at + timedelta(days=5) if is_closed else None,
                    decided_by="演示核查人" if is_closed else "",
                    decision="监管责任不因外包转移。" if is_closed else "",
                )
            )
    book.write(Answer, answers)
    book.write(Statement, statements)
