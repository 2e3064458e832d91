"""What an uploaded file is, and its sheets. Whatever cannot be read says what to do instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput

MAX_BYTES = 20 * 2**20
#: Columns further right are left out, and said so.
MAX_COLUMNS = 100
#: More filled rows than this in one sheet are not read at all.
MAX_ROWS = 50_000


@dataclass
class SheetRow:
    """One row: its number in the file, its cells, whether Excel hides it."""

    number: int
    cells: list[str]
    is_hidden: bool = False


@dataclass
class Sheet:
    """One sheet with its filled rows; ``merges`` are (first row, last row, first, last column)."""

    name: str
    rows: list[SheetRow] = field(default_factory=list)
    is_hidden: bool = False
    is_chart: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Book:
    """The sheets of a file and what has to be said about it."""

    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet | None:
        """Return a sheet by name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def refuse(message: str) -> InvalidInput:
    """Return the error of a file that is not read."""
    return InvalidInput(fields={"file": message})


def too_many_rows() -> InvalidInput:
    """Return the error of a file with too many rows."""
    return refuse(_("The table has more than %(n)s rows: split it.") % {"n": f"{MAX_ROWS:,}"})


def read_book(content: bytes, name: str) -> Book:
    """Return the sheets. Raises ``InvalidInput`` with what to do."""
    from anlan.base.exchange.services.reading.delimited import read_delimited
    from anlan.base.exchange.services.reading.xlsx import read_xlsx

    name = name.lower()
    if len(content) > MAX_BYTES:
        raise refuse(_("The file is larger than %(n)s MB: split it.") % {"n": MAX_BYTES // 2**20})
    if not content.strip(b"\x00 \t\r\n"):
        raise refuse(_("The file is empty. Fill in the table, save it and upload it again."))
    known = _kind(content)
    if known:
        raise refuse(known)
    if content.startswith(b"PK"):
        return read_xlsx(content)
    if name.endswith((".xlsx", ".xlsm", ".xltx", ".zip")):
        raise refuse(_("This is not a readable Excel file. Save it again as .xlsx."))
    if name.endswith((".csv", ".txt", ".tsv")):
        return read_delimited(content)
    raise refuse(_("Save the table as .xlsx or .csv and upload that."))


def read_upload(uploaded: UploadedFile[Any]) -> bytes:
    """Return the bytes of an upload, unless it is too large to be asked for."""
    if (uploaded.size or 0) > MAX_BYTES:
        raise refuse(_("The file is larger than %(n)s MB: split it.") % {"n": MAX_BYTES // 2**20})
    content: bytes = uploaded.read()
    return content


def _kind(content: bytes) -> str:
    """Say what a file of another kind is and how to make a table of it; "" for tables."""
    head = content[:2048].lstrip().lower()
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _(
                "The file is protected by a password. Open it in Excel, remove the password (File, "
                "Info, Protect), save it and upload it again."
            )
        return _(
            "This is the old format of Excel 97–2003 (.xls). Open it in Excel or WPS, choose “Save "
            "as”, “Excel workbook (.xlsx)”, and upload that."
        )
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return _(
            "This is a web page with the name of a table. Open it in Excel or WPS, choose “Save "
            "as”, “Excel workbook (.xlsx)”, and upload that."
        )
    if head.startswith(b"<?xml"):
        return _(
            "This is an XML file. Open it in Excel or WPS, choose “Save as”, “Excel workbook "
            "(.xlsx)”, and upload that."
        )
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"Rar!", b"7z\xbc\xaf")):
        return _(
            "This is a picture, a PDF or an archive, not a table. Save the table itself as .xlsx "
            "or .csv and upload that."
        )
    return ""
