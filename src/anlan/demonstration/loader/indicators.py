"""Indicators of the county's plan and of the year's targets, with two years of values.

Set up through the services. The months that are gone are written as rows, as the nightly work and
the units would have left them: a level that moves from its first to its last value with the
seasons, and counts that grow within each year. Today's values are computed by the platform itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from anlan.base.regions.public import find_region_by_prefix, list_children, prefix_of
from anlan.demonstration.loader.book import Book, savepoints
from anlan.governance.indicators.choices import Origin, ValueState
from anlan.governance.indicators.judging import last_period_end
from anlan.governance.indicators.models import Deviation, Indicator, IndicatorValue
from anlan.governance.indicators.services.evaluations import conclude, make_evaluation
from anlan.governance.indicators.services.indicators import create_indicator, take_over_planned
from anlan.governance.indicators.services.measuring import compute_value
from anlan.governance.indicators.services.standing import judge_indicator
from anlan.governance.planning.public import confirmed_indicators
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput

MONTHS = 24
#: Computed by the platform on the day of loading; the others show what the night before left.
COMPUTED = (
    "accidents.deaths_per_gdp",
    "accidents.road_deaths_per_10k_vehicles",
    "hazards.clearance",
    "hazards.on_time",
)
CLERK = "统计员演示"


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of the county and how its values ran: from, to, by how much they sway."""

    name: str
    unit_of: str
    target: str
    first: float
    last: float
    sway: float = 0.0
    measure: str = ""
    unit: str = "%"
    is_binding: bool = False
    frequency: str = "month"
    whole: int = 0
    #: Counted within each year: the totals of the two former years.
    totals: tuple[float, float] | None = None


#: Of the plan, by a part of their names: unit, measure, first and last value.
PLANNED = {
    "亿元": Line(
        "", "emergency", "", 0, 0, measure="accidents.deaths_per_gdp", totals=(0.024, 0.021)
    ),
    "死亡人数降幅": Line("", "emergency", "", 4, 7, 1, frequency="quarter"),
    "经济损失": Line("", "emergency", "", 0.8, 0.74, 0.02, frequency="quarter"),
    "重大事故隐患整改": Line("", "emergency", "", 88, 92, 2, whole=60),
    "到户率": Line("", "culture_tourism", "", 84, 88, 0.5, whole=9000),
    "救助的时间": Line("", "civil_affairs", "", 12, 10.4, 0.3, frequency="quarter"),
    "避灾安置场所面积": Line("", "emergency", "", 600, 655, 4, frequency="quarter"),
    "持证上岗": Line(
        "", "emergency", "", 95, 97.5, 0.4, measure="enterprises.certificates", whole=800
    ),
}
OWN = (
    Line("重特大事故起数", "emergency", "0", 0, 0, measure="accidents.serious", unit="起",
         is_binding=True, totals=(0, 0)),
    Line("道路交通万车死亡率", "transport", "<0.5", 0, 0,
         measure="accidents.road_deaths_per_10k_vehicles", unit="人/万车", is_binding=True,
         totals=(0.25, 0.22)),
    Line("事故隐患整改率", "emergency", "≥95%", 55, 66, 2, measure="hazards.clearance",
         is_binding=True, whole=320),
    Line("事故隐患按期整改率", "emergency", "≥90%", 82, 91, 1.5,
         measure="hazards.on_time", whole=270),
    Line("重大危险源在线监测监控覆盖率", "emergency", "100%", 76, 97, 1,
         measure="installations.monitored", is_binding=True, whole=24),
    Line("监测设备在线率", "emergency", "≥95%", 91, 96, 1, measure="devices.online", whole=400),
    Line("应急演练按期开展率", "emergency", "≥90%", 70, 74, 1, measure="drills.cadence", whole=140),
    Line("值班抽查应答率", "emergency", "≥98%", 90, 96, 1, measure="duty.answered", whole=200),
    Line("特种设备定检率", "market", "98%以上", 96.1, 98.4, 0.2, measure="enterprises.equipment",
         is_binding=True, whole=600),
    Line("应急物资储备达标率", "emergency", "≥90%", 74, 83, 1,
         measure="supplies.covered", whole=90),
    Line("任务按期完成率", "emergency", "≥95%", 86, 84, 1.5, measure="commitments.kept", whole=60),
    Line("餐饮场所燃气泄漏报警装置安装率", "housing", "100%", 52, 81, 1,
         is_binding=True, whole=700),
    Line("农村应急广播行政村覆盖率", "culture_tourism", "全覆盖", 61, 96, 1, whole=260),
    Line("水库安全鉴定率", "water", "100%", 88, 95, 0.5, frequency="quarter", whole=42),
)  # fmt: skip


def write_indicators(book: Book) -> None:
    """Put the indicators under watch, write two years, compute today, judge, evaluate."""
    rows = [*_of_plan(book), *_of_county(book)]
    ends = _period_ends(book.today)
    towns = _townships(book)
    made: list[IndicatorValue] = []
    for row, line in rows:
        made += _history(book, row, line, ends, towns)
    book.write(IndicatorValue, made)
    for row, _line in rows:
        if row.measure_code in COMPUTED:
            try:
                with savepoints(True):
                    compute_value(indicator_id=row.pk, actor=book.actor)
            except InvalidInput:  # this county has no such records
                judge_indicator(row, actor=book.actor)
        else:
            judge_indicator(row, actor=book.actor)
    _evaluate(book)
    book.counts[Indicator._meta.label] += len(rows)
    book.counts[Deviation._meta.label] += Deviation.objects.count()


def _unit(book: Book, key: str) -> int:
    return book.organisations.get(key, book.organisations["emergency"])


def _start(book: Book) -> date:
    return date(book.today.year - 2, 1, 1)


def _of_plan(book: Book) -> list[tuple[Indicator, Line]]:
    """Those of the plan that ships, each to its unit; what nobody measured stays without data."""
    infos = confirmed_indicators(book.actor)
    lines = {
        info.id: next((line for part, line in PLANNED.items() if part in info.name), None)
        for info in infos
    }
    rows = (
        take_over_planned(
            planned_ids=[info.id for info in infos],
            organisation_id=book.organisations["emergency"],
            organisations={
                pk: _unit(book, line.unit_of) for pk, line in lines.items() if line is not None
            },
            measures={pk: line.measure for pk, line in lines.items() if line and line.measure},
            actor=book.actor,
        )
        if infos
        else []
    )
    found = []
    for row in rows:
        line = lines.get(row.planned_id or 0)
        if line is None:
            continue
        row.starts_on = _start(book)
        row.baseline_year = book.today.year - 1
        row.frequency = line.frequency
        row.save(update_fields=["starts_on", "baseline_year", "frequency"])
        found.append((row, line))
    return found


def _of_county(book: Book) -> list[tuple[Indicator, Line]]:
    """The yearly targets of the county beside the plan."""
    found = []
    for line in OWN:
        row = create_indicator(
            name=line.name,
            unit=line.unit,
            target=line.target,
            organisation_id=_unit(book, line.unit_of),
            starts_on=_start(book),
            target_on=date(book.today.year, 12, 31),
            is_binding=line.is_binding,
            is_every_year=bool(line.totals),
            frequency=line.frequency,
            measure_code=line.measure,
            plan_name="年度安全生产和防灾减灾目标（演示）",
            formula="" if line.measure else "已完成数÷应完成数×100%",
            source="" if line.measure else "责任单位统计台账（演示）",
            actor=book.actor,
        )
        found.append((row, line))
    return found


def _period_ends(today: date) -> list[date]:
    """The last days of the months that are gone, the oldest first."""
    ends = [last_period_end(today, "month")]
    while len(ends) < MONTHS:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def _townships(book: Book) -> list[tuple[str, str]]:
    home = Indicator.objects.values_list("region_id", flat=True).first() or ""
    county = find_region_by_prefix(prefix_of(home)) if home else None
    return [(town.code, town.name) for town in list_children(county.code)] if county else []


def _history(
    book: Book,
    row: Indicator,
    line: Line,
    ends: list[date],
    towns: list[tuple[str, str]],
) -> list[IndicatorValue]:
    if line.frequency == "quarter":
        ends = [end for end in ends if end.month % 3 == 0]
    found = []
    for number, end in enumerate(ends):
        if line.totals is not None:
            value = _counted(line.totals, end, book.today)
        else:
            share = number / max(1, len(ends) - 1)
            value = line.first + (line.last - line.first) * share
            value += line.sway * math.sin(number * 1.7)
            value = min(100.0, value) if row.unit == "%" else value
        whole = float(line.whole) or None
        part = round(value * line.whole / 100.0) if whole else None
        if whole and part is not None:
            value = 100.0 * part / whole
        entered = book.now - (book.today - end) + timedelta(days=2)
        found.append(
            IndicatorValue(
                indicator=row,
                period_end=end,
                value=round(value, 4),
                numerator=part,
                denominator=whole,
                parts=_parts(towns, part, line.whole, number) if whole else [],
                origin=Origin.AUTOMATIC if row.measure_code else Origin.FORM,
                state=ValueState.CURRENT,
                evidence="" if row.measure_code else "统计报表（演示）",
                entered_by_id="system:indicators" if row.measure_code else "demo",
                entered_by="平台（演示）" if row.measure_code else CLERK,
                entered_at=entered,
                confirmed_by="复核员演示" if row.is_binding and not row.measure_code else "",
            )
        )
    return found


def _counted(totals: tuple[float, float], end: date, today: date) -> float:
    """What had come by a day of the year: more in summer; this year runs as the last."""
    total = totals[0] if end.year == today.year - 2 else totals[1]
    return total * (0.3 * end.month / 12.0 + 0.7 * (1 - math.cos(math.pi * end.month / 12.0)) / 2)


def _parts(
    towns: list[tuple[str, str]], part: int | None, whole: int, number: int
) -> list[dict[str, object]]:
    """Spread a share over the townships: what is missing lies in a few of them."""
    if not towns or part is None:
        return []
    shares = [whole // len(towns) + (n < whole % len(towns)) for n in range(len(towns))]
    missing = whole - part
    done = list(shares)
    order = sorted(range(len(towns)), key=lambda n: (n * 7 + number // 6) % len(towns))
    for n in order:
        taken = min(done[n], math.ceil(missing * 0.5))
        done[n] -= taken
        missing -= taken
    return [
        {
            "label": name,
            "numerator": float(done[n]),
            "denominator": float(shares[n]),
            "code": code,
            "url": "",
        }
        for n, (code, name) in enumerate(towns)
        if shares[n]
    ]


def _evaluate(book: Book) -> None:
    """A draft of the mid-term evaluation of the plan, with its conclusion."""
    first = Indicator.objects.filter(document__isnull=False).first()
    if first is None or first.document_id is None:
        return
    row = make_evaluation(
        document_id=first.document_id, kind="mid_term", as_of=clock.today(), actor=book.actor
    )
    conclude(
        evaluation_id=row.pk,
        conclusion="总体推进有序，部分约束性指标进度滞后，须加大重大事故隐患整改和预警信息到户工作力度。",
        actor=book.actor,
    )
