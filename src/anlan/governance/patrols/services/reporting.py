"""The report on a round as a numbered paper, the figures as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo
from anlan.governance.patrols.choices import RoundState
from anlan.governance.patrols.models import Finding
from anlan.governance.patrols.papers import render_report
from anlan.governance.patrols.permissions import PLAN
from anlan.governance.patrols.selectors.coverage import RoundCoverage
from anlan.governance.patrols.selectors.statistics import Figures, group_by
from anlan.governance.patrols.services.common import locked_round
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.policy import require

BOLD = Font(bold=True)


@transaction.atomic
def make_report(*, round_id: int, actor: Actor) -> DocumentInfo:
    """Make the report on a round 巡查情况通报: coverage, findings, clearance by unit."""
    found = locked_round(round_id, actor)
    require(actor, PLAN, found)
    if found.state == RoundState.DRAFT:
        raise WrongState(_("The round has not begun: start it first."))
    paper = render_report(found, actor)
    audit(actor, "patrols.round.reported", found, after={"number": paper.number})
    return paper


def _safe(value: Any) -> Any:
    """Keep a text from running as a formula in a spreadsheet program."""
    text = value if isinstance(value, str) else None
    return f"'{text}" if text and text[:1] in ("=", "+", "-", "@") else value


def _sheet(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font = BOLD
    for row in rows:
        sheet.append([_safe(value) for value in row])
    sheet.freeze_panes = "A2"


def statistics_workbook(
    coverages: Sequence[tuple[str, RoundCoverage]], findings: Sequence[Finding], today: date
) -> IO[bytes]:
    """Return the figures: coverage by round, findings by unit and kind, the register."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = pgettext("patrol", "Coverage")
    _sheet(
        sheet,
        [
            _("patrol round"),
            _("kind of unit"),
            pgettext("patrol", "all of the county"),
            pgettext("patrol", "planned"),
            pgettext("patrol", "visited"),
            pgettext("patrol", "late"),
        ],
        [
            [title, str(line.label), line.whole, line.planned, line.visited, line.late]
            for title, found in coverages
            for line in found.lines
        ],
    )
    heads = [
        pgettext("patrol", "findings"),
        pgettext("patrol findings", "closed"),
        pgettext("patrol", "closed in time"),
        pgettext("patrol", "overdue"),
        pgettext("patrol", "to be checked"),
    ]
    for title, key in (
        (_("By unit"), lambda row: str(row.organisation)),
        (_("By kind"), lambda row: str(row.get_kind_display())),
    ):
        _sheet(
            book.create_sheet(title),
            [title, *heads],
            [[name, *_numbers(figures)] for name, figures in group_by(findings, key, today)],
        )
    _sheet(
        book.create_sheet(pgettext("patrol", "Findings")),
        [
            _("patrol round"),
            pgettext("patrol", "unit visited"),
            pgettext("patrol", "problem"),
            pgettext("patrol", "severity"),
            pgettext("patrol", "unit that puts it right"),
            pgettext("patrol", "to be put right by"),
            _("state"),
            pgettext("patrol", "closed on"),
        ],
        [
            [
                row.visit.round.title,
                row.visit.name,
                row.title,
                str(row.get_severity_display()),
                str(row.organisation),
                row.due_on,
                str(row.get_state_display()),
                row.closed_on,
            ]
            for row in findings
        ],
    )
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the response has been sent
    book.save(target)
    target.seek(0)
    return target


def _numbers(figures: Figures) -> list[int]:
    return [figures.found, figures.closed, figures.in_time, figures.late, figures.waiting]
