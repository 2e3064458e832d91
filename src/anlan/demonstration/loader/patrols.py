"""Patrols of the demonstration county: a programme fulfilled, one under way, a round that runs.

Every township, firm, person and finding is of the fictitious county.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from anlan.base.organisations.public import list_people_info
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of
from anlan.governance.patrols.choices import FED_BACK, VISITED, UnitKind
from anlan.governance.patrols.models import (
    CheckResult,
    CoverageTarget,
    Finding,
    LookBack,
    Programme,
    Rectification,
    Round,
    Team,
    TeamMember,
    Visit,
    VisitRecord,
)
from anlan.governance.patrols.papers import render_feedback, render_notice
from anlan.governance.patrols.selectors.units import Unit, units_of_county
from anlan.governance.patrols.services.planning import working_days
from anlan.governance.patrols.services.rounds import default_checklists
from anlan.governance.patrols.services.watching import remind

OFFICE = "emergency"
YEARS = 5
#: The first five-year plan the loader can name; the fourteenth began in 2021.
ORDINALS = {2016: "十三五", 2021: "十四五", 2026: "十五五", 2031: "十六五", 2036: "十七五"}
#: (problem, kind, severity, demand, clause)
PROBLEMS = (
    ("班子会议专题研究安全生产次数不足", "duty", 4, "按季度专题研究并形成纪要", "责任落实"),
    ("安全监管机构人员混岗使用", "supervision", 2, "明确专职人员和职责", "监管执法"),
    ("“小场所”底数不清，台账缺项", "supervision", 4, "补齐台账并动态更新", "监管执法"),
    ("沿街店铺二楼违规住人未清零", "hazard", 2, "逐户清理并回访", "隐患治理"),
    ("消防车通道被占用", "hazard", 2, "恢复畅通并划线管理", "隐患治理"),
    ("应急预案三年未修订", "emergency", 4, "修订并组织演练", "应急准备"),
    ("上轮反馈问题整改佐证不足", "rectification", 2, "补充佐证材料", "隐患治理"),
    ("动火作业票证填写不规范", "hazard", 4, "重新培训并抽查", "现场管理"),
    ("可燃气体报警器长期故障", "hazard", 1, "立即停用检修，恢复前专人值守", "现场管理"),
    ("全员安全培训档案不全", "training", 4, "补训并建档", "教育培训"),
)
#: How the visits of the running round stand, over and over in the order of the plan.
STATES = ("issued", "closed", "issued", "answered", "consulting", "drafted", "underway")
#: Days from the visit to the feedback, and to the end of a patrol whose findings are all closed.
ISSUED_DAYS, CLOSED_DAYS = 9, 50
#: By how many days the late findings are late.
LATE_DAYS = 6


def _at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


@dataclass
class Writer:
    """What the rounds of the demonstration share."""

    book: Book
    office: int
    units: list[Unit]
    lists: dict[str, int]

    def of(self, kind: str, count: int | None = None, skip: int = 0) -> list[Unit]:
        """Some units of a kind, spread over the county."""
        rows = [u for u in self.units if u.kind == kind and u.organisation_id is not None]
        if count is None:
            return rows
        step = max(1, len(rows) // (count + skip + 1))
        return rows[skip::step][:count]

    def programme(self, first_year: int, villages: int | None) -> Programme:
        """Set up the programme of a five-year plan."""
        name = ORDINALS.get(first_year, f"{first_year}—{first_year + YEARS - 1}年")
        made = self.book.write(
            Programme,
            [
                Programme(
                    name=f"“{name}”安全生产巡查全覆盖（演示）",
                    office_id=self.office,
                    starts_on=date(first_year, 1, 1),
                    ends_on=date(first_year + YEARS - 1, 12, 31),
                    basis=f"演示县“{name}”安全生产规划：规划期内对所有乡镇（街道）巡查一遍，"
                    "延伸巡查部分重点村（社区）和重点企业",
                )
            ],
        )[0]
        targets = {"township": 100} | ({"village": villages} if villages else {})
        self.book.write(
            CoverageTarget,
            [CoverageTarget(programme=made, kind=k, percent=p) for k, p in targets.items()],
        )
        return made

    def round(self, programme: Programme, title: str, first: date, last: date, state: str) -> Round:
        """Set up a round."""
        found: Round = self.book.write(
            Round,
            [
                Round(
                    title=title,
                    field="both",
                    programme=programme,
                    office_id=self.office,
                    basis="本县安委会年度巡查方案（演示）",
                    starts_on=first,
                    ends_on=last,
                    state=state,
                    started_at=_at(first),
                    closed_at=_at(last) if state == "closed" else None,
                )
            ],
        )[0]
        return found

    def team(self, found: Round, name: str, leader: int, members: list[int]) -> Team:
        """Set up a team with an expert from outside."""
        made = self.book.write(Team, [Team(round=found, name=name, leader_id=leader)])[0]
        self.book.write(
            TeamMember,
            [
                *(TeamMember(team=made, role="member", person_id=pk) for pk in members),
                TeamMember(team=made, role="expert", name="袁专家演示（注册安全工程师）"),
            ],
        )
        return made

    def visit(self, found: Round, unit: Unit, team: Team, day: date, state: str) -> Visit:
        """One visit as it stands; what it has not had the time for lies ahead of it."""
        gone = (self.book.today - day).days
        if state == "closed" and gone < CLOSED_DAYS:
            state = "issued"
        if state == "issued" and gone < ISSUED_DAYS:
            state = "consulting"
        is_done = state in VISITED
        knows = state not in ("planned", "cancelled")
        return Visit(
            round=found,
            kind=unit.kind,
            organisation_id=unit.organisation_id or self.office,
            region_id=unit.region_code,
            name=unit.name,
            checklist_id=self.lists.get(unit.kind),
            team=team,
            planned_on=day,
            is_unannounced=unit.kind == UnitKind.ENTERPRISE and state == "planned",
            state=state,
            notified_at=_at(day - timedelta(days=6)) if knows else None,
            received_at=_at(day - timedelta(days=5)) if knows and state != "notified" else None,
            received_by="联络员演示" if knows and state != "notified" else "",
            begun_on=day if is_done or state == "underway" else None,
            visited_on=day if is_done else None,
            summary="总体工作有部署、有检查，基础台账较全；责任压实到岗、问题闭环仍有不足。"
            if is_done
            else "",
            comment_due_on=self.book.today + timedelta(days=4)
            if state == "consulting"
            else day + timedelta(days=8)
            if is_done
            else None,
            comment="无异议。" if state in ("answered", *FED_BACK) else "",
            comment_by="联络员演示" if state in ("answered", *FED_BACK) else "",
            issued_at=_at(day + timedelta(days=ISSUED_DAYS)) if state in FED_BACK else None,
            issued_by="主任演示" if state in FED_BACK else "",
            closed_at=_at(day + timedelta(days=CLOSED_DAYS)) if state == "closed" else None,
        )


def write_patrols(book: Book) -> None:
    """Write two programmes, the rounds that fulfilled the first, and one that runs."""
    people = [actor_of(name) for name in ("county_leader", "department_officer")]
    leader, member = (actor.person_id if actor else None for actor in people)
    if leader is None or member is None or OFFICE not in book.organisations:
        return
    writer = Writer(
        book,
        book.organisations[OFFICE],
        units_of_county(book.county.code[:6]),
        default_checklists(),
    )
    first_year = book.today.year - (book.today.year - 1) % YEARS
    before = writer.programme(first_year - YEARS, villages=10)
    present = writer.programme(first_year, villages=20)
    _past(writer, before, leader)
    _present(writer, present, leader, member)
    remind(actor=book.actor)


def _past(writer: Writer, programme: Programme, leader: int) -> None:
    """The former plan: every township in three rounds, a tenth of the villages, some firms."""
    towns = writer.of("township")
    villages = writer.of("village")
    needed = -(-len(villages) // 10)
    firms = writer.of("enterprise", 18)
    rows: list[Visit] = []
    for number in range(3):
        first = date(programme.starts_on.year + 1 + number, 4, 1)
        found = writer.round(
            programme,
            f"{first.year}年度安全生产巡查（演示）",
            first,
            date(first.year, 6, 30),
            "closed",
        )
        team = writer.team(found, "第一巡查组", leader, [])
        units = [*towns[number::3], *villages[number : 3 * needed : 3][:needed], *firms[number::3]]
        days = working_days(first, found.ends_on)
        rows += [
            writer.visit(found, unit, team, days[n * len(days) // len(units)], "closed")
            for n, unit in enumerate(units)
        ]
    writer.book.write(Visit, rows)


def _present(writer: Writer, programme: Programme, leader: int, member: int) -> None:
    """The round that runs: two thirds visited, some late, the last not to be reached."""
    today = writer.book.today
    first, last = today - timedelta(days=70), today + timedelta(days=20)
    found = writer.round(
        programme, f"{today.year}年度安全生产和消防巡查（演示）", first, last, "running"
    )
    own = list_people_info([member])[member].organisation_id
    one = writer.team(found, "第一巡查组", leader, [member])
    two = writer.team(found, "第二巡查组", leader, [])
    units = [
        *_interesting(writer),
        *writer.of("department", 6),
        *writer.of("park", 2),
        *writer.of("village", 10, skip=1),
        *writer.of("enterprise", 10, skip=2),
    ]
    units = list({(unit.kind, unit.key): unit for unit in units}.values())
    days = working_days(first, last)
    rows = []
    for number, unit in enumerate(units):
        day = days[number * len(days) // len(units)]
        if day < today - timedelta(days=4):
            state = STATES[number % len(STATES)] if number % 9 != 8 else "received"
        elif day < today + timedelta(days=3):
            state = "notified"
        else:
            state = "planned"
        team = two if unit.organisation_id == own or number % 2 else one
        rows.append(writer.visit(found, unit, team, day, state))
    visits = writer.book.write(Visit, rows)
    findings = _findings(writer, [visit for visit in visits if visit.state in VISITED])
    _notes(writer, visits)
    _reports(writer, findings)
    _papers(writer, visits)


def _interesting(writer: Writer) -> list[Unit]:
    """Townships, those of the demonstration accounts first: they find something to do."""
    actor = actor_of("township_officer")
    own = actor.organisation_id if actor else None
    towns = writer.of("township")
    return sorted(towns, key=lambda unit: unit.organisation_id != own)


def _findings(writer: Writer, visits: list[Visit]) -> list[Finding]:
    today, rows = writer.book.today, []
    number = 0
    for visit in visits:
        for serial in range(1, 4 if visit.kind == "township" else 2):
            title, kind, severity, demand, part = PROBLEMS[number % len(PROBLEMS)]
            number += 1
            day = visit.planned_on or today
            if visit.state == "closed":
                state, due = "closed", day + timedelta(days=45)
            elif visit.state == "issued":
                state = ("rectifying", "submitted", "closed", "rectifying")[number % 4]
                late = number % 3 == 0 and (today - day).days > ISSUED_DAYS + LATE_DAYS
                due = today + timedelta(days=-LATE_DAYS if late else 5 + number % 20)
            else:
                state, due = "noted", today + timedelta(days=40)
            given = visit.issued_at.date() if visit.issued_at else None
            closed = min(due, today) if state == "closed" else None
            rows.append(
                Finding(
                    visit=visit,
                    serial=serial,
                    title=title,
                    text=f"巡查{visit.name}时发现：{title}。",
                    kind=kind,
                    severity=severity,
                    basis=f"巡查清单“{part}”",
                    organisation_id=visit.organisation_id,
                    demand=demand,
                    due_on=due,
                    state=state,
                    noted_by="组员演示",
                    assigned_on=given,
                    submitted_at=_at(today - timedelta(days=1))
                    if state in ("submitted", "closed")
                    else None,
                    submitted_by_id="demo:unit" if state in ("submitted", "closed") else "",
                    closed_on=closed,
                    closed_by="核查员演示" if closed else "",
                    outcome="现场核查属实，同意销号。" if closed else "",
                )
            )
    return writer.book.write(Finding, rows)


def _notes(writer: Writer, visits: list[Visit]) -> None:
    """Talks, papers, places and the checklist of what was visited."""
    records, results = [], []
    for visit in visits:
        if visit.begun_on is None:
            continue
        at = _at(visit.begun_on, 10)
        for kind, title in (
            ("talk", "主要负责人（演示）"),
            ("paper", "党政班子会议纪要、隐患台账"),
            ("place", f"{visit.name}重点场所"),
        ):
            records.append(
                VisitRecord(
                    visit=visit,
                    kind=kind,
                    title=title,
                    text="情况已核对，问题见清单。",
                    made_at=at,
                    made_by="组员演示",
                )
            )
        if visit.checklist is not None and visit.state in VISITED:
            results += [
                CheckResult(
                    visit=visit,
                    item=item,
                    outcome="problem" if (item.pk + visit.pk) % 4 == 0 else "good",
                    remark="见巡查问题" if (item.pk + visit.pk) % 4 == 0 else "",
                    made_by="组员演示",
                )
                for item in visit.checklist.items.all()
            ]
    writer.book.write(VisitRecord, records)
    writer.book.write(CheckResult, results)


def _reports(writer: Writer, findings: list[Finding]) -> None:
    """What units reported, and some follow-up looks."""
    reports = [
        Rectification(
            finding=row,
            text=f"已按要求整改：{row.demand}，责任到人，附佐证材料。",
            made_at=row.submitted_at,
            made_by="联络员演示",
            comment=row.outcome,
            checked_by=row.closed_by,
        )
        for row in findings
        if row.submitted_at is not None
    ]
    writer.book.write(Rectification, reports)
    closed = [row for row in findings if row.state == "closed"]
    writer.book.write(
        LookBack,
        [
            LookBack(
                finding=row,
                looked_on=writer.book.today,
                has_held=True,
                text="回访现场，整改成效保持。",
                made_by="核查员演示",
            )
            for row in closed[::4]
        ],
    )


def _papers(writer: Writer, visits: list[Visit]) -> None:
    """One notice and one feedback as Word files; making one costs a tenth of a second."""
    for state, field in (("notified", "notice_id"), ("issued", "document_id")):
        visit = next((visit for visit in visits if visit.state == state), None)
        if visit is None:
            continue
        make = render_notice if state == "notified" else render_feedback
        paper = make(visit, writer.book.actor)
        setattr(visit, field, paper.id)
        if state == "issued":
            visit.number = paper.number
        visit.save(update_fields=[field, "number"])
