"""Three years of hazards in bulk, with the clocks and grades of those that are open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.gis.geos import Point
from django.utils import timezone

from anlan.base.deadlines.models import ClockRule, Deadline
from anlan.base.documents.models import NumberSeries
from anlan.demonstration.generator.hazards import DemoHazard, hazards_of
from anlan.demonstration.generator.model import Enterprise
from anlan.demonstration.loader.book import Book, location
from anlan.demonstration.loader.hazard_proceedings import Clock, write_proceedings
from anlan.kernel.bulk import update_rows
from anlan.kernel.models import StateChange
from anlan.supervision.hazards.choices import HazardLevel, HazardState, LookBackResult
from anlan.supervision.hazards.models import (
    DualReport,
    Hazard,
    HazardNotice,
    RectificationPlan,
)
from anlan.supervision.risk.models import RiskUnit
from anlan.supervision.risk.services.factors import NewFactor, record_factors

#: Steps a hazard has behind it, up to where it stands.
PATH = (
    ("verify", "reported", "verified"),
    ("assign", "verified", "rectifying"),
    ("submit", "rectifying", "submitted"),
    ("review", "submitted", "reviewed"),
    ("accept", "reviewed", "accepted"),
    ("cancel", "accepted", "cancelled"),
    ("look_back", "cancelled", "looked_back"),
)
INSPECTOR, GRID_WORKER = "演示执法人员", "演示网格员"


@dataclass(frozen=True)
class _Days:
    """The moments of a hazard."""

    found: datetime
    due: datetime
    closed: datetime | None


def write_hazards(book: Book) -> None:
    """Write the hazards, their history, and what weighs on the units of the open ones."""
    enterprises = {e.key: e for e in book.county.enterprises}
    units: dict[int, list[tuple[int, str, Point | None]]] = defaultdict(list)
    for pk, enterprise_id, name, place in RiskUnit.objects.values_list(
        "pk", "enterprise_id", "name", "location"
    ):
        units[enterprise_id].append((pk, name, place))
    numbers: dict[int, int] = defaultdict(int)
    latest: dict[tuple[int, int | None, str], Hazard] = {}
    rows: list[Hazard] = []
    stories: list[tuple[Hazard, DemoHazard]] = []
    repeats: list[tuple[Hazard, Hazard]] = []
    sign = book.county.name[:1]
    for index, demo in enumerate(hazards_of(book.county)):
        enterprise = enterprises[demo.enterprise]
        days = _days(book, demo)
        found = timezone.localtime(days.found)
        numbers[found.year] += 1
        row = _hazard(book, demo, enterprise, days)
        row.number = f"{sign}隐患〔{found.year}〕{numbers[found.year]:04d}"
        known = units.get(book.enterprises[demo.enterprise], [])
        if known:
            row.unit_id, row.unit_name, place = known[index % min(len(known), 3)]
            row.location = place or row.location
        key = (book.enterprises[demo.enterprise], row.unit_id, demo.category)
        former = latest.get(key)
        if former is not None and row.found_at - former.found_at < timedelta(days=365):
            row.is_recurrent, row.recurrence_count = True, former.recurrence_count + 1
            repeats.append((row, former))
        latest[key] = row
        row.refresh_search_text()
        rows.append(row)
        stories.append((row, demo))
    book.write(Hazard, rows)
    for row, former in repeats:
        row.recurrence_of = former
    update_rows([row for row, _former in repeats], ["recurrence_of"])
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(
            prefix=f"{sign}隐患", year=year, defaults={"last": last}
        )
    _history(book, rows)
    _papers(book, rows, enterprises)
    running = write_proceedings(book, stories)
    _clocks(book, rows, running)
    _weights(book, rows)


def _days(book: Book, demo: DemoHazard) -> _Days:
    found = book.days_ago(demo.found_days_ago)
    end = timezone.localtime(found).date() + timedelta(days=demo.allowed + 1)
    due = timezone.make_aware(datetime.combine(end, datetime.min.time()))
    closed = None if demo.taken is None else found + timedelta(days=demo.taken, hours=2)
    return _Days(found, due, closed)


def _hazard(book: Book, demo: DemoHazard, enterprise: Enterprise, days: _Days) -> Hazard:
    is_own = demo.source in ("self_report", "check")
    finder = GRID_WORKER if demo.source == "grid" else INSPECTOR
    state = HazardState(demo.stage)
    is_counted = state != HazardState.REPORTED
    done = days.closed - timedelta(hours=20) if days.closed else None
    if state in (HazardState.SUBMITTED, HazardState.REVIEWED):
        done = book.now - timedelta(hours=6)
    visited = None
    if days.closed and state == HazardState.LOOKED_BACK:
        visited = days.closed + timedelta(days=60)
    name = "企业安全管理员"
    is_late = not done and is_counted and days.due < book.now
    return Hazard(
        title=demo.title,
        description=f"{enterprise.short_name}：{demo.title}。",
        source=demo.source,
        level=HazardLevel.MAJOR if demo.is_major else HazardLevel.GENERAL,
        category_id=demo.category,
        state=state,
        region_id=enterprise.region,
        place=enterprise.address,
        location=location(enterprise.position),
        enterprise_id=book.enterprises[enterprise.key],
        organisation_id=book.organisations[enterprise.organisation],
        sector_id=enterprise.sector,
        department_id=book.organisations.get(enterprise.supervisor),
        found_at=days.found,
        reported_at=days.found,
        reported_by_id="demonstration",
        reported_by=name if is_own else finder,
        responsible_id=book.people[enterprise.safety_manager],
        verified_at=days.found if is_counted else None,
        counted_on=_day(days.found) if is_counted else None,
        due_at=days.due if is_counted else None,
        due_on=_day(days.due - timedelta(seconds=1)) if is_counted else None,
        rectification="已按要求整改到位并附整改照片。" if done else "",
        rectified_at=done,
        rectified_by_id="demonstration:enterprise" if done else "",
        rectified_by=name if done else "",
        reviewed_at=done + timedelta(hours=4) if done and state != HazardState.SUBMITTED else None,
        reviewed_by_id="demonstration:review" if done and state != "submitted" else "",
        reviewed_by=INSPECTOR if done and state != HazardState.SUBMITTED else "",
        accepted_at=days.closed,
        accepted_by_id="demonstration:accept" if days.closed else "",
        accepted_by="演示验收人员" if days.closed else "",
        closed_at=days.closed,
        closed_on=_day(days.closed) if days.closed else None,
        look_back_result=LookBackResult.HELD if state == HazardState.LOOKED_BACK else "",
        look_back_note="现场复核，整改成果保持完好。" if state == HazardState.LOOKED_BACK else "",
        looked_back_at=visited,
        looked_back_by=INSPECTOR if state == HazardState.LOOKED_BACK else "",
        is_listed=bool(demo.listing) and not days.closed,
        is_on_time=None if done is None else done <= days.due,
        returned_times=demo.times_returned if days.closed else 0,
        overdue_at=days.due if is_late else None,
        escalation_step=min(4, (book.now - days.due).days // 3) if is_late else 0,
    )


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _history(book: Book, rows: list[Hazard]) -> None:
    """The steps behind each hazard, as its timeline shows them."""
    changes = []
    for row in rows:
        moments = {
            "verify": row.verified_at,
            "assign": row.verified_at + timedelta(minutes=20) if row.verified_at else None,
            "submit": row.rectified_at,
            "review": row.reviewed_at,
            "accept": row.accepted_at,
            "cancel": row.closed_at + timedelta(minutes=5) if row.closed_at else None,
            "look_back": row.looked_back_at,
        }
        people = {
            "dispute": "企业安全管理员",
            "submit": row.rectified_by,
            "review": row.reviewed_by,
            "accept": row.accepted_by,
        }
        for step, source, aim in PATH:
            name, target = step, aim
            at = moments[name]
            if name == "submit" and row.state == HazardState.DISPUTED:
                name, target, at = "dispute", "disputed", row.found_at + timedelta(hours=22)
            if at is None:
                break
            changes.append(
                StateChange(
                    subject_type="hazards.Hazard",
                    subject_id=str(row.pk),
                    transition=name,
                    source=source,
                    target=target,
                    actor_id="demonstration",
                    actor_name=people.get(name, row.reported_by),
                    changed_at=at,
                )
            )
    book.write(StateChange, changes)


def _papers(book: Book, rows: list[Hazard], enterprises: dict[str, Enterprise]) -> None:
    """The five fixes, notices and dual reports of major hazards; young ones lack some."""
    by_id = {book.enterprises[key]: e for key, e in enterprises.items()}
    majors = [row for row in rows if row.is_major and row.state != HazardState.REPORTED]
    plans, notices, reports = [], [], []
    for row in majors:
        if row.rectified_at is None and (book.now - row.found_at).days < 3:
            continue
        plans.append(
            RectificationPlan(
                hazard=row,
                responsibility="主要负责人牵头，安全管理部门实施",
                measures="停用有关设备，更换失效部件并调试",
                funds_yuan=Decimal(20000 + row.pk % 9 * 15000),
                time_limit=f"{row.due_on}前完成",
                contingency="设专人看护，备足应急器材，异常立即停车",
                written_by=row.rectified_by or "企业安全管理员",
            )
        )
        enterprise = by_id[row.enterprise_id or 0]
        person = next(p for p in book.county.people if p.key == enterprise.principal)
        for role in ("principal", "controller"):
            notices.append(
                HazardNotice(
                    hazard=row,
                    person_id=book.people[enterprise.principal],
                    name=person.name,
                    role=role,
                    sent_at=row.found_at + timedelta(hours=3),
                    confirmed_at=row.found_at + timedelta(hours=9),
                    evidence="纸质告知书已签收",
                )
            )
        for audience, manner in (("department", "书面报告"), ("employees", "职工大会、公示栏")):
            reports.append(
                DualReport(
                    hazard=row,
                    audience=audience,
                    manner=manner,
                    content=f"{row.title}的情况、治理方案和临时安全措施",
                    reported_at=row.found_at + timedelta(hours=20),
                    reported_by="企业安全管理员",
                )
            )
    book.write(RectificationPlan, plans)
    book.write(HazardNotice, notices)
    book.write(DualReport, reports)


def _clocks(book: Book, rows: list[Hazard], running: list[Clock]) -> None:
    """Running clocks of what is open; those that ran out have been told of before."""
    rules = {rule.code: rule for rule in ClockRule.objects.filter(code__startswith="hazards.")}
    wanted = [(row, rules[code], begun, due) for row, code, begun, due in running]
    for row in rows:
        if row.state in (HazardState.RECTIFYING, HazardState.DISPUTED) and row.due_at:
            code = "hazards.rectify_major" if row.is_major else "hazards.rectify_general"
            wanted.append((row, rules[code], row.found_at, row.due_at))
        elif row.state == HazardState.SUBMITTED and row.rectified_at is not None:
            due = row.rectified_at + timedelta(days=7)
            wanted.append((row, rules["hazards.review"], row.rectified_at, due))
        elif row.state == HazardState.REPORTED:
            due = row.found_at + timedelta(days=5)
            wanted.append((row, rules["hazards.verify"], row.found_at, due))
    made = book.write(
        Deadline,
        [
            Deadline(
                rule=rule,
                title=rule.title,
                subject_type="hazards.Hazard",
                subject_id=str(row.pk),
                subject_label=str(row)[:200],
                subject_url=row.get_absolute_url(),
                region_id=row.region_id,
                organisation_id=row.organisation_id,
                started_at=begun,
                due_at=due,
                overdue_at=due if due < book.now else None,
            )
            for row, rule, begun, due in wanted
        ],
    )
    through = Deadline.responsible.through
    through.objects.bulk_create(
        through(deadline_id=deadline.pk, person_id=row.responsible_id)
        for deadline, (row, *_rest) in zip(made, wanted, strict=True)
        if row.responsible_id is not None
    )


def _weights(book: Book, rows: list[Hazard]) -> None:
    """Let the open ones weigh on their units, an enterprise at a time."""
    by_enterprise: dict[int, list[NewFactor]] = defaultdict(list)
    for row in rows:
        if row.is_open and row.enterprise_id is not None:
            by_enterprise[row.enterprise_id].append(
                NewFactor(
                    kind="major_hazard" if row.is_major else "open_hazard",
                    source_type="hazards.Hazard",
                    source_id=str(row.pk),
                    explanation=row.title,
                    unit_id=row.unit_id,
                    severity="overdue" if row.overdue_at else "",
                    url=row.get_absolute_url(),
                )
            )
    for enterprise_id, factors in by_enterprise.items():
        record_factors(enterprise_id=enterprise_id, factors=factors, actor=book.actor)
