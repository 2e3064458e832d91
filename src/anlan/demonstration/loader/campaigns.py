"""A three-year campaign in its second year: six sub-plans, lists, eight months of report forms.

Set up and given through the services; what happened since is written as rows, some of it late, so
that progress, agenda, sunshine list and notice have something to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from anlan.demonstration.loader.book import Book
from anlan.governance.campaigns.choices import FormState, MeasureKind, RoundState, SheetState
from anlan.governance.campaigns.design import Column, Design, Rule, read_design
from anlan.governance.campaigns.models import (
    Campaign,
    CampaignMeasure,
    CampaignNotice,
    FormRound,
    ListEntry,
    ReportForm,
    ReportValue,
    Review,
    Sheet,
    SheetVersion,
    Standing,
    SubPlan,
)
from anlan.governance.campaigns.periods import period_of
from anlan.governance.campaigns.selectors.agenda import behind
from anlan.governance.campaigns.services import campaigns as services
from anlan.governance.campaigns.services.notices import (
    approve_notice,
    draft_notice,
    publish_notice,
)
from anlan.governance.campaigns.services.reports import save_form
from anlan.governance.campaigns.services.reviews import add_decision
from anlan.governance.campaigns.services.sheets import values_of
from anlan.governance.campaigns.services.standing import keep_standing
from anlan.governance.commitments.models import Commitment
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.bulk import update_rows
from anlan.supervision.hazards.choices import OPEN_STATES, HazardLevel
from anlan.supervision.hazards.models import Hazard

#: Police, housing, transport, chemicals, market regulation, fire.
SUB_PLANS = (2, 6, 7, 13, 16, 22)
MONTHS = 8
DEPARTMENTS = (
    "emergency",
    "public_security",
    "housing",
    "transport",
    "market",
    "fire_rescue",
    "education",
    "civil_affairs",
    "commerce",
)
#: Units that are often late, by their place among the units.
SLOW = (3, 11, 17)
CLERK, OFFICER = "经办人演示", "安委办演示"
PROBLEMS = (
    ("重点车辆逾期未检验未报废", 2, "major"),
    ("农村平交路口缺少警示标志", 2, "general"),
    ("深基坑临边防护缺失", 6, "major"),
    ("餐饮场所燃气报警装置失效", 6, "general"),
    ("危货运输车辆动态监控离线", 7, "major"),
    ("临水临崖路段护栏损坏", 7, "general"),
    ("特殊作业票证管理不规范", 13, "general"),
    ("储罐液位报警联锁未投用", 13, "major"),
    ("超期未检电梯继续使用", 16, "general"),
    ("叉车操作人员无证上岗", 16, "general"),
    ("疏散通道被电动自行车占用", 22, "general"),
    ("自动喷水灭火系统停用", 22, "major"),
)
SYSTEMS = (
    ("建立客货运企业风险画像分析制度", 2),
    ("修订燃气安全联合检查办法", 6),
    ("建立重大隐患挂牌督办制度", 7),
    ("制定特殊作业现场监护规范", 13),
    ("建立电梯按需维保监管规则", 16),
    ("建立场所消防安全标准化管理规定", 22),
)
MONTHLY = (
    Column("visits", "检查单位", "number", unit="家次", is_required=True),
    Column("general", "一般隐患", "number", unit="条", is_required=True),
    Column("general_fixed", "一般隐患已整改", "number", unit="条", is_required=True),
    Column("major", "重大隐患", "number", unit="条", is_required=True),
    Column("major_fixed", "重大隐患已整改", "number", unit="条", is_required=True),
    Column(
        "rate",
        "整改率",
        "formula",
        unit="%",
        formula="合计([一般隐患已整改],[重大隐患已整改])/合计([一般隐患],[重大隐患])*100",
        decimals=1,
        rolls_up=False,
    ),
    Column("total", "本年累计检查", "number", unit="家次", is_required=True),
    Column("open", "清单未销号", "platform", unit="条", source="lists.open"),
)
MONTHLY_RULES = (
    Rule("at_most", "general_fixed", ("general",)),
    Rule("at_most", "major_fixed", ("major",)),
    Rule("not_less_than_last", "total", is_strict=False),
    Rule("range", "visits", low="0", high="2000"),
)
QUARTERLY = (
    Column("courses", "安全培训", "number", unit="场次", is_required=True),
    Column("trained", "培训人数", "number", unit="人", is_required=True),
    Column("drills", "疏散逃生演练", "number", unit="场次", is_required=True),
    Column("people", "参演人数", "number", unit="人", is_required=True),
    Column(
        "each", "每场培训人数", "formula", unit="人", formula="[培训人数]/[安全培训]", decimals=1
    ),
    Column("leader", "主要负责人是否带队", "choice", choices=("是", "否")),
)
ONCE = (
    Column("place", "单位名称", "text", is_required=True),
    Column("kind", "类型", "choice", choices=("污水处理", "电力管廊", "发酵腌制", "其他")),
    Column("spaces", "有限空间", "number", unit="处", is_required=True),
    Column("checked", "检查日期", "day"),
)


@dataclass
class Scene:
    """What the steps share."""

    book: Book
    campaign: Campaign
    plans: dict[int, SubPlan]
    units: list[int]
    regions: dict[int, str]


def write_campaigns(book: Book) -> None:
    """Set the campaign up, give its targets, write lists, forms and periods."""
    scene = _begin(book)
    _tell_measures(scene)
    _lists(scene)
    _monthly(scene)
    _quarterly(scene)
    _survey(scene)
    _reviews(scene)
    for model in (Campaign, SubPlan, CampaignMeasure, Review, Standing, CampaignNotice):
        book.counts[model._meta.label] += model._default_manager.count()


def _begin(book: Book) -> Scene:
    office = book.organisations["emergency"]
    year = book.today.year - 1
    name = f"{book.county.name}安全生产治本攻坚三年行动（{year}—{year + 2}年）"
    campaign = services.start_from_template(
        template="three_year_action",
        name=name,
        office_id=office,
        region_code=book.county.code,
        first_year=year,
        sub_plans=SUB_PLANS,
        actor=book.actor,
        is_demonstration=True,
    )
    services.start_campaign(campaign_id=campaign.pk, actor=book.actor)
    campaign.refresh_from_db()
    towns = sorted(key for key in book.organisations if key.startswith("township:"))
    keys = [key for key in DEPARTMENTS if key in book.organisations] + towns
    regions = {o.key: o.region for o in book.county.organisations}
    return Scene(
        book,
        campaign,
        {plan.number: plan for plan in campaign.sub_plans.all()},
        [book.organisations[key] for key in keys],
        {book.organisations[key]: regions[key] for key in keys},
    )


def _tell_measures(scene: Scene) -> None:
    """Give the dated targets; of those whose day has come most are done, a few late or open."""
    for plan in scene.plans.values():
        targets = plan.measures.filter(kind=MeasureKind.TARGET).values_list("pk", flat=True)
        services.give_measures(
            sub_plan_id=plan.pk, measure_ids=list(targets), actor=scene.book.actor
        )
    rows = list(
        Commitment.objects.filter(source_model=services.MEASURE_MODEL).order_by("deadline", "pk")
    )
    today = scene.book.today
    for number, row in enumerate(rows):
        row.accepted_at, row.accepted_by = scene.book.days_ago(240), CLERK
        row.state, row.reported_at = "running", scene.book.days_ago(9 + number % 20)
        due = row.deadline or scene.campaign.ends_on
        if due >= today:
            whole = max(1, (due - scene.campaign.starts_on).days)
            gone = (today - scene.campaign.starts_on).days / whole
            share = (1.0, 0.55, 0.9, 1.05)[number % 4]
            row.progress = max(5, min(95, round(gone * share * 100)))
        elif number % 9 == 4:
            row.progress = 70
            row.problem = "专项资金尚未到位，需协调解决。" if number % 2 else ""
        else:
            day = due + timedelta(days=25 if number % 7 == 3 else -(6 + number % 30))
            row.done_on = max(scene.campaign.starts_on, min(day, today - timedelta(days=1)))
            row.state, row.progress = "completed", 100
            row.completed_at = _at(row.done_on)
    update_rows(
        rows,
        [
            "state",
            "progress",
            "problem",
            "accepted_at",
            "accepted_by",
            "reported_at",
            "done_on",
            "completed_at",
        ],
    )


def _at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _lists(scene: Scene) -> None:
    """Some hundred problems, a dozen institutions, three hazards of supervision."""
    today = scene.book.today
    rows: list[ListEntry] = []
    for index, unit in enumerate(scene.units):
        for turn in range(4):
            number = index * 4 + turn
            title, plan, level = PROBLEMS[number % len(PROBLEMS)]
            listed = today - timedelta(days=20 + (number * 37) % 200)
            due = listed + timedelta(days=30 + (number % 4) * 15)
            values = {"kind": "problem", "level": level, "title": f"{title}（演示{number + 1}）"}
            slow = index in SLOW and turn < 3
            rows.append(_entry(scene, unit, plan, listed, due, number, slow, **values))
    for number in range(12):
        title, plan = SYSTEMS[number % len(SYSTEMS)]
        listed = today - timedelta(days=210 - number * 9)
        unit = scene.units[number % len(DEPARTMENTS)]
        due = listed + timedelta(days=120)
        rows.append(
            _entry(scene, unit, plan, listed, due, number, False, kind="system", title=title)
        )
    scene.book.write(ListEntry, rows)
    hazards = Hazard.objects.filter(
        state__in=[str(s) for s in OPEN_STATES], level=HazardLevel.MAJOR
    )
    linked = [
        ListEntry(
            campaign=scene.campaign,
            sub_plan=scene.plans[13],
            kind="problem",
            level="major",
            title=hazard.title[:200],
            unit_id=scene.units[0],
            region_id=hazard.region_id,
            hazard=hazard,
            listed_on=timezone.localtime(hazard.reported_at).date(),
            due_on=max(
                timezone.localtime(hazard.due_at or scene.book.now).date(),
                timezone.localtime(hazard.reported_at).date(),
            ),
        )
        for hazard in hazards.order_by("pk")[:3]
    ]
    scene.book.write(ListEntry, linked)


def _entry(
    scene: Scene,
    unit: int,
    plan: int,
    listed: date,
    due: date,
    number: int,
    slow: bool,
    **values: Any,
) -> ListEntry:
    today = scene.book.today
    row = ListEntry(
        campaign=scene.campaign,
        sub_plan=scene.plans[plan],
        unit_id=unit,
        region_id=scene.regions[unit],
        listed_on=listed,
        due_on=due,
        **values,
    )
    cleared = due + timedelta(days=12 if number % 13 == 5 else -(3 + number % 9))
    if slow or cleared >= today or number % 17 == 9:
        if number % 6 == 0 and not slow:
            row.state, row.remedy = "submitted", "已整改完毕，照片见附件，申请销号。"
        return row
    row.state, row.cleared_on, row.cleared_by = "cleared", cleared, OFFICER
    row.remedy = "已按方案整改，现场复核合格。"
    return row


def _form(
    scene: Scene, name: str, cadence: str, columns: Any, rules: Any, units: list[int], **more: Any
) -> ReportForm:
    form = save_form(
        name=name,
        campaign_id=scene.campaign.pk,
        office_id=scene.book.organisations["emergency"],
        cadence=cadence,
        due_days=5,
        columns=columns,
        rules=rules,
        unit_ids=units,
        actor=scene.book.actor,
        **{"has_many_rows": False, "note": "", "legal_basis": "", **more},
    )
    form.state = FormState.ISSUED
    form.save(update_fields=["state"])
    return form


def _last_periods(cadence: str, today: date, count: int) -> list[tuple[date, date]]:
    """Return the periods that have ended, the oldest first."""
    found = []
    day = today
    for _ in range(count):
        start, _end = period_of(cadence, day)
        day = start - timedelta(days=1)
        found.append(period_of(cadence, day))
    return found[::-1]


def _rounds(
    scene: Scene, form: ReportForm, periods: Sequence[tuple[date, date]]
) -> list[FormRound]:
    last = len(periods) - 1
    return scene.book.write(
        FormRound,
        [
            FormRound(
                form=form,
                starts_on=start,
                ends_on=end,
                due_on=end + timedelta(days=form.due_days),
                columns=form.columns,
                rules=form.rules,
                state=RoundState.OPEN if number == last else RoundState.SUBMITTED,
                submitted_at=None if number == last else _at(end + timedelta(days=9), 16),
                submitted_by="" if number == last else OFFICER,
            )
            for number, (start, end) in enumerate(periods)
        ],
    )


def _sheets(scene: Scene, rounds: Sequence[FormRound], rows_of: Any) -> None:
    """Write a sheet a unit and period: most in time, the slow ones late, a few corrected."""
    today = scene.book.today
    sheets: list[Sheet] = []
    plans: list[tuple[int, int]] = []
    for turn, found in enumerate(rounds):
        is_open = found.state == RoundState.OPEN
        for index, unit in enumerate(scene.units):
            sheet = Sheet(round=found, unit_id=unit, due_on=found.due_on)
            late = index in SLOW and (index + turn) % 3 != 0
            day = found.due_on + timedelta(days=3 if late else -((index + turn) % 4))
            missing = is_open and (late or day >= today)
            if not missing:
                sheet.handed_in_at = _at(min(day, today), 9 + index % 8)
                sheet.version_count = 2 if (index * 5 + turn) % 19 == 0 else 1
                sheet.state = SheetState.ACCEPTED
                sheet.accepted_by = OFFICER
                if is_open and index % 3 == 1:
                    sheet.state, sheet.accepted_by = SheetState.HANDED_IN, ""
                if is_open and index == 8:
                    sheet.state, sheet.accepted_by = SheetState.RETURNED, ""
                    sheet.return_reason = "重大隐患数与清单不一致，请核对。"
            sheets.append(sheet)
            plans.append((index, turn))
    scene.book.write(Sheet, sheets)
    versions = [
        SheetVersion(
            sheet=sheet,
            number=number,
            handed_in_at=(sheet.handed_in_at or scene.book.now) + timedelta(days=number - 1),
            handed_in_by_id="system:demonstration",
            handed_in_by=CLERK,
            note="更正检查家次" if number > 1 else "",
        )
        for sheet in sheets
        for number in range(1, sheet.version_count + 1)
    ]
    scene.book.write(SheetVersion, versions)
    place = dict(zip((id(sheet) for sheet in sheets), plans, strict=True))
    designs: dict[int, Design] = {
        found.pk: read_design(found.columns, found.rules) for found in rounds
    }
    values: list[ReportValue] = []
    for version in versions:
        index, turn = place[id(version.sheet)]
        design = designs[version.sheet.round_id]
        first = version.number < version.sheet.version_count
        rows = [design.computed(row) for row in rows_of(index, turn, first)]
        values += values_of(version, design, rows)
    scene.book.write(ReportValue, values)


def _number(value: float) -> Decimal:
    return Decimal(int(value))


def _monthly(scene: Scene) -> None:
    form = _form(
        scene,
        "重大事故隐患排查整治情况月报",
        "month",
        MONTHLY,
        MONTHLY_RULES,
        scene.units,
        note="每月5日前报送上月数据；“清单未销号”由平台自动提取。",
    )
    rounds = _rounds(scene, form, _last_periods("month", scene.book.today, MONTHS))

    def rows(index: int, turn: int, first: bool) -> list[dict[str, Any]]:
        visits = 18 + (index * 7 + turn * 5) % 40 - (4 if first else 0)
        general = 6 + (index * 3 + turn * 4) % 18
        major = 1 if (index + turn) % 5 == 0 else 0
        return [
            {
                "visits": _number(visits),
                "general": _number(general),
                "general_fixed": _number(general - (index + turn) % 4),
                "major": _number(major),
                "major_fixed": _number(major if index not in SLOW else 0),
                "total": _number(34 * (turn + 3) + index * 9),
                "open": _number((index + turn) % 4),
            }
        ]

    _sheets(scene, rounds, rows)


def _quarterly(scene: Scene) -> None:
    form = _form(scene, "安全培训和疏散演练季报", "quarter", QUARTERLY, (), scene.units)
    rounds = _rounds(scene, form, _last_periods("quarter", scene.book.today, 2))

    def rows(index: int, turn: int, _first: bool) -> list[dict[str, Any]]:
        courses = 3 + (index + turn) % 6
        return [
            {
                "courses": _number(courses),
                "trained": _number(courses * (35 + index % 20)),
                "drills": _number(1 + (index + turn) % 3),
                "people": _number(80 + index * 11),
                "leader": "否" if index in SLOW else "是",
            }
        ]

    _sheets(scene, rounds, rows)


def _survey(scene: Scene) -> None:
    """A one-off list of cases, not handed in by everybody yet."""
    form = _form(scene, "有限空间底数摸排表", "once", ONCE, (), scene.units, has_many_rows=True)
    day = scene.book.today - timedelta(days=4)
    rounds = _rounds(scene, form, [(day, day)])

    def rows(index: int, _turn: int, _first: bool) -> list[dict[str, Any]]:
        kinds = ("污水处理", "电力管廊", "发酵腌制", "其他")
        return [
            {
                "place": f"演示企业{index * 3 + n + 1}",
                "kind": kinds[(index + n) % 4],
                "spaces": _number(1 + (index + n) % 5),
                "checked": day - timedelta(days=n * 3),
            }
            for n in range(2 + index % 3)
        ]

    _sheets(scene, rounds, rows)


def _reviews(scene: Scene) -> None:
    """Eight months closed but the last, a quarter with its notice, this month open."""
    book = scene.book
    months = _last_periods("month", book.today, MONTHS)
    late = behind(scene.campaign, book.today)
    rows = []
    for number, (start, end) in enumerate(months):
        held = end + timedelta(days=8)
        items = [row.to_json() for row in late if row.due_on < end]
        is_held = held <= book.today
        rows.append(
            Review(
                campaign=scene.campaign,
                cadence="month",
                starts_on=start,
                ends_on=end,
                agenda=items[:20] or [{"kind": "none", "title": "没有逾期事项。"}],
                held_on=held if is_held else None,
                chair="分管副县长演示" if is_held else "",
                minutes="听取各单位进展，逐项研究逾期事项，明确责任和时限。" if is_held else "",
                reminded_at=_at(end - timedelta(days=4)),
                state="closed" if number < MONTHS - 1 else "held" if is_held else "prepared",
            )
        )
    start, end = _last_periods("quarter", book.today, 1)[0]
    quarter = Review(
        campaign=scene.campaign, cadence="quarter", starts_on=start, ends_on=end, state="open"
    )
    start, end = period_of("month", book.today)
    present = Review(campaign=scene.campaign, cadence="month", starts_on=start, ends_on=end)
    book.write(Review, [*rows, quarter, present])
    for review in (*rows, quarter):
        keep_standing(review_id=review.pk, actor=book.actor)
    last = rows[-1]
    if last.held_on is not None:
        for index, text in ((3, "限期整改逾期重大隐患并书面报告"), (11, "补报逾期报表，核实数据")):
            add_decision(
                review_id=last.pk,
                text=text,
                unit_id=scene.units[index],
                due_on=last.held_on + timedelta(days=10 + index),
                actor=book.actor,
            )
    notice = draft_notice(review_id=quarter.pk, actor=_drafter())
    approve_notice(notice_id=notice.pk, actor=book.actor)
    publish_notice(notice_id=notice.pk, actor=book.actor)
    receipts = list(notice.receipts.order_by("pk"))
    for number, receipt in enumerate(receipts):
        if number % 5 != 3:
            receipt.received_at, receipt.received_by = book.days_ago(2), CLERK
    update_rows(receipts, ["received_at", "received_by"])
    draft_notice(review_id=last.pk, actor=_drafter())


def _drafter() -> Actor:
    return system_actor("campaigns")
