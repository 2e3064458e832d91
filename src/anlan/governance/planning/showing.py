"""What was read in a planning document, as words on a screen or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.governance.planning.reading import Reading

#: What every doubt means and what to do.
DOUBTS = {
    "lead_not_said": "责任单位未注明牵头，全部按牵头单位列出",
    "period_without_year": "写明了期限，但全文没有说明从哪一年起",
    "period_of_other_length": "所写年限与规划期长度不同，未推算期限",
    "year_not_said": "只写月份或“年底”，不知哪一年",
    "year_from_words_before": "只写月份，年份取自前文",
    "day_not_said": "期限以季节或节日表述，没有确定的日期",
    "before_year": "“某年前”按上一年末计",
    "deadline_not_said": "指标没有说明目标年份",
    "table_not_read": "指标表的行列无法分清，请按Word文件或文本读入",
    "lost_date_marks": "日期缺少年月日字样，请与原件核对",
    "lost_words": "此处有缺字，请与原件核对",
    "lost_quotes": "引号不成对，可能有缺字",
}
_INDICATORS = ("行号", "指标", "单位", "现状值", "目标值", "属性", "完成期限", "原文")
_TASKS = ("行号", "任务", "牵头单位", "配合单位", "完成期限", "数量", "频次", "原文")


def to_text(reading: Reading) -> str:
    """Return a short account: plans, counts, indicators and tasks one to a line."""
    rows = [f"规划 {len(reading.plans)} 部"]
    rows += [
        f"  第{plan.line}行 {plan.title} {_day(plan.last_day)}".rstrip() for plan in reading.plans
    ]
    rows.append(f"指标 {len(reading.indicators)} 项")
    for one in reading.indicators:
        rows.append(f"  第{one.line}行 {one.name}：{one.target} {_day(one.deadline)}".rstrip())
    rows.append(f"任务 {len(reading.tasks)} 项")
    for task in reading.tasks:
        facts = [
            "、".join(task.lead_units),
            _day(task.deadline),
            task.quantity or "",
            task.cadence or "",
        ]
        rows.append(f"  第{task.line}行 {task.text[:60]} [{' | '.join(filter(None, facts))}]")
    rows.append(f"存疑 {len(reading.doubts)} 处")
    rows += [f"  第{d.line}行 {DOUBTS.get(d.code, d.code)}：{d.quote[:40]}" for d in reading.doubts]
    return "\n".join(rows)


def write_workbook(reading: Reading, path: Path) -> None:
    """Write four sheets: indicators, tasks, headings, doubts."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "指标"
    _fill(
        sheet,
        _INDICATORS,
        [
            (
                one.line, one.name, one.unit, one.baseline, one.target,
                {True: "约束性", False: "预期性", None: ""}[one.binding], one.deadline, one.quote,
            )
            for one in reading.indicators
        ],
    )  # fmt: skip
    _fill(
        book.create_sheet("任务"),
        _TASKS,
        [
            (
                task.line, task.text, "、".join(task.lead_units), "、".join(task.support_units),
                task.deadline, task.quantity, task.cadence, task.quote,
            )
            for task in reading.tasks
        ],
    )  # fmt: skip
    _fill(
        book.create_sheet("目录"),
        ("行号", "层级", "编号", "标题"),
        [(one.line, one.level, one.number, one.title) for one in reading.outline],
    )
    _fill(
        book.create_sheet("存疑"),
        ("行号", "说明", "原文"),
        [(one.line, DOUBTS.get(one.code, one.code), one.quote) for one in reading.doubts],
    )
    book.save(path)


def _fill(sheet: Any, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(value) for value in row])
    sheet.freeze_panes = "A2"
    for column, head in zip("ABCDEFGH", heads, strict=False):
        sheet.column_dimensions[column].width = (
            60 if head in ("任务", "原文", "指标", "标题") else 18
        )


def _cell(value: Any) -> Any:
    """A text that begins like a formula stays a text."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return "'" + value
    return value


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if value else ""
