"""Demonstration units of the county: titles of three years, candidates in every state, re-checks.

The units, scores and numbers are invented; what the records answer about them is not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from anlan.base.deadlines.public import start_deadline
from anlan.base.organisations.models import Organisation
from anlan.demonstration.loader.book import Book
from anlan.governance.accreditation.choices import Effect, Level
from anlan.governance.accreditation.models import (
    Answer,
    Case,
    Kind,
    Objection,
    Proposal,
    Rectification,
    SiteMark,
    Target,
)
from anlan.governance.accreditation.papers import render_award
from anlan.governance.accreditation.services.cases import open_answers
from anlan.governance.accreditation.services.common import RECHECK, RECTIFY, months_after
from anlan.governance.accreditation.services.kinds import load_kinds
from anlan.kernel.bulk import update_rows
from anlan.supervision.enterprises.models import Enterprise

OFFICE = "emergency"


@dataclass(frozen=True)
class Unit:
    """One unit: kind, who (village, township, enterprise or a code), state, days since award."""

    kind: str
    who: str
    state: str
    days: int = 0
    share: float = 0.92
    name: str = ""


UNITS = (
    Unit("disaster_reduction_community", "village", "awarded", 700),
    Unit("disaster_reduction_community", "village", "awarded", 690, 0.95),
    Unit("disaster_reduction_community", "village", "awarded", 340, 0.9),
    Unit("disaster_reduction_community", "village", "awarded", 300, 0.88),
    Unit("disaster_reduction_community", "village", "rectifying", 620, 0.83),
    Unit("disaster_reduction_community", "village", "exited", 900, 0.81),
    Unit("disaster_reduction_community", "village", "publicity", 0, 0.9),
    Unit("disaster_reduction_community", "village", "on_site", 0, 0.86),
    Unit("disaster_reduction_community", "village", "preparing"),
    Unit("community_three", "village", "awarded", 200, 1),
    Unit("community_three", "village", "awarded", 350, 1),
    Unit("community_three", "village", "submitted", 0, 1),
    Unit("community_three", "village", "preparing"),
    Unit("township_six", "township", "awarded", 400, 1),
    Unit("township_six", "township", "awarded", 380, 1),
    Unit("township_six", "township", "assessed", 0, 1),
    Unit("township_six", "township", "preparing"),
    Unit("safe_farm_machinery", "township", "awarded", 500, 0.91),
    Unit("safe_farm_machinery", "township", "refused", 0, 0.7),
    Unit("safe_site", "transport", "awarded", 150, 0.9, "演示绕城公路改建工程一标段"),
    Unit("safe_site", "housing", "awarded", 370, 0.88, "演示安置房工程三期"),
    Unit("benchmark_enterprise", "enterprise", "awarded", 600, 0.94),
    Unit("benchmark_enterprise", "enterprise", "awarded", 250, 0.93),
    Unit("benchmark_enterprise", "enterprise", "submitted", 0, 0.92),
    Unit("benchmark_station", "meteorology", "awarded", 450, 1, "演示国家气象观测站"),
)
#: Only this one carries a Word file: making one costs a tenth of a second.
WITH_PAPER = 2
REVIEWERS = (("demo:reviewer-1", "演示评审员甲"), ("demo:reviewer-2", "演示评审员乙"))
HANDED_IN = ("submitted", "on_site", "assessed", "publicity", "refused")


def write_accreditation(book: Book) -> None:
    """Write units and candidates, their rounds, what was decided, and the county's targets."""
    load_kinds(actor=book.actor)  # the departments in charge are known now
    kinds = {kind.code: kind for kind in Kind.objects.filter(state="in_force")}
    places = Places(book)
    cases = []
    for number, unit in enumerate(UNITS):
        place = places.of(unit)
        if place is not None:
            cases.append(_unit(book, unit, number, kinds[unit.kind], place))
    _proposals(book, cases)
    _targets(book)


@dataclass(frozen=True)
class Place:
    """Who answers for a unit, where it lies, what it is called."""

    organisation: Organisation
    region: str
    name: str


class Places:
    """Spreads the units over villages, townships and enterprises of the county."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.villages = [r for r in book.county.regions if r.level == "village"]
        rows = Organisation.objects.filter(
            kind="township", region__code__startswith=book.county.code[:6]
        )
        self.townships = list(rows.order_by("code"))
        self.firms = sorted(book.enterprises)
        self.taken: Counter[str] = Counter()

    def of(self, unit: Unit) -> Place | None:
        """Return the place of a unit; None where the county has no such thing."""
        number = self.taken[unit.who]
        self.taken[unit.who] += 1
        if unit.who == "village":
            region = self.villages[(number * 17) % len(self.villages)]
            town = next(t for t in self.townships if t.region_id[:9] == region.code[:9])
            return Place(town, region.code, region.name)
        if unit.who == "township":
            town = self.townships[number % len(self.townships)]
            return Place(town, town.region_id, town.name)
        if unit.who == "enterprise":
            key = self.firms[(number * 7) % len(self.firms)]
            firm = Enterprise.objects.select_related("organisation").get(
                pk=self.book.enterprises[key]
            )
            return Place(firm.organisation, firm.region_id, firm.name)
        if unit.who not in self.book.organisations:
            return None
        found = Organisation.objects.get(pk=self.book.organisations[unit.who])
        return Place(found, found.region_id, unit.name)


def _unit(book: Book, unit: Unit, number: int, kind: Kind, place: Place) -> Case:
    awarded = (book.now - timedelta(days=unit.days)).date() if unit.days else None
    case = Case(
        kind=kind,
        organisation=place.organisation,
        unit_name=place.name,
        region_id=place.region,
        office_id=kind.lead_id or book.organisations[OFFICE],
        state=unit.state,
        named_by="演示推荐人",
    )
    if unit.state in HANDED_IN or awarded:
        case.score = Decimal(str(round(100 * unit.share, 1)))
    if unit.state == "publicity":
        case.publicity_from = book.today - timedelta(days=3)
        case.publicity_until = book.today + timedelta(days=4)
    if unit.state == "refused":
        case.outcome = "现场评审得分低于合格线（演示）。"
    if awarded is not None:
        _award(book, case, awarded, number)
    if unit.state == "exited":
        case.exited_on = book.today - timedelta(days=100)
        case.exit_ground = kind.grounds.filter(trigger="recheck").first()
        case.outcome = "连续两次复查不合格，限期整改不到位（演示）。"
    book.write(Case, [case])
    _creation(book, case, unit, number)
    if awarded is not None:
        _after(book, case, unit)
    if unit.state == "publicity":
        book.write(
            Objection,
            [
                Objection(
                    case=case, text="应急物资柜平时上锁（演示异议）。", recorded_by="演示受理人"
                )
            ],
        )
    if number == WITH_PAPER:
        case.award_id = render_award(case, book.actor).id
        case.save(update_fields=["award_id"])
    return case


def _award(book: Book, case: Case, awarded: date, number: int) -> None:
    sign = "国减示演" if case.kind.level == Level.NATIONAL else "演示命"
    case.number = f"{sign}〔{awarded.year}〕{number + 1}号"
    case.awarded_on, case.awarded_by = awarded, "演示签发人"
    months = case.kind.validity_months
    case.valid_until = months_after(awarded, months) if months else None
    due = months_after(awarded, case.kind.recheck_months)
    while due < book.today - timedelta(days=20):
        due = months_after(due, case.kind.recheck_months)
    case.recheck_on = due


def _creation(book: Book, case: Case, unit: Unit, number: int) -> None:
    """The round of the creation, answered as far as the state says."""
    found = open_answers(case, "creation", book.actor)
    is_answered = unit.state != "preparing"
    at = book.now - timedelta(days=unit.days + 60 if unit.days else 12)
    answers = list(found.answers.select_related("criterion"))
    for place, answer in enumerate(answers):
        if is_answered or place % 2:
            _say(answer, unit.share)
            answer.answered_at, answer.answered_by = at, "演示填报人"
    update_rows(answers, ["is_met", "points", "note", "answered_at", "answered_by"])
    if unit.state in ("assessed", "publicity", "refused") or unit.days:
        book.write(SiteMark, _marks(answers, unit, at))
    elif unit.state == "on_site":
        book.write(SiteMark, _marks(answers, unit, at)[: len(answers)])
    found.opened_on = (at - timedelta(days=20)).date()
    if is_answered:
        found.state, found.submitted_at, found.submitted_by = "submitted", at, "演示填报人"
        found.score = case.score
    if unit.days or unit.state == "refused":
        found.state = "passed" if unit.days else "cancelled"
        found.concluded_on = case.awarded_on or book.today
        found.concluded_by = "演示评审组"
    found.save()
    book.counts["accreditation.Round"] += 1
    book.counts["accreditation.Answer"] += len(answers)


def _say(answer: Answer, share: float) -> None:
    if answer.criterion.effect == Effect.POINTS:
        answer.points = (answer.criterion.points * Decimal(str(share))).quantize(Decimal("0.5"))
    answer.is_met = True
    if answer.auto_met is False:
        answer.note = "材料齐全，平台台账待补录（演示说明）。"


def _marks(answers: list[Answer], unit: Unit, at: datetime) -> list[SiteMark]:
    """Both visits, one reviewer after the other."""
    return [
        SiteMark(
            answer=answer,
            reviewer_id=account,
            reviewer=name,
            is_met=True,
            points=answer.points,
            note="现场核实（演示）",
            marked_at=at + timedelta(days=10),
        )
        for account, name in REVIEWERS
        for answer in answers
    ]


def _after(book: Book, case: Case, unit: Unit) -> None:
    """The re-check that runs or was passed, and the rectification of who must."""
    if unit.state == "rectifying":
        made = Rectification(
            case=case,
            text="疏散路线图缺失、应急物资过期未更换（演示）。",
            due_on=book.today + timedelta(days=12),
        )
        book.write(Rectification, [made])
        start_deadline(rule_code=RECTIFY, subject=made, actor=book.actor, due_at=made.due_at)
    assert case.recheck_on is not None
    if unit.state != "awarded" or case.recheck_on > book.today + timedelta(days=30):
        return
    found = open_answers(case, "yearly", book.actor, due_on=case.recheck_on)
    if case.recheck_on < book.today:
        found.overdue_at = book.now - timedelta(days=1)
        found.save(update_fields=["overdue_at"])
    else:
        start_deadline(rule_code=RECHECK, subject=found, actor=book.actor, due_at=found.due_at)
    book.counts["accreditation.Round"] += 1


def _proposals(book: Book, cases: list[Case]) -> None:
    """One proposal of the platform and one wish of a unit wait for the office."""
    awarded = [case for case in cases if case.state == "awarded"]
    firms = [case for case in awarded if case.kind.code == "benchmark_enterprise"]
    rows = [
        Proposal(
            case=case,
            act=act,
            trigger=trigger,
            reason=reason,
            subject_key=f"demonstration:{trigger}",
            proposed_by=who,
        )
        for found, act, trigger, reason, who in (
            (firms[:1], "recheck", "hazard", "排查发现重大隐患一项（演示）。", "平台（示范创建）"),
            (awarded[-1:], "exit", "wish", "站点即将搬迁，申请退出（演示）。", "演示联络员"),
        )
        for case in found
    ]
    book.write(Proposal, rows)


def _targets(book: Book) -> None:
    """What the plan promises: five communities in the period, townships this year."""
    year, county = book.today.year, book.county.code
    book.write(
        Target,
        [
            Target(
                kind_code="disaster_reduction_community",
                region_id=county,
                name="“十四五”以来新增全国综合减灾示范社区5个",
                planned=5,
                starts_on=date(year - 1, 1, 1),
                ends_on=date(year, 12, 31),
                basis="演示规划：综合减灾示范社区新增5个",
            ),
            Target(
                kind_code="township_six",
                region_id=county,
                name="镇（街道）“六有”全部达标",
                planned=15,
                starts_on=date(year - 1, 1, 1),
                ends_on=date(year + 1, 12, 31),
                basis="演示规划：基层应急能力标准化",
            ),
            Target(
                kind_code="benchmark_enterprise",
                region_id=county,
                name="标准化标杆企业2家",
                planned=2,
                starts_on=date(year - 2, 1, 1),
                ends_on=date(year, 12, 31),
                basis="演示三年行动子方案",
            ),
        ],
    )
