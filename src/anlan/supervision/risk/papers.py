"""Papers of graded risk control: the risk list as Excel, one enterprise one list as Word.

Words of these papers are official Chinese in every interface language.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from anlan.base.documents.public import OfficialPaper
from anlan.supervision.risk.models import AccidentKind, Control, EnterpriseRisk
from anlan.supervision.risk.selectors import EventNode, ObjectNode

FOLDER = Path(__file__).parent / "data" / "documents"
COLOURS = {1: "红", 2: "橙", 3: "黄", 4: "蓝"}
LEVELS = {1: "重大风险", 2: "较大风险", 3: "一般风险", 4: "低风险"}
FILLS = {1: "F4B6B6", 2: "FBD3A8", 3: "FDF0A6", 4: "BBD7F5"}
CONTROL_LEVELS = {"company": "公司级", "workshop": "车间级", "team": "班组级", "post": "岗位级"}
CATEGORIES = {
    "engineering": "工程技术",
    "maintenance": "维护保养",
    "management": "人员操作和管理",
    "training": "教育培训",
    "protection": "个体防护",
    "emergency": "应急处置",
}
PERIODS = {
    "none": "",
    "shift": "每班",
    "daily": "每日",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
}
HEADS = (
    ("分析对象编码", 12),
    ("安全风险分析对象", 18),
    ("分析单元编码", 12),
    ("安全风险分析单元", 18),
    ("现状等级", 9),
    ("安全风险事件", 24),
    ("主要危险因素", 24),
    ("可能导致的事故", 16),
    ("评价方法", 9),
    ("固有等级", 9),
    ("剩余等级", 9),
    ("措施分类", 12),
    ("管控措施", 40),
    ("管控层级", 9),
    ("责任部门", 12),
    ("责任人", 9),
    ("检查内容", 30),
    ("检查周期", 9),
    ("检查人", 9),
    ("固有取值", 16),
    ("剩余取值", 16),
    ("统一社会信用代码", 22),
)
#: First and last column of what is said once for an object, a unit, an event.
SPANS = {"object": (1, 2), "unit": (3, 5), "event": (6, 11)}


def colour(level: int) -> str:
    """Return the colour of a level in one character."""
    return COLOURS[level]


def scale_values(inputs: dict[str, float]) -> str:
    """Return values on the scales as they are written in lists: ``L=3，S=4``."""
    return "，".join(f"{key}={value:g}" for key, value in inputs.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a control, with how many lines its event, unit and object span.

    A span of 0 means that the line continues the one above.
    """

    values: tuple[str, ...]
    object_rows: int
    unit_rows: int
    event_rows: int
    level: int


def lines(tree: list[ObjectNode]) -> Iterator[Line]:
    """Yield the lines of the risk list of an enterprise, one a control."""
    kinds = dict(AccidentKind.objects.values_list("pk", "name"))
    for node in tree:
        object_rows = sum(unit.rows for unit in node.units)
        for unit_node in node.units:
            unit, unit_rows = unit_node.unit, unit_node.rows
            events: list[EventNode | None] = [*unit_node.events] or [None]
            for event_node in events:
                event = event_node.event if event_node else None
                known = event_node.controls if event_node else []
                controls: list[Control | None] = [*known] or [None]
                event_rows = len(controls)
                for control in controls:
                    values = (
                        node.risk_object.code,
                        node.risk_object.name,
                        unit.code,
                        unit.name,
                        COLOURS[unit.current_level],
                        event.name if event else "",
                        event.cause if event else "",
                        "、".join(kinds.get(k, k) for k in event.accident_kinds) if event else "",
                        event.method.method if event and event.method else "",
                        COLOURS[event.inherent_level] if event else "",
                        COLOURS[event.residual_level] if event else "",
                        CATEGORIES[control.category] if control else "",
                        control.description if control else "",
                        CONTROL_LEVELS[control.control_level] if control else "",
                        control.department if control else "",
                        control.owner.name if control and control.owner else "",
                        control.check_content if control else "",
                        PERIODS[control.period] if control else "",
                        control.checker.name if control and control.checker else "",
                        scale_values(event.inherent_inputs) if event else "",
                        scale_values(event.residual_inputs) if event else "",
                        unit.enterprise.uscc,
                    )
                    yield Line(values, object_rows, unit_rows, event_rows, unit.current_level)
                    object_rows = unit_rows = event_rows = 0


def risk_workbook(tally: EnterpriseRisk, tree: list[ObjectNode]) -> bytes:
    """Return the risk list as an Excel file: one row a control, the rest merged."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "风险分级管控清单"
    sheet.append([f"{tally.enterprise.name}安全风险分级管控清单"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADS))
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 32
    sheet.append([head for head, _width in HEADS])
    thin = Side(style="thin", color="808080")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for number, (_head, width) in enumerate(HEADS, start=1):
        cell = sheet.cell(2, number)
        cell.font = Font(name="黑体", size=10)
        cell.fill = PatternFill("solid", fgColor="E7E6E6")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = border
        sheet.column_dimensions[cell.column_letter].width = width
    row = 2
    merged: list[tuple[int, int, int]] = []
    levels = {word: level for level, word in COLOURS.items()}
    for line in lines(tree):
        row += 1
        for column, value in enumerate(line.values, start=1):
            cell = sheet.cell(row, column, _safe(value))
            cell.font = Font(name="宋体", size=10)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            cell.border = border
            if column in (5, 10, 11) and value:
                cell.fill = PatternFill("solid", fgColor=FILLS[levels[value]])
                cell.alignment = Alignment(horizontal="center", vertical="center")
        spans = (
            ("object", line.object_rows),
            ("unit", line.unit_rows),
            ("event", line.event_rows),
        )
        for name, rows in spans:
            first, last = SPANS[name]
            for column in range(first, last + 1) if rows > 1 else ():
                merged.append((row, row + rows - 1, column))
    for start, end, column in merged:
        sheet.merge_cells(start_row=start, end_row=end, start_column=column, end_column=column)
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _safe(value: str) -> str:
    """Keep a text that a spreadsheet would take for a formula a text."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value


def build_one_list() -> OfficialPaper:
    """一企一单: what the authority gives an enterprise about its risks."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ enterprise }}：")
    paper.body("{{ opening }}")
    paper.heading("一、风险分布")
    paper.body("{{ distribution }}")
    paper.heading("二、重点管控单元")
    paper.control("{%p if units %}")
    paper.table(
        ["分析单元", "等级", "风险事件", "主要管控措施", "责任人"],
        [
            "{{ unit.name }}",
            "{{ unit.level }}",
            "{{ unit.events }}",
            "{{ unit.controls }}",
            "{{ unit.responsible }}",
        ],
        [30, 14, 40, 52, 20],
        "unit in units",
    )
    paper.control("{%p else %}")
    paper.body("没有红色、橙色等级的分析单元。")
    paper.control("{%p endif %}")
    paper.heading("三、当前影响等级的因素")
    paper.control("{%p for factor in factors %}")
    paper.body("{{ factor }}")
    paper.control("{%p endfor %}")
    paper.control("{%p if not factors %}")
    paper.body("当前没有影响等级的因素。")
    paper.control("{%p endif %}")
    paper.heading("四、管控要求")
    paper.control("{%p for demand in demands %}")
    paper.body("{{ demand }}")
    paper.control("{%p endfor %}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


def build_all() -> list[Path]:
    """Write every form; returns their paths."""
    path = FOLDER / "one_list.docx"
    build_one_list().save(path)
    return [path]


def one_list_context(
    tally: EnterpriseRisk, tree: list[ObjectNode], factors: list[str], issuer: str
) -> dict[str, Any]:
    """Return what the one-enterprise-one-list says."""
    units = [unit for node in tree for unit in node.units]
    grave = sorted(
        (unit for unit in units if unit.unit.current_level <= 2),
        key=lambda node: (node.unit.current_level, node.unit.code),
    )
    checked = sum(
        control.period != "none"
        for unit in units
        for event in unit.events
        for control in event.controls
    )
    return {
        "issuer": issuer,
        "enterprise": tally.enterprise.name,
        "opening": "依据《中华人民共和国安全生产法》第四十一条，现将你单位安全风险"
        "分级管控情况列单如下，请对照落实管控措施，并接受监督检查。",
        "distribution": f"共有分析单元{tally.units}个，其中红色（重大风险）{tally.red}个、"
        f"橙色（较大风险）{tally.orange}个、黄色（一般风险）{tally.yellow}个、蓝色（低风险）{tally.blue}个；"
        f"企业当前等级为{COLOURS[tally.level]}色（{LEVELS[tally.level]}）。",
        "units": [
            {
                "name": node.unit.name,
                "level": COLOURS[node.unit.current_level],
                "events": "；".join(event.event.name for event in node.events),
                "controls": "；".join(
                    control.description for event in node.events for control in event.controls
                ),
                "responsible": node.unit.responsible.name if node.unit.responsible else "",
            }
            for node in grave
        ],
        "factors": [f"{number}．{text}" for number, text in enumerate(factors, start=1)],
        "demands": [
            f"1．按周期完成{checked}项管控措施检查，发现异常立即处置并登记隐患。",
            "2．红色、橙色单元由公司级负责人管控，现场设置风险公告栏和岗位风险告知卡。",
            "3．工艺、设备、人员变更或者发生事故后，及时重新辨识评估并提交审批。",
        ],
    }
