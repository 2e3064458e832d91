"""The table of progress as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from anlan.governance.commitments.selectors.units import TableLine

BOLD = Font(bold=True)
THIN = Side(style="thin", color="FF999999")
WIDTHS = (6, 46, 16, 24, 13, 9, 12, 14, 46, 30)


def heads() -> tuple[str, ...]:
    """Return the headings of the table."""
    return (
        pgettext("table of progress", "No."),
        pgettext("commitment", "task"),
        pgettext("commitment", "lead unit"),
        _("Supporting units"),
        pgettext("commitment", "deadline"),
        pgettext("table of progress", "progress"),
        pgettext("commitment", "figure reached"),
        _("state"),
        pgettext("commitment report", "progress made"),
        pgettext("commitment", "problem"),
    )


def progress_workbook(title: str, lines: Sequence[TableLine]) -> IO[bytes]:
    """Return the table as a workbook ready to be printed on A4 across."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Table of progress")[:31]
    sheet.append([_safe(title)])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(WIDTHS))
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append(list(heads()))
    for line in lines:
        sheet.append(
            [
                line.number,
                _safe(line.title),
                _safe(line.lead),
                _safe(line.supports),
                line.deadline,
                line.progress / 100,
                _safe(line.figure),
                line.state,
                _safe(line.report),
                _safe(line.problem),
            ]
        )
    edge = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.border = edge
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if cell.row == 2:
                cell.font = BOLD
        cells[4].number_format = "yyyy-mm-dd"
        cells[5].number_format = "0%"
    for letter, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "C3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:2"
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the response has been sent
    book.save(target)
    target.seek(0)
    return target


def _safe(text: str) -> str:
    """Keep words from running as a formula in a spreadsheet program."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
