"""The rolled-up table of a report form as a workbook and as a Word paper."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docxtpl import DocxTemplate
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from anlan.base.documents.public import OfficialPaper, official_date
from anlan.governance.campaigns.checking import plain
from anlan.governance.campaigns.models import FormRound
from anlan.governance.campaigns.selectors.reports import Line, RolledUp
from anlan.kernel import clock

BOLD = Font(bold=True)
#: Columns that fit a page upright.
UPRIGHT = 6
_FORMULA_STARTS = ("=", "+", "-", "@")


def _lines(table: RolledUp) -> list[tuple[Line, str, bool]]:
    """Return the lines with their labels, in the order of the paper; True: a sum."""
    found: list[tuple[Line, str, bool]] = []
    for lines, total, label in (
        (table.departments, table.department_total, _("departments together")),
        (table.townships, table.township_total, _("townships together")),
    ):
        for line in lines:
            found.append((line, line.label, False))
            found += [(part, f"　{part.label}", False) for part in line.parts]
        if total is not None:
            found.append((total, label, True))
    found.append((table.total, _("the county"), True))
    return found


def to_workbook(found: FormRound, table: RolledUp) -> bytes:
    """Return the table as a workbook: numbers stay numbers."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总"
    sheet.append([f"{found.form.name}（{found.label}）"])
    sheet.append([_("unit"), *(_head(column) for column in table.columns)])
    for line, label, is_sum in _lines(table):
        sheet.append(
            [_safe(label), *(_cell(line.cells.get(column.code)) for column in table.columns)]
        )
        if is_sum:
            for cell in sheet[sheet.max_row]:
                cell.font = BOLD
    if table.missing:
        names = "、".join(str(row.unit) for row in table.missing)
        sheet.append([_("not handed in: %(units)s") % {"units": names}])
    for row in (1, 2):
        for cell in sheet[row]:
            cell.font = BOLD
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.column_dimensions["A"].width = 24
    for index in range(2, len(table.columns) + 2):
        sheet.column_dimensions[sheet.cell(2, index).column_letter].width = 14
    sheet.freeze_panes = "B3"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(column: Any) -> str:
    return f"{column.name}（{column.unit}）" if column.unit else str(column.name)


def _safe(text: str) -> str:
    return f"'{text}" if text[:1] in _FORMULA_STARTS else text


def _cell(value: Any) -> Any:
    return _safe(value) if isinstance(value, str) else value


def to_word(found: FormRound, table: RolledUp) -> bytes:
    """Return the table as an official paper, lengthwise when it has many columns."""
    paper = OfficialPaper()
    width = 156.0
    if len(table.columns) > UPRIGHT:
        section = paper.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        width = 240.0
    paper.title("{{ title }}")
    paper.body("填报周期：{{ period }}　　应报{{ asked }}个单位，已报{{ counted }}个。")
    first = min(36.0, width / 4)
    each = (width - first) / max(1, len(table.columns))
    paper.table(
        ["单位", *(_head(column) for column in table.columns)],
        ["{{ r.label }}", *(f"{{{{ r.c{n} }}}}" for n in range(len(table.columns)))],
        [first, *([each] * len(table.columns))],
        "r in rows",
    )
    paper.body("{{ missing }}")
    paper.signature(issuer="{{ issuer }}", date="{{ day }}")
    stream = io.BytesIO()
    paper.document.save(stream)
    stream.seek(0)
    template = DocxTemplate(stream)
    template.render(
        {
            "title": found.form.name,
            "period": found.label,
            "asked": table.counted + len(table.missing),
            "counted": table.counted,
            "rows": [
                {
                    "label": label,
                    **{
                        f"c{n}": plain(line.cells.get(column.code))
                        for n, column in enumerate(table.columns)
                    },
                }
                for line, label, _is_sum in _lines(table)
            ],
            "missing": "未报送单位：" + "、".join(str(row.unit) for row in table.missing) + "。"
            if table.missing
            else "全部单位已报送。",
            "issuer": found.form.office.name,
            "day": official_date(found.submitted_at or clock.now()),
        },
        autoescape=True,
    )
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()
