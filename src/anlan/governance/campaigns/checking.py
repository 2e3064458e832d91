"""Reading what a unit typed or pasted, and checking it: clear words, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from anlan.governance.campaigns.choices import ColumnKind, RuleKind
from anlan.governance.campaigns.design import Column, Design, Rule

Row = Mapping[str, Any]
#: Rows of one sheet.
MOST_ROWS = 500
_WIDE = str.maketrans("０１２３４５６７８９．－，", "0123456789.-,")
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the check has to say about a cell: an error, or a remark that may stand."""

    row: int
    column: str
    text: str
    is_error: bool = True


def split_paste(text: str) -> list[list[str]]:
    """Return the cells of a block copied from a workbook: tabs between, lines below each other."""
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").split("\n")]
    return [[cell.strip() for cell in line] for line in lines if any(c.strip() for c in line)]


def read_cell(column: Column, text: str) -> Any:
    """Return the typed value of a cell, None when empty; raises ``ValueError`` with the words."""
    word = text.strip()
    if not word:
        return None
    if column.kind in (ColumnKind.NUMBER, ColumnKind.PLATFORM):
        return _number(word, column)
    if column.kind == ColumnKind.DAY:
        return _day(word)
    if column.kind == ColumnKind.CHOICE and word not in column.choices:
        raise ValueError(_("Choose one of: %(choices)s.") % {"choices": "、".join(column.choices)})
    return word[:2000]


def _number(word: str, column: Column) -> Decimal:
    plain = word.translate(_WIDE).replace(",", "").rstrip("%").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(_("“%(word)s” is no number.") % {"word": word[:20]}) from error
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise ValueError(_("“%(word)s” is no number.") % {"word": word[:20]})
    if number != round(number, column.decimals):
        raise ValueError(
            _("Whole numbers only.")
            if not column.decimals
            else _("At most %(n)d decimals.") % {"n": column.decimals}
        )
    return number


def _day(word: str) -> date:
    plain = word.translate(_WIDE)
    for sign in "年月./":
        plain = plain.replace(sign, "-")
    parts = plain.replace("日", "").split("-")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        try:
            day = parse_date("-".join([parts[0], parts[1].zfill(2), parts[2].zfill(2)]))
        except ValueError:
            day = None
        if day is not None:
            return day
    raise ValueError(_("“%(word)s” is no date: write 2026-11-21.") % {"word": word[:20]})


def read_rows(
    design: Design, typed: Sequence[Mapping[str, str]]
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return the rows as typed values and what could not be read."""
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for index, cells in enumerate(typed):
        row: dict[str, Any] = {}
        for column in design.columns:
            if column.kind == ColumnKind.FORMULA:
                continue
            try:
                row[column.code] = read_cell(column, cells.get(column.code, ""))
            except ValueError as error:
                row[column.code] = None
                findings.append(Finding(index, column.code, str(error)))
        rows.append(design.computed(row))
    return rows, findings


def check_rows(design: Design, rows: Sequence[Row], last: Sequence[Row]) -> list[Finding]:
    """Return what is wrong or strange in the rows; ``last`` are those of the period before."""
    findings: list[Finding] = []
    if len(rows) > MOST_ROWS:
        findings.append(Finding(0, "", _("A sheet has at most %(n)d rows.") % {"n": MOST_ROWS}))
    for index, row in enumerate(rows):
        for column in design.columns:
            if column.is_required and not column.is_automatic and row.get(column.code) is None:
                findings.append(Finding(index, column.code, _("Please fill this in.")))
        before = last[index] if len(last) == len(rows) and index < len(last) else {}
        for rule in design.rules:
            text = _broken(design, rule, row, before)
            if text:
                findings.append(Finding(index, rule.column, text, rule.is_strict))
    return findings


def _broken(design: Design, rule: Rule, row: Row, before: Row) -> str:
    """Return in words why a rule does not hold, or nothing."""
    value = row.get(rule.column)
    if value is None:
        return ""
    names = {code: column.name for code, column in design.by_code.items()}
    if rule.kind == RuleKind.RANGE:
        if rule.low and value < Decimal(rule.low):
            return _("%(value)s is less than %(limit)s.") % {"value": _p(value), "limit": rule.low}
        if rule.high and value > Decimal(rule.high):
            return _("%(value)s is more than %(limit)s.") % {
                "value": _p(value),
                "limit": rule.high,
            }
    elif rule.kind == RuleKind.NOT_LESS_THAN_LAST:
        old = before.get(rule.column)
        if old is not None and value < old:
            return _("%(value)s is less than last period’s %(old)s.") % {
                "value": _p(value),
                "old": _p(old),
            }
    elif rule.kind == RuleKind.AT_MOST:
        limit = row.get(rule.others[0])
        if limit is not None and value > limit:
            return _("%(value)s is more than “%(column)s” (%(limit)s).") % {
                "value": _p(value),
                "column": names[rule.others[0]],
                "limit": _p(limit),
            }
    elif rule.kind == RuleKind.SUM_EQUALS:
        parts = [row.get(code) for code in rule.others]
        total = sum((part for part in parts if part is not None), Decimal(0))
        if total != value:
            return _("%(columns)s together make %(total)s, not %(value)s.") % {
                "columns": " + ".join(names[code] for code in rule.others),
                "total": _p(total),
                "value": _p(value),
            }
    return ""


def _p(value: Any) -> str:
    """A number without the zeros behind it."""
    return plain(value)


def plain(value: Any) -> str:
    """Write a value as a clerk would: no zeros behind a number, days as 2026-11-21."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value.normalize(), "f")
        return "0" if text in ("-0", "") else text
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that keep a sheet from being handed in."""
    return [finding for finding in findings if finding.is_error]
