"""The statistical table of a period as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from anlan.governance.accidents.contracts import RateValue
from anlan.governance.accidents.selectors.analysis import analysis_lines
from anlan.governance.accidents.selectors.statistics import Statistics

BOLD = Font(bold=True)


def statistics_workbook(
    found: Statistics,
    measures: Mapping[str, str],
    cuts: Mapping[str, str],
    rates: Iterable[RateValue],
) -> IO[bytes]:
    """Return the workbook: totals compared, a sheet for each cut, rates, the text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Totals")
    _table(
        sheet,
        f"{found.period.since} — {found.period.until}",
        [
            _("measure"),
            _("this period"),
            _("same period of the year before"),
            _("difference"),
            "%",
            _("judgement"),
            _("probability by chance"),
            _("period before"),
        ],
        [
            [
                title,
                found.compared[name].now,
                found.compared[name].before,
                found.compared[name].difference,
                _rounded(found.compared[name].percent),
                found.compared[name].words,
                round(found.compared[name].p_value, 4),
                found.compared_before[name].before,
            ]
            for name, title in measures.items()
        ],
    )
    for name, title in cuts.items():
        _table(
            book.create_sheet(_sheet(title)),
            title,
            [
                title,
                _("number of accidents"),
                _("deaths"),
                _("serious injuries"),
                _("minor injuries"),
                _("direct economic loss (10,000 yuan)"),
                _("accidents a year before"),
                _("deaths a year before"),
                _("judgement"),
            ],
            [
                [
                    _safe(line.label),
                    line.now.accidents,
                    line.now.deaths,
                    line.now.serious_injuries,
                    line.now.minor_injuries,
                    line.now.loss,
                    line.before.accidents,
                    line.before.deaths,
                    line.compared.words,
                ]
                for line in found.cuts[name]
            ],
        )
    _table(
        book.create_sheet(_sheet(_("Rates"))),
        _("Rates"),
        [
            _("name"),
            _("numerator"),
            _("denominator"),
            _("value"),
            _("unit of measure"),
            _("formula"),
            _("source"),
        ],
        [
            [
                row.name,
                row.numerator,
                row.denominator,
                _rounded(row.value, 4),
                row.unit,
                row.formula,
                row.denominator_source or row.source,
            ]
            for row in rates
        ],
    )
    words = book.create_sheet(_sheet(_("Analysis")))
    words.column_dimensions["A"].width = 100
    for line in analysis_lines(found):
        words.append([_safe(line)])
        words.cell(words.max_row, 1).alignment = Alignment(wrap_text=True)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the response has been sent
    book.save(file)
    file.seek(0)
    return file


def _table(sheet: Any, title: str, head: list[str], rows: list[list[Any]]) -> None:
    sheet.append([title])
    sheet.cell(1, 1).font = BOLD
    sheet.append(head)
    for cell in sheet[2]:
        cell.font = BOLD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "B3"
    sheet.column_dimensions["A"].width = 34
    for column in "BCDEFGHI":
        sheet.column_dimensions[column].width = 15


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _sheet(title: str) -> str:
    return title.replace("/", "-")[:31]


def _safe(text: str) -> str:
    """Keep a name from running as a formula in a spreadsheet program."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
