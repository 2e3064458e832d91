"""Export of exactly what a list shows: CSV streamed and defused, XLSX written row by row."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from anlan.kernel.errors import InvalidInput

#: A spreadsheet program gives up long before the format's limit of 1,048,576 rows.
XLSX_ROWS = 100_000
CHUNK_ROWS = 500
CHUNK_BYTES = 1 << 16
#: A cell that begins with one of these runs as a formula in a spreadsheet program.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def plain(value: Any) -> Any:
    """Turn a cell into what a spreadsheet holds: numbers stay numbers, moments lose their zone."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, date | time | timedelta):
        return value
    return str(value)


def defuse(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet program would run as a formula."""
    value = plain(value)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_chunks(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces, with the mark that makes spreadsheets read it as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([defuse(value) for value in header])
    for index, row in enumerate(rows, start=1):
        writer.writerow([defuse(value) for value in row])
        if index % CHUNK_ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def xlsx_file(title: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> IO[bytes]:
    """Write a workbook to a temporary file, never holding more than one row.

    Text is written as text, so a formula cannot run. Raises ``InvalidInput`` past ``XLSX_ROWS``.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31] or "1")
    sheet.freeze_panes = "A2"
    cells = []
    for value in header:
        cell = WriteOnlyCell(sheet, value=str(value))
        cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
    for index, row in enumerate(rows, start=1):
        if index > XLSX_ROWS:
            raise InvalidInput(
                _("More than %(count)s rows: narrow the list, or export it as CSV.")
                % {"count": f"{XLSX_ROWS:,}"}
            )
        sheet.append([_as_text(sheet, plain(value)) for value in row])
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the response has been sent
    book.save(target)
    target.seek(0)
    return target


def _as_text(sheet: Any, value: Any) -> Any:
    if isinstance(value, str) and value.startswith("="):
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"
        return cell
    return value


def file_chunks(source: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces and close it."""
    with source:
        while piece := source.read(CHUNK_BYTES):
            yield piece


def download(
    request: HttpRequest, chunks: Iterator[bytes], *, name: str, content_type: str
) -> HttpResponseBase:
    """Answer a file piece by piece; under ASGI each piece is made in the request's thread."""
    body: Iterator[bytes] | AsyncIterator[bytes] = chunks
    if isinstance(request, ASGIRequest):
        body = _asynchronous(chunks)
    response = StreamingHttpResponse(body, content_type=content_type)
    ascii_name = name.encode("ascii", "ignore").decode() or "list"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    )
    response["X-Accel-Buffering"] = "no"
    return response


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    step = sync_to_async(lambda: next(chunks, None))
    while (piece := await step()) is not None:
        yield piece
