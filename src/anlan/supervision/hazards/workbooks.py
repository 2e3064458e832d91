"""Figures of hazards as workbooks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from anlan.supervision.hazards.constants import QUARTERLY_BASIS
from anlan.supervision.hazards.selectors.periods import Period
from anlan.supervision.hazards.selectors.quarterly import QuarterlyTable
from anlan.supervision.hazards.selectors.statistics import Figures, Statistics

BOLD = Font(bold=True)


def _head() -> list[str]:
    return [
        _("stock before"),
        _("found"),
        _("crossed off"),
        _("stock after"),
        _("overdue"),
        _("rectification rate"),
    ]


def _cells(figures: Figures) -> list[Any]:
    rate = figures.rectification_rate
    return [
        figures.stock_before,
        figures.opened,
        figures.closed,
        figures.stock_after,
        figures.overdue,
        None if rate is None else round(rate, 4),
    ]


def _more_head(ages: Iterable[str]) -> list[str]:
    return [*_head(), _("on-time rate"), _("recurrence rate"), *ages]


def _more_cells(figures: Figures) -> list[Any]:
    rates = [figures.on_time_rate, figures.recurrence_rate]
    shown = [None if rate is None else round(rate, 4) for rate in rates]
    return [*_cells(figures), *shown, *figures.ages]


def _safe(text: str) -> str:
    """Keep a name from running as a formula in a spreadsheet program."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _finish(book: Workbook) -> IO[bytes]:
    for sheet in book.worksheets:
        sheet.column_dimensions["A"].width = 28
        for row in sheet.iter_rows(min_row=1, max_row=3):
            for cell in row:
                cell.font = BOLD
                cell.alignment = Alignment(wrap_text=True, vertical="center")
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the response has been sent
    book.save(target)
    target.seek(0)
    return target


def statistics_workbook(
    found: Statistics, titles: Mapping[str, str], ages: list[str], period: Period
) -> IO[bytes]:
    """Return the figures, a sheet for each cut with its total in the first line."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in found.cuts.items():
        sheet = book.create_sheet(titles[name][:31])
        sheet.append([f"{titles[name]} · {period.label}"])
        sheet.append(["", *_more_head(ages)])
        sheet.append([_("total"), *_more_cells(found.total)])
        for line in lines:
            sheet.append([_safe(line.label), *_more_cells(line.figures)])
        sheet.freeze_panes = "B3"
    return _finish(book)


def quarterly_workbook(table: QuarterlyTable) -> IO[bytes]:
    """Return the quarterly table: general, major, both."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Quarterly table")[:31]
    kinds = (_("general hazards"), _("major hazards"), _("total"))
    sheet.append([f"{_('Quarterly table of hazards')} · {table.period.label}"])
    sheet.append(["", *(word for kind in kinds for word in [kind, *[""] * 5])])
    sheet.append(["", *(_head() * 3)])
    for label, line in (
        (_("total"), table.total),
        *((line.label, line) for line in table.by_township),
        *((line.label, line) for line in table.by_sector),
    ):
        sheet.append([_safe(label), *_cells(line.general), *_cells(line.major), *_cells(line.both)])
    for start in (2, 8, 14):
        sheet.merge_cells(start_row=2, start_column=start, end_row=2, end_column=start + 5)
    sheet.append([])
    plans = table.plans
    for label, value in (
        (_("responsibility fixed"), plans["responsibility"]),
        (_("measures fixed"), plans["measures"]),
        (_("funds fixed"), plans["funds"]),
        (_("time fixed"), plans["time_limit"]),
        (_("contingency plan fixed"), plans["contingency"]),
        (_("funds fixed, yuan"), plans["funds_yuan"]),
    ):
        sheet.append([label, value])
    sheet.append([f"{QUARTERLY_BASIS} · {_('text not verified')}"])
    sheet.freeze_panes = "B4"
    return _finish(book)
