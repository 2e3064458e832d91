"""A PDF file as stretches of text and ruled tables in reading order.

The text is what poppler's ``pdftotext`` gives; a table is taken out of it where its rules are found
and goes on over as many pages as it stands on: heads printed again are left out, a row that the end
of a page cuts is one row.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import tempfile

from anlan.kernel.reading.radicals import without_radicals
from anlan.kernel.reading.ruled import Box, Ruled, find_ruled_apart
from anlan.kernel.reading.word import UnreadableDocument

_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*\d{1,4}[-—–－·\s]*|第?\s*\d{1,4}\s*页?\s*[/，,共]\s*共?\s*\d{1,4}\s*页?|第\s*\d{1,4}\s*页"
)
_COUNT = re.compile(r"\d{1,3}[.、]?")
_NUMBER = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）.、](?!\d)")
_STOPS = ("。", "；", "！", ";")
#: How far, in points, columns may differ in width from one page to the next.
_SAME_WIDTH = 4.0
#: Beyond the edge of any page.
_FAR = 20_000.0


def read_pdf(content: bytes) -> list[str | Ruled]:
    """Return texts and tables in order; without ruled tables the one text of all pages.

    Raises ``UnreadableDocument``: ``pdf_needs_poppler``, ``broken``, ``takes_too_long``.
    """
    program = shutil.which("pdftotext")
    if program is None:
        raise UnreadableDocument("pdf_needs_poppler")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        pages = _text(program, file.name).split("\f")
        tables = find_ruled_apart(file.name)
        if not tables:
            return ["".join(pages)]
        portions: list[list[str | Ruled]] = []
        for number, text in enumerate(pages, 1):
            found = tables.get(number)
            portions.append(_parted(program, file.name, number, found) if found else [text])
    _drop_furniture(portions, set(tables))
    return _joined([part for page in portions for part in page if part])


def _text(program: str, name: str, *area: str) -> str:
    command = [program, "-layout", "-enc", "UTF-8", *area, name, "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableDocument("takes_too_long") from None
    if done.returncode:
        raise UnreadableDocument("broken")
    return without_radicals(done.stdout.decode("utf-8", "replace"))


def _parted(program: str, name: str, page: int, tables: list[Ruled]) -> list[str | Ruled]:
    """Return the text above, between, beside and below the tables of a page, and the tables."""

    def words(top: float, bottom: float, left: float = 0, right: float = _FAR) -> str:
        x, y = math.floor(left), math.floor(top)
        width, height = math.ceil(right) - x, math.ceil(bottom) - y
        if min(width, height) < 4:
            return ""
        area = ("-f", page, "-l", page, "-x", x, "-y", y, "-W", width, "-H", height)
        return _text(program, name, *map(str, area)).replace("\f", "")

    found: list[str | Ruled] = []
    at = 0.0
    for table in tables:
        found += [words(at, table.top), table]
        if table.has_beside:
            sides = ((0, table.left), (table.right, _FAR))
            beside = [words(table.top, table.bottom, *side) for side in sides]
            found += [text for text in beside if not _PAGE_NUMBER.fullmatch(text.strip())]
        at = max(at, table.bottom)
    found.append(words(at, _FAR))
    return [part for part in found if not isinstance(part, str) or part.strip()]


def _drop_furniture(pages: list[list[str | Ruled]], with_tables: set[int]) -> None:
    """Take page numbers and the lines that head or foot several pages off pages with tables."""
    for at in (0, -1):
        edges = [_edge(page, at) for page in pages]
        for number, (page, line) in enumerate(zip(pages, edges, strict=True), 1):
            if number not in with_tables or not line:
                continue
            if _PAGE_NUMBER.fullmatch(line) or edges.count(line) > 1:
                rows = str(page[at]).strip("\n").split("\n")
                page[at] = "\n".join(rows[1:] if at == 0 else rows[:-1]) + "\n"
                if not str(page[at]).strip():
                    page[at] = ""


def _edge(page: list[str | Ruled], at: int) -> str:
    """The first or last line of a page, where no table begins or ends it."""
    part = page[at] if page else ""
    lines = part.strip().split("\n") if isinstance(part, str) else [""]
    return lines[at].strip()


def _joined(parts: list[str | Ruled]) -> list[str | Ruled]:
    """Join texts to texts and a table to what goes on with it on the next page."""
    found: list[str | Ruled] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        elif isinstance(part, Ruled) and isinstance(last, Ruled) and _are_one(last, part):
            _append(last, part)
        else:
            found.append(part)
    return found


def _are_one(table: Ruled, after: Ruled) -> bool:
    return len(table.widths) == len(after.widths) and all(
        abs(a - b) <= _SAME_WIDTH for a, b in zip(table.widths, after.widths, strict=True)
    )


def _append(table: Ruled, after: Ruled) -> None:
    """Add the rows of the next page."""
    rows = after.rows[_repeated(table, after) :]
    if rows:
        _fill_down(table, rows)
        if _is_cut(table, rows[0]):
            for upper, lower in zip(table.rows[-1], rows[0], strict=True):
                if lower is not upper:
                    upper.pieces += lower.pieces
                    lower.pieces = []
            rows = rows[1:]
        table.rows += rows


def _repeated(table: Ruled, after: Ruled) -> int:
    """How many rows at the top of a page are the head of the table again."""
    heads = [_plain(row) for row in table.rows[:4]]
    first = _plain(after.rows[0])
    if first not in heads or not any(first):
        return 0
    at = heads.index(first)
    count = 0
    for head, row in zip(heads[at:], after.rows, strict=False):
        if head != _plain(row):
            break
        count += 1
    return count


def _plain(row: list[Box]) -> tuple[str, ...]:
    return tuple("".join(box.words.split()) for box in row)


def _joined_columns(table: Ruled, rows: list[list[Box]]) -> set[int]:
    """Columns whose cells reach over several rows."""
    return {
        column
        for row in (*table.rows, *rows)
        for column, box in enumerate(row)
        if box.down > 1 and box.across == 1
    }


def _fill_down(table: Ruled, rows: list[list[Box]]) -> None:
    """A cell that reaches over several rows and over the end of the page is printed once."""
    joined = _joined_columns(table, rows)
    for column in joined:
        box, above = rows[0][column], table.rows[-1][column]
        is_group = above.across == len(table.widths) or box.across == len(table.widths)
        if not box.pieces and above.pieces and not is_group:
            for row in rows:
                if row[column] is not box:
                    break
                row[column] = above


def _is_cut(table: Ruled, row: list[Box]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    last, width = table.rows[-1], len(table.widths)
    if last[0].across == width or row[0].across == width:
        return False
    joined = _joined_columns(table, [row])
    body = [one for one in table.rows[1:-1] if one[0].across < width]
    order = _order_column(body or [last])
    if order is not None and order not in joined:
        return bool(last[order].pieces) != bool(row[order].pieces) or not row[order].pieces
    usual = {
        column
        for column in range(width)
        if sum(bool(one[column].pieces) for one in (*body, last)) >= 0.8 * (len(body) + 1)
    }
    lacking = [c for c in usual if not row[c].pieces]
    goes_on = [
        c
        for c in range(width)
        if row[c] is not last[c]
        and row[c].pieces
        and last[c].pieces
        and not last[c].words.endswith(_STOPS)
        and not _NUMBER.match(row[c].words)
    ]
    if len(lacking) * 2 > len(usual) and not joined:
        return True
    return bool(lacking) and bool(goes_on)


def _order_column(body: list[list[Box]]) -> int | None:
    """The column that counts the rows."""
    for column in range(min(2, len(body[0]))):
        counts = [one[column].words.strip() for one in body]
        if sum(bool(_COUNT.fullmatch(words)) for words in counts) >= 0.6 * len(body):
            return column
    return None
