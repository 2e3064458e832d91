"""A workbook (ECMA-376) read as a stream of XML events, with a limit on everything.

The file comes from outside: nothing is believed that it says about its own size, no entity or
reference to elsewhere is followed, no formula is calculated. Only what the cells show is taken.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from posixpath import normpath
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from anlan.base.exchange.services.reading.book import (
    MAX_COLUMNS,
    MAX_ROWS,
    Book,
    Sheet,
    SheetRow,
    refuse,
    too_many_rows,
)
from anlan.base.exchange.services.reading.cells import (
    clock_text,
    column_of,
    is_day_format,
    number_text,
    unescape,
)
from anlan.base.exchange.services.reading.text import MAX_CELL, tidy
from anlan.kernel.errors import InvalidInput

#: A workbook somebody typed stays far below these.
MAX_PARTS = 2000
MAX_PART_BYTES = 150 * 2**20
MAX_ALL_BYTES = 250 * 2**20
#: Repetitive XML shrinks well, but not a thousand times: that is a bomb.
MAX_RATIO = 400
RATIO_FROM_BYTES = 30 * 2**20
MAX_DEPTH = 40
MAX_STRINGS = 3_000_000
MAX_TEXT = 60_000_000
MAX_SHEETS = 100
MAX_MERGES = 100_000
CHUNK = 1 << 16

#: Number formats of days that every workbook has without naming them (ECMA-376, 18.8.30).
BUILT_IN_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LETTERS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LAST_SERIAL = 2_958_466


class _Stop(Exception):
    """Enough of a part has been read."""


def read_xlsx(content: bytes) -> Book:
    """Return the sheets of a workbook. Raises ``InvalidInput`` with what to do."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Workbook(archive, len(content)).read()
    except InvalidInput:
        raise
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        zlib.error,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        RecursionError,
    ):
        raise refuse(
            _(
                "This Excel file is damaged or incomplete. Open it in Excel or WPS, save it again "
                "as .xlsx and upload that."
            )
        ) from None


def _bomb() -> InvalidInput:
    return refuse(
        _(
            "This file unpacks to far more than a table holds. Copy the rows into a new workbook, "
            "save it as .xlsx and upload that."
        )
    )


def _macros() -> InvalidInput:
    return refuse(
        _(
            "The workbook contains macros, which are not taken in. Choose “Save as”, “Excel "
            "workbook (.xlsx)” (without macros), and upload that."
        )
    )


class _Workbook:
    """One archive being read; counts what it unpacks."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self.archive = archive
        self.size = size
        items = archive.infolist()
        if len(items) > MAX_PARTS:
            raise _bomb()
        self.names = {item.filename for item in items}
        self.unpacked = 0
        self.strings: list[str] = []
        self.day_styles: list[bool] = []
        self.is_1904 = False

    def read(self) -> Book:
        """Return the sheets with what has to be said."""
        self._refuse_others()
        parts = self._relations("xl/_rels/workbook.xml.rels", "xl")
        described = self._workbook()
        by_type = dict(parts.values())
        if "styles" in by_type and by_type["styles"] in self.names:
            self._styles(by_type["styles"])
        if "sharedStrings" in by_type and by_type["sharedStrings"] in self.names:
            self._shared_strings(by_type["sharedStrings"])
        notes = []
        if self.is_1904:
            notes.append(
                _("The workbook counts days from 1904; they are read as Excel shows them.")
            )
        if any(name.startswith("xl/externalLinks/") for name in self.names):
            notes.append(
                _("The workbook points to other files; only the values it holds itself are read.")
            )
        sheets = []
        for name, relation, is_hidden in described:
            kind, target = parts.get(relation, ("", ""))
            sheet = Sheet(name=name, is_hidden=is_hidden, is_chart=kind != "worksheet")
            if kind == "worksheet" and target in self.names:
                self._sheet(target, sheet)
            sheets.append(sheet)
        if not sheets:
            raise ValueError("no sheets")
        return Book(sheets, notes)

    def _refuse_others(self) -> None:
        if "mimetype" in self.names:
            raise refuse(
                _(
                    "This is an OpenDocument table (.ods). Choose “Save as”, “Excel workbook "
                    "(.xlsx)”, and upload that."
                )
            )
        if any(name.lower().endswith("vbaproject.bin") for name in self.names):
            raise _macros()
        if "xl/workbook.bin" in self.names:
            raise refuse(
                _(
                    "This is a binary workbook (.xlsb). Choose “Save as”, “Excel workbook "
                    "(.xlsx)”, and upload that."
                )
            )
        if "xl/workbook.xml" not in self.names or "[Content_Types].xml" not in self.names:
            raise refuse(
                _("This archive is not an Excel workbook. Save the table as .xlsx and upload that.")
            )
        types = io.BytesIO()
        for piece in self._pieces("[Content_Types].xml"):
            types.write(piece)
        if b"macroEnabled" in types.getvalue():
            raise _macros()

    def _pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece, counting what really comes out.

        A part that says itself that it is a bomb is not begun: to read a hundred megabytes of small
        elements before the count is full takes half a minute. One that says less than it holds ends
        with what it said, and its checksum is wrong.
        """
        item = self.archive.getinfo(name)
        self._refuse_bomb(item.file_size, item, self.unpacked + item.file_size)
        size = 0
        with self.archive.open(name) as part:
            while piece := part.read(CHUNK):
                size += len(piece)
                self.unpacked += len(piece)
                self._refuse_bomb(size, item, self.unpacked)
                yield piece

    def _refuse_bomb(self, size: int, item: zipfile.ZipInfo, unpacked: int) -> None:
        if size > MAX_PART_BYTES or unpacked > MAX_ALL_BYTES:
            raise _bomb()
        # It cannot be packed into more than the file has.
        packed = min(item.compress_size, self.size)
        if size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed, 1):
            raise _bomb()

    def _parse(
        self,
        name: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read a part; prefixes of names are dropped, declarations of entities are refused."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def opened(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise _bomb()
            start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

        def closed(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(tag.rpartition(":")[2] if ":" in tag else tag)

        def declared(*_found: Any) -> None:
            raise refuse(
                _(
                    "The file contains declarations that no Excel file has; it is not read. Copy "
                    "the rows into a new workbook, save it as .xlsx and upload that."
                )
            )

        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.StartDoctypeDeclHandler = declared
        parser.EntityDeclHandler = declared
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            for piece in self._pieces(name):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except _Stop:
            return

    def _relations(self, name: str, folder: str) -> dict[str, tuple[str, str]]:
        """Return {id: (kind, part)} without those that point outside the file."""
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, normpath(path))

        if name in self.names:
            self._parse(name, start)
        return found

    def _workbook(self) -> list[tuple[str, str, bool]]:
        found: list[tuple[str, str, bool]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.is_1904 = attributes.get("date1904", "0").lower() in ("1", "true", "on")
            elif tag == "sheet":
                if len(found) >= MAX_SHEETS:
                    raise refuse(
                        _("The workbook has more than %(n)s sheets: upload only the table.")
                        % {"n": MAX_SHEETS}
                    )
                relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                is_hidden = attributes.get("state", "visible") != "visible"
                found.append((tidy(attributes.get("name", ""))[:100], relation, is_hidden))

        self._parse("xl/workbook.xml", start)
        return found

    def _styles(self, name: str) -> None:
        own_days: set[int] = set()
        inside = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "numFmt":
                if is_day_format(attributes.get("formatCode", "")):
                    own_days.add(int(attributes.get("numFmtId", "0")))
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside and len(self.day_styles) < 70_000:
                number = int(attributes.get("numFmtId", "0"))
                self.day_styles.append(number in BUILT_IN_DAYS or number in own_days)

        def end(tag: str) -> None:
            nonlocal inside
            if tag == "cellXfs":
                inside = False

        self._parse(name, start, end)

    def _shared_strings(self, name: str) -> None:
        total = length = 0
        pieces: list[str] = []
        in_text, in_phonetic = False, False

        def start(tag: str, _attributes: dict[str, str]) -> None:
            nonlocal in_text, in_phonetic, length
            if tag == "si":
                pieces.clear()
                length = 0
            elif tag == "t":
                in_text = not in_phonetic
            elif tag == "rPh":
                in_phonetic = True

        def end(tag: str) -> None:
            nonlocal in_text, in_phonetic, total
            if tag == "t":
                in_text = False
            elif tag == "rPh":
                in_phonetic = False
            elif tag == "si":
                text = unescape("".join(pieces))[: MAX_CELL + 1]
                total += len(text)
                if total > MAX_TEXT or len(self.strings) > MAX_STRINGS:
                    raise _bomb()
                self.strings.append(tidy(text))

        def text(data: str) -> None:
            nonlocal length
            if in_text and length <= MAX_CELL:
                pieces.append(data)
                length += len(data)

        self._parse(name, start, end, text)

    def _sheet(self, name: str, sheet: Sheet) -> None:
        reader = _SheetReader(self, sheet)
        self._parse(name, reader.start, reader.end, reader.text)
        reader.finish()

    def day(self, serial: float) -> str:
        """Write Excel's number of a day as it shows it; a negative one stays a number."""
        if self.is_1904:
            if not 0 <= serial <= _LAST_SERIAL - 1462:
                return number_text(serial)
            moment = datetime(1904, 1, 1) + timedelta(days=serial)  # noqa: DTZ001 - no zone
        elif 0 <= serial < 1:
            return "1900-01-00" if serial == 0 else clock_text(serial)
        elif 60 <= serial < 61:
            return "1900-02-29"
        elif 1 <= serial < _LAST_SERIAL:
            zero = datetime(1899, 12, 31 if serial < 60 else 30)  # noqa: DTZ001 - no zone
            moment = zero + timedelta(days=serial)
        else:
            return number_text(serial)
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
        has_time = moment.hour or moment.minute
        return moment.strftime("%Y-%m-%d %H:%M" if has_time else "%Y-%m-%d")


class _SheetReader:
    """Receives the XML events of one sheet and fills its rows."""

    def __init__(self, book: _Workbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.row_number = 0
        self.cells: list[str] = []
        self.is_hidden = False
        self.column = -1
        self.next_column = 0
        self.type = ""
        self.is_day = False
        self.pieces: list[str] = []
        self.length = 0
        self.value: str | None = None
        self.inline: list[str] = []
        self.has_formula = False
        self.mode = ""
        self.in_phonetic = False
        self.is_wide = False
        self.hidden_columns = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag == "c":
            self._open_cell(attributes)
        elif tag in ("v", "f"):
            self.mode = tag
            self.pieces, self.length = [], 0
            self.has_formula = self.has_formula or tag == "f"
        elif tag == "t":
            self.mode = "" if self.in_phonetic else "t"
        elif tag == "rPh":
            self.in_phonetic = True
        elif tag == "row":
            given = attributes.get("r")
            self.row_number = int(given) if given else self.row_number + 1
            self.is_hidden = attributes.get("hidden") in ("1", "true")
            self.cells, self.next_column = [], 0
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.hidden_columns += 1

    def text(self, data: str) -> None:
        """Characters inside an element."""
        if self.mode and self.length <= MAX_CELL:
            self.length += len(data)
            if self.mode == "t":
                self.inline.append(data)
            elif self.mode == "v":
                self.pieces.append(data)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == "v":
            self.value, self.mode = "".join(self.pieces), ""
        elif tag in ("t", "f"):
            self.mode = ""
        elif tag == "rPh":
            self.in_phonetic = False
        elif tag == "c":
            self._close_cell()
        elif tag == "row" and any(self.cells):
            self.sheet.rows.append(SheetRow(self.row_number, self.cells, self.is_hidden))
            if len(self.sheet.rows) > MAX_ROWS + 50:
                raise too_many_rows()

    def finish(self) -> None:
        """Say what was left out."""
        if self.is_wide:
            self.sheet.notes.append(
                _("Columns after the %(n)sth are left out.") % {"n": MAX_COLUMNS}
            )
        hidden = sum(row.is_hidden for row in self.sheet.rows)
        if hidden:
            self.sheet.notes.append(
                _("%(n)s rows are hidden in Excel (perhaps by a filter); they are read too.")
                % {"n": hidden}
            )
        if self.hidden_columns:
            self.sheet.notes.append(_("The sheet has hidden columns; they are read too."))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        self.column = column_of(reference) if reference else self.next_column
        self.next_column = self.column + 1
        self.type = attributes.get("t", "n")
        style = attributes.get("s")
        days = self.book.day_styles
        self.is_day = (
            style is not None and style.isdigit() and int(style) < len(days) and days[int(style)]
        )
        self.value, self.inline, self.has_formula, self.length = None, [], False, 0

    def _close_cell(self) -> None:
        shown = self._shown()
        if not shown:
            return
        if self.column >= MAX_COLUMNS:
            self.is_wide = True
            return
        cells = self.cells
        if len(cells) <= self.column:
            cells.extend([""] * (self.column + 1 - len(cells)))
        cells[self.column] = shown

    def _shown(self) -> str:
        kind, value = self.type, self.value
        if kind == "s":
            strings = self.book.strings
            index = int(value or "-1")
            return strings[index] if 0 <= index < len(strings) else ""
        if kind == "inlineStr":
            return tidy(unescape("".join(self.inline))[: MAX_CELL + 1])
        if value is None or value == "":
            # A formula that no program has calculated yet shows nothing.
            return "=?" if self.has_formula else ""
        if kind == "str":
            return tidy(unescape(value))
        if kind == "b":
            return "是" if value == "1" else "否"
        if kind == "e":
            return value[:20]
        if kind == "d":
            return value.replace("T00:00:00", "").replace("T", " ")[:30]
        try:
            number = float(value)
        except ValueError:
            return tidy(value)
        if number != number or number in (float("inf"), float("-inf")):
            return tidy(value)
        return self.book.day(number) if self.is_day else number_text(number, value)

    def _merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        a, b = _LETTERS.fullmatch(first), _LETTERS.fullmatch(last or first)
        if a is None or b is None:
            return
        if len(self.sheet.merges) >= MAX_MERGES:
            raise _bomb()
        self.sheet.merges.append(
            (int(a.group(2)), int(b.group(2)), column_of(first), column_of(last or first))
        )
