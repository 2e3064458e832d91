"""Reading an uploaded table: xlsx or csv, the first sheet, headings in its first filled row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from anlan.kernel.errors import InvalidInput

MAX_BYTES = 10 * 2**20
#: An xlsx file is an archive; one that unpacks to more is not a table somebody typed.
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_ROWS = 5000
MAX_COLUMNS = 60
MAX_CELL = 2000


def read_table(uploaded: UploadedFile[Any]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the headings and the numbered rows. Raises ``InvalidInput`` with what to do."""
    name = (uploaded.name or "").lower()
    if (uploaded.size or 0) > MAX_BYTES:
        raise InvalidInput(fields={"file": _("The file is larger than 10 MB: split it.")})
    content = uploaded.read()
    if name.endswith(".xlsx"):
        rows = _xlsx(content)
    elif name.endswith(".csv"):
        rows = _csv(content)
    else:
        raise InvalidInput(fields={"file": _("Save the table as .xlsx or .csv and upload that.")})
    return _split(rows)


def _xlsx(content: bytes) -> Iterator[list[str]]:
    unreadable = InvalidInput(
        fields={"file": _("This is not a readable Excel file. Save it again as .xlsx.")}
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise unreadable
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise unreadable from None
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(max_row=MAX_ROWS + 50, max_col=MAX_COLUMNS, values_only=True):
        yield [_text(cell) for cell in row]


def _csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InvalidInput(fields={"file": _("Save the file with the encoding UTF-8.")})
    try:
        for row in csv.reader(io.StringIO(text)):
            yield [cell.strip()[:MAX_CELL] for cell in row[:MAX_COLUMNS]]
    except csv.Error:
        raise InvalidInput(fields={"file": _("This is not a readable CSV file.")}) from None


def _text(cell: Any) -> str:
    """Write a cell as a person would: days without midnight, whole numbers without .0."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if not (cell.hour or cell.minute) else "%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\x00", "").strip()[:MAX_CELL]


def _split(rows: Iterable[list[str]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    header: list[str] = []
    found: list[tuple[int, list[str]]] = []
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        if not header:
            header = row
            while header and not header[-1]:
                header.pop()
            continue
        if len(found) >= MAX_ROWS:
            raise InvalidInput(
                fields={
                    "file": _("The table has more than %(n)s rows: split it.") % {"n": MAX_ROWS}
                }
            )
        cells = [cell.removeprefix("'") for cell in row[: len(header)]]
        found.append((number, cells + [""] * (len(header) - len(cells))))
    if not header or not found:
        raise InvalidInput(fields={"file": _("The table is empty: headings and rows are needed.")})
    return header, found
