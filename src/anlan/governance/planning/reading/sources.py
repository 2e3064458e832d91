"""Text, Word, HTML and PDF files as numbered lines; nothing in a file is carried out."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from anlan.governance.planning.reading.tables import head_of
from anlan.governance.planning.reading.units import is_unit
from anlan.kernel.reading.lines import Line
from anlan.kernel.reading.pdf import read_pdf
from anlan.kernel.reading.ruled import Ruled
from anlan.kernel.reading.word import UnreadableDocument, read_docx

MAX_BYTES = 40 * 2**20
_BLOCKS = frozenset(
    (
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "table", "br"),
        *("section", "article", "header", "footer", "dt", "dd", "blockquote"),
    )
)
_PAGE = re.compile(
    r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<html|<div|<p\b|<body|<table)", re.IGNORECASE
)
#: “责任单位 |”: a line that is one cell of a table written cell below cell.
_ENDS_CELL = re.compile(r"(?:^[^|]*|^)\|+\s*$")
#: Marks of headings and quotations in Markdown.
_MARKS = re.compile(r"^\s*(?:#{1,6}|>)\s+")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}[-:|\s]*$")
_SILENT = frozenset(
    (
        *("script", "style", "noscript", "template", "title", "head", "nav", "select", "option"),
        *("button", "svg"),
    )
)


def read_file(path: Path) -> tuple[Line, ...]:
    """Return the lines of a file; the kind is known by its first bytes, not by its name."""
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableDocument("too_large")
    return read_content(path.read_bytes())


def read_content(content: bytes) -> tuple[Line, ...]:
    """Return the lines of the content of a file; raises ``UnreadableDocument`` where none are."""
    lines = _lines_of(content)
    if not any(line.text.strip() for line in lines):
        raise UnreadableDocument("empty")
    return lines


def _lines_of(content: bytes) -> tuple[Line, ...]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_docx(content)
    if content.startswith(b"%PDF"):
        return lines_of_pdf(content)
    text = decode(content).replace("\x00", "")
    if _PAGE.match(text):
        return lines_of_html(text)
    return lines_of_text(text)


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or the Chinese national encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def lines_of_text(text: str) -> tuple[Line, ...]:
    """Split a text; tabs, bars or wide gaps make a row of a table."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Line] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and _ENDS_CELL.search(rows[end]):
            end += 1
        table = _cells_below(rows, at, end) if end - at >= 6 else []
        if table:
            found += table
            at = end
            continue
        if _RULE.match(rows[at]):
            rows[at] = ""  # the rule below the head of a table
        plain = _MARKS.sub("", rows[at])
        found.append(Line(at + 1, plain, cells=_cells(plain)))
        at += 1
    return tuple(found)


def _cells_below(rows: list[str], begin: int, end: int) -> list[Line]:
    """A table written cell below cell, each ending in a bar: “责任单位 |”, “完成时限 |”."""
    cells: list[tuple[int, str]] = []
    for number in range(begin, end):
        pieces = rows[number].rstrip().rstrip("|")
        count = len(rows[number].rstrip()) - len(pieces)
        cells += [(number + 1, piece.strip()) for piece in pieces.split("|")]
        cells += [(number + 1, "")] * (count - 1)
    start = next((n for n, (_line, text) in enumerate(cells) if head_of(text)), None)
    if start is None:
        return []
    width = 0
    while start + width < len(cells) and head_of(cells[start + width][1]):
        width += 1
    if width < 3:
        return []
    found = [Line(line, text) for line, text in cells[:start] if text]
    for at in range(start, len(cells), width):
        row = cells[at : at + width]
        if not any(text for _line, text in row):
            continue
        line, text = max(row, key=lambda cell: len(cell[1]))
        found.append(Line(line, text, cells=tuple(words for _line, words in row)))
    return found


def _cells(raw: str) -> tuple[str, ...]:
    body = raw.strip("\n\r")
    if "|" in body and body.count("|") >= 2:
        cells = [cell.strip() for cell in body.strip().strip("|").split("|")]
    elif "\t" in body.strip():
        cells = [cell.strip() for cell in body.strip().split("\t")]
    else:
        cells = []
    cells = cells if sum(1 for cell in cells if cell) >= 3 else []
    return tuple(cells)


def lines_of_html(text: str) -> tuple[Line, ...]:
    """Return the blocks of a page, each with the line of the file its words begin on."""
    reader = _Page()
    reader.feed(text)
    reader.close()
    reader.flush()
    return tuple(reader.lines)


def _span(value: str | None) -> int:
    return int(value) if value and value.isdigit() and 0 < int(value) < 100 else 1


class _Page(HTMLParser):
    """Collects the visible text of a page block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._words: list[str] = []
        self._at = 0
        self._silent = 0
        self._row: list[str] | None = None
        self._row_at = 0
        self._heading = 0
        #: Cells joined downwards: column → words and how many more rows they stand for.
        self._joined: dict[int, tuple[str, int]] = {}
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and tag != "head":
            self._silent += 1
        elif tag == "tr":
            self.flush()
            self._row, self._row_at = [], self.getpos()[0]
        elif tag in ("td", "th"):
            self._words = []
            given = dict(attrs)
            self._span = (_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag == "table":
            self.flush()
            self._joined = {}
        elif tag in _BLOCKS and self._row is not None:
            self._words.append(" ")
        elif tag in _BLOCKS:
            self.flush()
            if re.fullmatch(r"h[1-6]", tag):
                self._heading = int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag != "head":
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th") and self._row is not None:
            self._fill_joined()
            words = " ".join("".join(self._words).split())
            across, down = self._span
            for at in range(across):
                if down > 1:
                    self._joined[len(self._row)] = (words, down - 1)
                self._row.append(words if at == 0 else "")
            self._words = []
        elif tag == "tr" and self._row is not None:
            self._fill_joined()
            cells = tuple(self._row)
            self._row = None
            self._words = []
            if sum(bool(cell) for cell in cells) > 1:
                self.lines.append(Line(self._row_at, " ".join(cells), cells=cells))
            elif any(cells):
                self.lines.append(Line(self._row_at, "".join(cells)))
        elif tag in _BLOCKS and self._row is None:
            self.flush()
            self._heading = 0

    def _fill_joined(self) -> None:
        """Repeat cells of the rows above that reach down into this row."""
        row = self._row if self._row is not None else []
        while len(row) in self._joined:
            words, left = self._joined.pop(len(row))
            if left > 1:
                self._joined[len(row)] = (words, left - 1)
            row.append(words)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if not "".join(self._words).strip() and data.strip():
            self._at = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
            if self._row is not None and not any(self._row):
                self._row_at = self._at
        self._words.append(data.replace("\n", " "))

    def flush(self) -> None:
        """End the block."""
        words = "".join(self._words)
        self._words = []
        if words.strip() and self._row is None:
            self.lines.append(Line(self._at, words, heading=self._heading))


def lines_of_pdf(content: bytes) -> tuple[Line, ...]:
    """Return the lines of the text of a PDF file and the rows of its ruled tables."""
    found: list[Line] = []
    for part in read_pdf(content):
        if isinstance(part, str):
            lines = lines_of_text(part.removesuffix("\n") if found else part)
            found += [replace(line, number=len(found) + line.number) for line in lines]
        else:
            found += _rows(part, len(found))
    return tuple(found)


def _rows(table: Ruled, above: int) -> list[Line]:
    """Return the rows of a table; a cell right across it is a line of its own."""
    found: list[Line] = []
    for row in table.rows:
        cells: list[str] = []
        for column, box in enumerate(row):
            is_begun = column > 0 and row[column - 1] is box
            cells.append("" if is_begun else box.joined(_are_units))
        words = [cell for cell in cells if cell]
        if not words:
            continue
        is_group = row[0].across == len(row) or len(words) == 1
        number = above + len(found) + 1
        found.append(Line(number, " | ".join(words), cells=() if is_group else tuple(cells)))
    return found


def _are_units(before: str, after: str) -> bool:
    """“县水利局” above “县应急管理局”: two units one below the other, where no stop parts them."""
    last, first = re.split("[、，；：]", before)[-1], re.split("[、，；]", after)[0]
    begins = first[:1] in ("各", last[:1]) or (last[:1] == "各" and first[:1] in tuple("省市区县"))
    return begins and is_unit(last) and is_unit(first)
