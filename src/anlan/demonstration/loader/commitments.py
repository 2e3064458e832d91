"""Tasks given to units from the county's plan and from a meeting, with half a year of reports.

Given through the services; the months since are written as rows: signed for, reported month by
month, some done and checked, some behind, some late, so that board and timetable have a story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from anlan.demonstration.loader.book import Book
from anlan.governance.commitments.choices import CommitmentState as S
from anlan.governance.commitments.choices import PeriodState
from anlan.governance.commitments.contracts import CommitmentDraft
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentCheck,
    CommitmentExtension,
    CommitmentPart,
    CommitmentReport,
    Milestone,
    ReportingPeriod,
)
from anlan.governance.commitments.schedule import expected_on, planned_curve
from anlan.governance.commitments.services.giving import create_commitments
from anlan.governance.commitments.services.outlooks import refresh_outlooks
from anlan.governance.commitments.services.plans import give_plan, preview_plan
from anlan.governance.commitments.services.watching import escalate
from anlan.governance.planning.models import PlanningDocument
from anlan.kernel import clock
from anlan.kernel.bulk import update_rows
from anlan.kernel.models import StateChange

#: The plan was given so long ago. [days]
GIVEN_DAYS_AGO = 190
MEETING = "县安委会2026年第二次全体会议纪要（演示）"
CLERK, OFFICER = "经办人演示", "安委办演示"
#: Tasks of the meeting: words, unit, deadline from today in days, story, quantity, cadence.
MEETING_TASKS = (
    ("开展危险废物贮存场所安全专项检查，建立问题清单", "ecology", -12, "late", "", ""),
    ("完成化工集中区应急闸门改造12处", "ecology", 45, "slow", "应急闸门12处", ""),
    ("报送化工企业环境应急物资储备情况", "ecology", 150, "steady", "", "每月"),
    ("完成全县餐饮场所燃气报警装置抽查200家", "housing", 20, "slow", "抽查200家", ""),
    ("整治临水临崖隐患路段6条", "transport", -4, "late", "隐患路段6条", ""),
    ("完成水库安全度汛检查问题整改", "water", -30, "done", "", ""),
    ("完成学校宿舍消防设施排查80处", "education", 9, "steady", "排查80处", ""),
    ("修订县安委会议事规则", "emergency", -25, "late", "", ""),
    ("召开重点行业风险会商", "emergency", 200, "steady", "", "每月"),
    ("完成养老机构自动喷淋改造10家", "civil_affairs", 60, "help", "养老机构10家", ""),
    ("完成景区高空项目检测15项", "culture_tourism", -45, "done", "检测15项", ""),
    ("完成老旧电梯评估40台", "market", 5, "check", "电梯40台", ""),
)
WORDS = (
    "已制定实施方案，明确责任分工。",
    "已完成前期摸底，形成问题清单。",
    "正在组织实施，现场推进会已召开。",
    "主体工作过半，按周调度。",
    "进入收尾阶段，正在逐项核对。",
    "基本完成，正在整理验收资料。",
)
PROBLEMS = (
    "资金缺口较大，需县政府协调解决。",
    "用地手续尚未办结，建议由分管领导协调。",
    "专业技术人员不足，请上级部门支持。",
)
STORIES = ("steady", "slow", "steady", "check", "steady", "help", "steady", "unsigned")


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a task since it was given."""

    row: Commitment
    name: str


def write_commitments(book: Book) -> None:
    """Give the plan's and the meeting's tasks, then write what happened since."""
    given_at = book.days_ago(GIVEN_DAYS_AGO)
    with clock.freeze(given_at):
        stories = [*_from_plan(book), *_from_meeting(book)]
    _tell_stories(book, stories, given_at)
    refresh_outlooks()
    escalate(actor=book.actor)
    for model in (Commitment, CommitmentPart, ReportingPeriod):
        book.counts[model._meta.label] += model._default_manager.count()


def _from_plan(book: Book) -> list[Story]:
    found: list[Story] = []
    for document in PlanningDocument.objects.filter(is_demonstration=True):
        preview = preview_plan(document_id=document.pk, actor=book.actor)
        if not preview.ready:
            continue
        unknown = {line.match.word: None for line in preview.open_words}
        ids = give_plan(
            document_id=document.pk,
            actor=book.actor,
            chosen=unknown,
            fallback_id=book.organisations["emergency"],
        )
        rows = Commitment.objects.select_related("lead").in_bulk(ids)
        found += [Story(rows[pk], STORIES[n % len(STORIES)]) for n, pk in enumerate(ids)]
    return found


def _from_meeting(book: Book) -> list[Story]:
    wanted = [task for task in MEETING_TASKS if task[1] in book.organisations]
    ids = create_commitments(
        [
            CommitmentDraft(
                title=title,
                lead_id=book.organisations[unit],
                support_ids=(book.organisations["emergency"],) if unit != "emergency" else (),
                deadline=book.today + timedelta(days=days),
                source="meeting",
                source_name=MEETING,
                quantity=quantity,
                cadence=cadence,
            )
            for title, unit, days, _story, quantity, cadence in wanted
        ],
        actor=book.actor,
    )
    rows = Commitment.objects.select_related("lead").in_bulk(ids)
    return [Story(rows[pk], task[3]) for pk, task in zip(ids, wanted, strict=True)]


def _tell_stories(book: Book, stories: Sequence[Story], given_at: datetime) -> None:
    accepted_at = given_at + timedelta(days=3)
    steps: list[StateChange] = []
    reports: list[CommitmentReport] = []
    checks: list[CommitmentCheck] = []
    milestones: list[Milestone] = []
    wishes: list[CommitmentExtension] = []
    changed: list[Commitment] = []
    for number, story in enumerate(stories):
        row = story.row
        if story.name == "unsigned":
            continue
        row.accepted_at, row.accepted_by = accepted_at, CLERK
        steps.append(_step(row, "accept", S.ASSIGNED, S.ACCEPTED, accepted_at))
        steps.append(_step(row, "start", S.ACCEPTED, S.RUNNING, accepted_at + timedelta(days=5)))
        row.state = S.RUNNING
        if row.deadline is not None and not row.cadence and number % 3 == 0:
            milestones += _milestones(row, book.today)
        reports += _reports(book, story, accepted_at)
        if story.name in ("done", "check"):
            finished = min(book.now - timedelta(days=6), _before(row, book.now))
            row.done_on, row.progress = finished.date(), 100
            row.reached_figure = row.target_figure
            row.state = S.REPORTED
            row.reported_at = finished
            reports.append(_report(row, 100, "任务已全部完成，附验收资料。", finished, final=True))
            steps.append(_step(row, "submit", S.RUNNING, S.REPORTED, finished))
            if story.name == "done":
                looked_at = finished + timedelta(days=4)
                row.state, row.completed_at = S.COMPLETED, looked_at
                steps.append(_step(row, "complete", S.REPORTED, S.COMPLETED, looked_at))
                checks.append(
                    CommitmentCheck(
                        commitment=row,
                        method="on_site",
                        result="passed",
                        text="现场抽查3处，与填报一致。",
                        checked_on=looked_at.date(),
                        checked_by_id=book.actor.id,
                        checked_by=OFFICER,
                    )
                )
        if story.name == "help" and row.deadline is not None and not wishes:
            wishes.append(
                CommitmentExtension(
                    commitment=row,
                    former_deadline=row.deadline,
                    wanted_deadline=row.deadline + timedelta(days=60),
                    reason="改造资金本年度预算不足，需纳入下年度安排。",
                    asked_at=book.days_ago(2),
                    asked_by_id=book.actor.id,
                    asked_by=CLERK,
                )
            )
        changed.append(row)
    update_rows(
        changed,
        [
            "state",
            "progress",
            "reached_figure",
            "problem",
            "needs_decision",
            "accepted_at",
            "accepted_by",
            "reported_at",
            "done_on",
            "completed_at",
        ],
    )
    book.write(CommitmentReport, reports)
    book.write(CommitmentCheck, checks)
    book.write(Milestone, milestones)
    book.write(CommitmentExtension, wishes)
    StateChange.objects.bulk_create(steps, batch_size=1000)
    _periods(book, stories)
    _parts(book, stories)


def _before(row: Commitment, now: datetime) -> datetime:
    """A moment before the deadline."""
    if row.deadline is None:
        return now
    return now - timedelta(days=max(0, (clock.today() - row.deadline).days) + 5)


def _step(row: Commitment, name: str, source: str, target: str, at: datetime) -> StateChange:
    return StateChange(
        subject_type=Commitment._meta.label,
        subject_id=str(row.pk),
        transition=name,
        source=source,
        target=target,
        actor_id="system:demonstration",
        actor_name=OFFICER if name == "complete" else CLERK,
        changed_at=at,
    )


def _milestones(row: Commitment, today: date) -> list[Milestone]:
    whole = (row.deadline - row.starts_on).days  # type: ignore[operator]
    return [
        Milestone(
            commitment=row,
            title=title,
            due_on=row.starts_on + timedelta(days=round(whole * share)),
            weight=weight,
            reached_on=row.starts_on + timedelta(days=round(whole * share))
            if row.starts_on + timedelta(days=round(whole * share)) < today - timedelta(days=30)
            else None,
        )
        for title, share, weight in (
            ("完成方案并批复", 0.2, 20),
            ("完成一半任务量", 0.55, 40),
            ("完成自查自验", 0.9, 30),
        )
        if whole > 20
    ]


def _reports(book: Book, story: Story, accepted_at: datetime) -> list[CommitmentReport]:
    """Return monthly reports; a slow unit reports half of what was expected, a late one stops."""
    row = story.row
    if row.cadence:
        return []
    made: list[CommitmentReport] = []
    curve = planned_curve(row.starts_on, row.deadline or row.starts_on + timedelta(days=900))
    share = {"slow": 0.4, "late": 0.6, "help": 0.5, "done": 1.0, "check": 1.0}.get(story.name, 1.0)
    last = book.now - timedelta(days=75 if story.name == "late" else 14)
    months = max(0, (last - accepted_at).days - 20) // 31
    for month in range(months, -1, -1):
        at = last - timedelta(days=31 * month)
        progress = min(95, round(expected_on(curve, at.date()) * share))
        words = WORDS[min(len(WORDS) - 1, progress * len(WORDS) // 100)]
        made.append(_report(row, progress, words, at))
        row.progress, row.reported_at = progress, at
    if made and story.name == "help":
        place = crc32(f"{row.title}{row.lead}".encode())
        made[-1].problem = PROBLEMS[place % len(PROBLEMS)]
        made[-1].needs_decision = place % 2 == 0
        row.problem, row.needs_decision = made[-1].problem, made[-1].needs_decision
    if row.target_figure is not None:
        row.reached_figure = (row.target_figure * row.progress / 100).quantize(1)
    return made


def _report(
    row: Commitment, progress: int, text: str, at: datetime, *, final: bool = False
) -> CommitmentReport:
    figure = None
    if row.target_figure is not None:
        figure = (row.target_figure * progress / 100).quantize(1)
    return CommitmentReport(
        commitment=row,
        organisation_id=row.lead_id,
        progress=progress,
        figure=figure,
        text=text,
        is_final=final,
        made_at=at,
        made_by_id="system:demonstration",
        made_by=CLERK,
    )


def _periods(book: Book, stories: Sequence[Story]) -> None:
    """Report the periods that ended: most in time, some late, the last of a few not at all."""
    recurring = {story.row.pk: n for n, story in enumerate(stories) if story.name != "unsigned"}
    rows = list(
        ReportingPeriod.objects.filter(
            commitment_id__in=recurring, ends_on__lt=book.today
        ).order_by("commitment_id", "begins_on")
    )
    for count, period in enumerate(rows):
        if (
            period.due_on >= book.today - timedelta(days=20)
            and recurring[period.commitment_id] % 4 == 1
        ):
            continue
        late = 6 if count % 9 == 4 else -2
        day = min(period.due_on + timedelta(days=late), book.today)
        period.state = PeriodState.PASSED if count % 5 else PeriodState.REPORTED
        period.reported_on, period.reported_by = day, CLERK
        period.text = "已按要求开展，记录存档。"
    update_rows(rows, ["state", "reported_on", "reported_by", "text"])
    done: dict[int, int] = {}
    for period in rows:
        done[period.commitment_id] = done.get(period.commitment_id, 0) + (
            period.reported_on is not None
        )
    touched = []
    for story in stories:
        if story.row.cadence and story.row.pk in done:
            whole = story.row.periods.count() or 1
            story.row.progress = min(95, round(100 * done[story.row.pk] / whole))
            story.row.reported_at = book.days_ago(15)
            touched.append(story.row)
    update_rows(touched, ["progress", "reported_at"])


def _parts(book: Book, stories: Sequence[Story]) -> None:
    told = {story.row.pk for story in stories if story.name in ("steady", "check", "done")}
    parts = list(CommitmentPart.objects.filter(commitment_id__in=told).order_by("pk"))
    for number, part in enumerate(parts):
        if number % 3 == 0:
            continue
        part.progress, part.text = 40 + number % 5 * 10, "已按职责配合，提供资料和现场支持。"
        part.reported_at, part.reported_by = book.days_ago(20), CLERK
    update_rows(parts, ["progress", "text", "reported_at", "reported_by"])
