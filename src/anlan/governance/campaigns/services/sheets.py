"""Handing sheets in, accepting and returning them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.campaigns.checking import (
    Finding,
    check_rows,
    errors_of,
    plain,
    read_rows,
)
from anlan.governance.campaigns.choices import ColumnKind, RoundState, SheetState
from anlan.governance.campaigns.design import Design
from anlan.governance.campaigns.events import SheetMoved
from anlan.governance.campaigns.models import ReportValue, Sheet, SheetVersion
from anlan.governance.campaigns.permissions import CHECK, REPORT
from anlan.governance.campaigns.selectors.reports import design_of, last_rows, platform_values
from anlan.governance.campaigns.services.common import tell_units
from anlan.governance.campaigns.states import SHEET
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

Typed = Sequence[Mapping[str, str]]


def read_sheet(
    sheet: Sheet, typed: Typed, actor: Actor
) -> tuple[Design, list[dict[str, Any]], list[Finding]]:
    """Return design, typed values with what the platform fills in, and what the check finds."""
    design = design_of(sheet.round)
    held = platform_values(sheet, design, actor)
    given = [
        {**row, **{code: plain(value) for code, value in held.items()}} for row in (typed or [{}])
    ]
    rows, unread = read_rows(design, given)
    unread_cells = {(finding.row, finding.column) for finding in unread}
    checked = [
        finding
        for finding in check_rows(design, rows, last_rows(sheet, design))
        if (finding.row, finding.column) not in unread_cells
    ]
    return design, rows, [*unread, *checked]


@transaction.atomic
def hand_in_sheet(*, sheet_id: int, typed: Typed, actor: Actor, note: str = "") -> Sheet:
    """Hand a sheet in, or a corrected one: a new version, earlier ones stay.

    Raises ``InvalidInput`` with every cell that cannot stay so; a strange but possible figure needs
    a word of explanation.
    """
    sheet = get_visible(Sheet, sheet_id, actor=actor, lock=True)
    require(actor, REPORT, sheet)
    if sheet.round.state != RoundState.OPEN:
        raise WrongState(_("This period was submitted upward: ask the office to open it again."))
    design, rows, findings = read_sheet(sheet, typed, actor)
    problems: dict[str, Any] = {
        f"r{finding.row}_{finding.column}": finding.text for finding in errors_of(findings)
    }
    if not problems and findings and not note.strip():
        problems["note"] = _("Please explain: %(remark)s") % {"remark": findings[0].text}
    if problems:
        raise InvalidInput(fields=problems)
    now = clock.now()
    number = sheet.version_count + 1
    also: dict[str, Any] = {"version_count": number, "return_reason": "", "accepted_by": ""}
    if sheet.handed_in_at is None:
        also["handed_in_at"] = now
    SHEET.fire(sheet, "hand_in", actor=actor, also=also)
    version = SheetVersion.objects.create(
        sheet=sheet,
        number=number,
        handed_in_at=now,
        handed_in_by_id=actor.id,
        handed_in_by=actor.display_name[:100],
        note=note.strip()[:300],
        warnings=[finding.text for finding in findings],
    )
    ReportValue.objects.bulk_create(values_of(version, design, rows))
    audit(actor, "campaigns.sheet.handed_in", sheet, after={"version": number})
    _tell(sheet, actor)
    return sheet


def values_of(
    version: SheetVersion, design: Design, rows: Sequence[Mapping[str, Any]]
) -> list[ReportValue]:
    """Return the cells of rows, each by its kind; empty cells are not kept."""
    found = []
    for index, row in enumerate(rows):
        for column in design.columns:
            value = row.get(column.code)
            if value is None:
                continue
            cell = ReportValue(version=version, row=index, column=column.code)
            if column.is_number:
                cell.number = Decimal(value)
            elif column.kind == ColumnKind.DAY and isinstance(value, date):
                cell.day = value
            else:
                cell.text = str(value)
            found.append(cell)
    return found


def _tell(sheet: Sheet, actor: Actor) -> None:
    emit(
        SheetMoved(
            sheet_id=sheet.pk,
            round_id=sheet.round_id,
            state=sheet.state,
            region=sheet.unit.region_id,
            organisation=sheet.unit_id,
        ),
        actor,
    )


def _open(sheet: Sheet) -> None:
    if sheet.round.state != RoundState.OPEN:
        raise WrongState(_("This period was submitted upward: open it again first."))


@transaction.atomic
def accept_sheet(*, sheet_id: int, actor: Actor) -> Sheet:
    """Accept a sheet; never by who handed it in."""
    sheet = get_visible(Sheet, sheet_id, actor=actor, lock=True)
    require(actor, CHECK, sheet)
    _open(sheet)
    if sheet.versions.filter(number=sheet.version_count, handed_in_by_id=actor.id).exists():
        raise WrongState(_("Who handed a sheet in does not accept it: somebody else has to look."))
    SHEET.fire(sheet, "accept", actor=actor, also={"accepted_by": actor.display_name[:100]})
    audit(actor, "campaigns.sheet.checked", sheet, after={"state": SheetState.ACCEPTED})
    _tell(sheet, actor)
    return sheet


@transaction.atomic
def return_sheet(*, sheet_id: int, actor: Actor, reason: str) -> Sheet:
    """Return a sheet to its unit, with the reason."""
    sheet = get_visible(Sheet, sheet_id, actor=actor, lock=True)
    require(actor, CHECK, sheet)
    _open(sheet)
    SHEET.fire(
        sheet,
        "return",
        actor=actor,
        reason=reason,
        also={"return_reason": reason.strip()[:300], "accepted_by": ""},
    )
    audit(actor, "campaigns.sheet.checked", sheet, after={"state": sheet.state}, reason=reason)
    _tell(sheet, actor)
    tell_units(
        [sheet.unit_id],
        kind="campaigns.sheet",
        title=_("Returned: %(sheet)s") % {"sheet": sheet},
        body=reason,
        url=sheet.get_absolute_url(),
        subject=sheet,
        actor=actor,
    )
    return sheet
