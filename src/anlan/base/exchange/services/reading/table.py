"""Where the headings stand, and which rows below them are rows of the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from anlan.base.exchange.services.reading.book import (
    Sheet,
    read_book,
    read_upload,
    refuse,
)
from anlan.kernel.search_text import normalise
from anlan.kernel.transfer import Importer

#: Headings are looked for in so many filled rows.
HEADER_WITHIN = 30
_TOTAL = re.compile(
    r"(本页)?(合计|小计|总计|共计|累计|汇总|total|subtotal|grandtotal)[:：]?\d*", re.IGNORECASE
)
_NOTE = re.compile(
    r"^(注|备注|说明|填表|填报|制表|审核|审批|复核|联系人|联系电话|负责人|单位负责人|单位[(（]|日期|"
    r"报送|统计人|以上|note|remark)",
    re.IGNORECASE,
)


@dataclass
class Header:
    """Where the headings stand: the number of the (first) row in the file, and how many rows."""

    row: int
    depth: int
    headings: list[str]
    mapping: dict[str, int] = field(default_factory=dict)


@dataclass
class Table:
    """Headings, rows, what was skipped (number, cells, why), and what has to be said."""

    header: Header
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    skipped: list[tuple[int, list[str], str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(uploaded: UploadedFile[Any]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return headings and numbered rows of the first sheet that has any."""
    book = read_book(read_upload(uploaded), uploaded.name or "")
    sheet = next((s for s in book.sheets if s.rows), book.sheets[0])
    table = split_table(sheet, find_header(sheet, None))
    return table.header.headings, table.rows


def find_header(sheet: Sheet, importer: Importer | None) -> Header:
    """Return the row (or two merged rows) that names the most columns; else the first filled one.

    Raises ``InvalidInput`` for a sheet without rows.
    """
    if not sheet.rows:
        raise refuse(_("The table is empty: headings and rows are needed."))
    best = header_at(sheet, sheet.rows[0].number, 1, importer)
    if importer is None:
        return best
    best_score = _score(best)
    numbers = [row.number for row in sheet.rows[:HEADER_WITHIN]]
    single = {n: header_at(sheet, n, 1, importer) for n in numbers}
    for number in numbers:
        found = [single[number]]
        if number + 1 in single:
            both = header_at(sheet, number, 2, importer)
            # Two rows must name more than either does alone: else a title or the first row of
            # data would be taken for a part of the headings.
            if _score(both) > max(_score(single[number]), _score(single[number + 1])):
                found.append(both)
        for header in found:
            if _score(header) > best_score:
                best, best_score = header, _score(header)
    return best


def header_at(sheet: Sheet, number: int, depth: int, importer: Importer | None) -> Header:
    """Return the headings that begin at a row of the file."""
    rows = {row.number: row.cells for row in sheet.rows[: HEADER_WITHIN + 200]}
    if number not in rows:
        rows = {row.number: row.cells for row in sheet.rows}
    if number not in rows:
        raise refuse(_("There are no headings in row %(n)s.") % {"n": number})
    levels = [
        _spread(sheet, n, rows.get(n, []), anchors=rows, top=number)
        for n in range(number, number + depth)
    ]
    width = max(len(level) for level in levels)
    headings = []
    for position in range(width):
        parts: list[str] = []
        for level in levels:
            word = level[position] if position < len(level) else ""
            if word and word not in parts:
                parts.append(word)
        headings.append("/".join(parts)[:200])
    while headings and not headings[-1]:
        headings.pop()
    mapping = importer.guess(headings) if importer else {}
    return Header(number, depth, headings, mapping)


def _score(header: Header) -> int:
    return len(header.mapping)


def _spread(
    sheet: Sheet, number: int, cells: list[str], *, anchors: Mapping[int, list[str]], top: int
) -> list[str]:
    """Return the cells of a heading row with merged headings over all their columns."""
    spread = list(cells)
    for first, last, left, right in sheet.merges:
        if not (first <= number <= last) or first < top or right - left > 200:
            continue
        anchor = anchors.get(first, [])
        word = anchor[left] if left < len(anchor) else ""
        if not word:
            continue
        if len(spread) <= right:
            spread.extend([""] * (right + 1 - len(spread)))
        for position in range(left, right + 1):
            spread[position] = spread[position] or word
    return spread


def split_table(sheet: Sheet, header: Header, *, limit: int = 50_000) -> Table:
    """Return the rows below the headings; totals, notes and repeated headings are set aside."""
    if not header.headings:
        raise refuse(_("The table is empty: headings and rows are needed."))
    table = Table(header)
    width = len(header.headings)
    first = header.row + header.depth
    filled = _fill_down(sheet, first, width)
    mapped = set(header.mapping.values()) or set(range(width))
    last = 0
    for row in sheet.rows:
        if row.number < first:
            continue
        cells = row.cells[:width] + [""] * (width - len(row.cells))
        for position, text in filled.get(row.number, {}).items():
            cells[position] = cells[position] or text
        if not any(cells[position] for position in mapped):
            # A serial number typed in advance is nothing; words are a note.
            if any(cell and not cell.isdigit() for cell in cells):
                table.skipped.append((row.number, cells, _("a note under the table")))
            continue
        why = _aside(cells, header)
        if why:
            table.skipped.append((row.number, cells, why))
        else:
            table.rows.append((row.number, cells))
            last = row.number
        if len(table.rows) > limit:
            raise refuse(_("The table has more than %(n)s rows: split it.") % {"n": f"{limit:,}"})
    _notes_at_the_end(table, last)
    if not table.rows:
        raise refuse(_("The table is empty: headings and rows are needed."))
    _tell(sheet, table, filled, first)
    return table


def _fill_down(sheet: Sheet, first: int, width: int) -> dict[int, dict[int, str]]:
    """Return {row: {position: text}} for cells merged over several rows of the table."""
    merges = [m for m in sheet.merges if m[1] > m[0] and m[0] >= first and m[2] < width]
    if not merges:
        return {}
    by_number = {row.number: row for row in sheet.rows}
    last_number = sheet.rows[-1].number if sheet.rows else 0
    filled: dict[int, dict[int, str]] = {}
    for top, bottom, left, _right in merges:
        anchor = by_number.get(top)
        text = anchor.cells[left] if anchor and left < len(anchor.cells) else ""
        if not text:
            continue
        for number in range(top + 1, min(bottom, last_number) + 1):
            if number in by_number:
                filled.setdefault(number, {})[left] = text
    return filled


def _aside(cells: list[str], header: Header) -> str:
    """Say why a row is no row of the table; "" when it is one."""
    used = [cell for cell in cells if cell]
    if any(_TOTAL.fullmatch(cell.replace(" ", "")) for cell in cells[:3] if cell):
        return _("a row of totals")
    if len(used) == 1 and _TOTAL.match(used[0].replace(" ", "")):
        return _("a row of totals")
    same = sum(
        1
        for position in header.mapping.values()
        if cells[position] and _is_heading(cells[position], header.headings[position])
    )
    if same >= 2 and same * 2 > len(header.mapping):
        return _("the headings again")
    return ""


def _is_heading(cell: str, heading: str) -> bool:
    """Whether a cell repeats a heading, or its lower part."""
    folded = normalise(cell)
    return folded in (normalise(heading), normalise(heading.split("/")[-1]))


def _notes_at_the_end(table: Table, last: int) -> None:
    """Set aside what stands under the table: notes, who filled it in, the stamp."""
    while table.rows:
        number, cells = table.rows[-1]
        used = [(p, c) for p, c in enumerate(cells) if c]
        mapped = set(table.header.mapping.values())
        few = len({p for p, _c in used} & mapped) <= 1 if mapped else len(used) <= 1
        is_alone = len(table.header.mapping) >= 3 and len(used) == 1 and len(cells) >= 3
        is_note = few and any(_NOTE.match(c) for _p, c in used)
        is_long = is_alone and (len(used[0][1]) > 30 or _NOTE.match(used[0][1]) is not None)
        if not (is_note or is_long):
            break
        table.rows.pop()
        table.skipped.append((number, cells, _("a note under the table")))
    table.skipped.sort(key=lambda found: found[0])


def _tell(sheet: Sheet, table: Table, filled: dict[int, dict[int, str]], first: int) -> None:
    above = sum(1 for row in sheet.rows if row.number < table.header.row)
    if above:
        table.notes.append(
            _("The headings stand in row %(row)s; %(n)s rows above them are left out.")
            % {"row": table.header.row, "n": above}
        )
    numbers = [n for n, _c in table.rows] + [n for n, _c, _w in table.skipped]
    blank = max(numbers) - first + 1 - len(numbers)
    if blank > 0:
        table.notes.append(_("%(n)s blank rows are left out.") % {"n": blank})
    if filled:
        cells = sum(len(found) for found in filled.values())
        table.notes.append(
            _("%(n)s cells below merged cells are filled with the merged value.") % {"n": cells}
        )
    twice = _twice(table.header.headings)
    if twice:
        table.notes.append(
            _("The heading “%(heading)s” stands there twice: check which column is meant.")
            % {"heading": twice[0]}
        )
    table.notes.extend(sheet.notes)


def _twice(headings: list[str]) -> list[str]:
    seen: set[str] = set()
    found = []
    for heading in headings:
        folded = normalise(heading)
        if folded and folded in seen:
            found.append(heading)
        seen.add(folded)
    return found
