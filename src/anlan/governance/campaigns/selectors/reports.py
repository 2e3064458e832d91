"""Reads of report forms: values of a sheet, those of last period, the table rolled up by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from anlan.governance.campaigns.choices import COUNTED, ColumnKind
from anlan.governance.campaigns.design import Column, Design, read_design
from anlan.governance.campaigns.models import FormRound, ReportValue, Sheet
from anlan.governance.campaigns.sources import Asked, find_source
from anlan.kernel.actor import Actor, system_actor

Rows = list[dict[str, Any]]
#: Digits of a county and of a township in a region's code.
COUNTY, TOWNSHIP = 6, 9


def design_of(found: FormRound) -> Design:
    """Return the design a round was opened with."""
    return read_design(found.columns, found.rules)


def rows_of(sheet: Sheet, design: Design, version: int | None = None) -> Rows:
    """Return the values of a sheet's version (the newest) as rows by column code."""
    number = version or sheet.version_count
    values = ReportValue.objects.filter(version__sheet=sheet, version__number=number)
    return _rows(values, design)


def _rows(values: Iterable[ReportValue], design: Design) -> Rows:
    found: dict[int, dict[str, Any]] = {}
    for value in values:
        column = design.by_code.get(value.column)
        if column is None:
            continue
        found.setdefault(value.row, {})[value.column] = typed(value, column)
    return [found[row] for row in sorted(found)]


def typed(value: ReportValue, column: Column) -> Any:
    """Return what a cell holds, None when empty."""
    if column.is_number:
        return value.number
    return value.day if column.kind == ColumnKind.DAY else (value.text or None)


def rows_by_sheet(sheets: Iterable[Sheet], design: Design) -> dict[int, Rows]:
    """Return the newest rows of many sheets, in one query."""
    newest = {(sheet.pk, sheet.version_count) for sheet in sheets if sheet.version_count}
    values = ReportValue.objects.filter(
        version__sheet_id__in=[pk for pk, _number in newest]
    ).select_related("version")
    grouped: dict[int, list[ReportValue]] = {}
    for value in values:
        if (value.version.sheet_id, value.version.number) in newest:
            grouped.setdefault(value.version.sheet_id, []).append(value)
    return {sheet_id: _rows(rows, design) for sheet_id, rows in grouped.items()}


def last_sheet(sheet: Sheet) -> Sheet | None:
    """Return what the unit handed in for the period before, if it did."""
    return (
        Sheet.objects.filter(
            round__form_id=sheet.round.form_id,
            round__ends_on__lt=sheet.round.ends_on,
            unit_id=sheet.unit_id,
            version_count__gt=0,
        )
        .select_related("round__form")
        .order_by("-round__ends_on")
        .first()
    )


def last_rows(sheet: Sheet, design: Design) -> Rows:
    """Return the values of the period before, in the columns of today."""
    before = last_sheet(sheet)
    return rows_of(before, design) if before is not None else []


def platform_values(sheet: Sheet, design: Design, actor: Actor | None = None) -> dict[str, Any]:
    """Return what the platform holds of the unit; a column it knows nothing of is left out."""
    found = sheet.round
    unit = sheet.unit
    is_local = unit.kind in ("township", "village")
    asked = Asked(
        unit_id=unit.pk,
        region_prefix=unit.region_id[: TOWNSHIP if is_local else COUNTY],
        since=found.starts_on,
        until=found.ends_on,
        campaign_id=found.form.campaign_id,
    )
    values: dict[str, Any] = {}
    for column in design.columns:
        source = find_source(column.source) if column.kind == ColumnKind.PLATFORM else None
        if source is not None:
            value = source.compute(actor or system_actor("campaigns"), asked)
            if value is not None:
                values[column.code] = value
    return values


@dataclass
class Line:
    """One line of the rolled-up table: a unit, a township with its villages, a sum."""

    label: str
    cells: dict[str, Any]
    sheet: Sheet | None = None
    parts: list[Line] = field(default_factory=list)
    #: Columns in which a township's own figure differs from the sum of its villages.
    differs: tuple[str, ...] = ()


@dataclass
class RolledUp:
    """The table of a round: departments, townships with villages, the county's total."""

    columns: tuple[Column, ...]
    departments: list[Line]
    townships: list[Line]
    department_total: Line | None
    township_total: Line | None
    total: Line
    counted: int
    missing: list[Sheet]


def roll_up(found: FormRound, sheets: Sequence[Sheet]) -> RolledUp:
    """Add the sheets up by level: village → township → county, and the departments.

    A township that handed in a sheet of its own counts with it, else with the sum of its villages.
    Computed columns are worked out again from the sums; texts are not added up.
    """
    design = design_of(found)
    rows = rows_by_sheet(sheets, design)
    departments: list[Line] = []
    towns: dict[str, Line] = {}
    villages: dict[str, list[Line]] = {}
    for sheet in sheets:
        if sheet.state not in COUNTED:
            continue
        line = Line(str(sheet.unit), summed(design, rows.get(sheet.pk, [])), sheet)
        prefix = sheet.unit.region_id[:TOWNSHIP]
        if sheet.unit.kind == "village":
            villages.setdefault(prefix, []).append(line)
        elif sheet.unit.kind == "township":
            towns[prefix] = line
        else:
            departments.append(line)
    for prefix, parts in villages.items():
        total = summed(design, [part.cells for part in parts])
        if prefix not in towns:
            region = parts[0].sheet.unit.region.parent if parts[0].sheet else None
            towns[prefix] = Line(str(region or prefix), total)
        towns[prefix].parts = parts
        towns[prefix].differs = tuple(
            column.name
            for column in design.columns
            if column.kind == ColumnKind.NUMBER
            and column.rolls_up
            and towns[prefix].cells.get(column.code) != total.get(column.code)
        )
    townships = [towns[prefix] for prefix in sorted(towns)]
    lines = [*departments, *townships]
    return RolledUp(
        columns=design.columns,
        departments=departments,
        townships=townships,
        department_total=_total(design, departments),
        township_total=_total(design, townships),
        total=Line("", summed(design, [line.cells for line in lines])),
        counted=sum(1 for sheet in sheets if sheet.state in COUNTED),
        missing=[sheet for sheet in sheets if sheet.state not in COUNTED],
    )


def _total(design: Design, lines: list[Line]) -> Line | None:
    if not lines:
        return None
    return Line("", summed(design, [line.cells for line in lines]))


def summed(design: Design, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sum of rows, computed columns worked out anew; one row stays as it is."""
    if len(rows) == 1:
        return dict(rows[0])
    found: dict[str, Any] = {}
    for column in design.columns:
        values = [row[column.code] for row in rows if row.get(column.code) is not None]
        if column.kind == ColumnKind.CHOICE:
            counts = Counter(str(value) for value in values)
            found[column.code] = "，".join(f"{word} {n}" for word, n in counts.items()) or None
        elif column.is_number and column.rolls_up and column.kind != ColumnKind.FORMULA:
            numbers = [value for value in values if isinstance(value, Decimal)]
            found[column.code] = sum(numbers, Decimal(0)) if numbers else None
        else:
            found[column.code] = None
    return design.computed(found)
