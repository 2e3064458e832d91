"""CSV as offices make it: GB18030 or UTF-8 or UTF-16, commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import io
import re

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
from anlan.base.exchange.services.reading.text import tidy

SEPARATORS = (",", "\t", ";", "|", "，")
#: Characters that are in no list of enterprises: the bytes were read in a wrong encoding.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def read_delimited(content: bytes) -> Book:
    """Return the one sheet of a CSV file. Raises ``InvalidInput`` with the line that is broken."""
    text, encoding = decode(content)
    separator = find_separator(text)
    if separator != "," and len(separator.encode()) > 1:  # a full-width comma
        text, separator = text.replace(separator, ","), ","
    sheet = Sheet(name="CSV")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, wide = 0, False
    try:
        for number, row in enumerate(reader, start=1):
            wide = wide or len(row) > MAX_COLUMNS
            cells = [tidy(cell) for cell in row[:MAX_COLUMNS]]
            if any(cells):
                sheet.rows.append(SheetRow(number, cells))
            if len(sheet.rows) > MAX_ROWS + 50:
                raise too_many_rows()
    except csv.Error:
        raise refuse(
            _(
                "The quotation marks around line %(n)s do not match. Open the file in Excel or "
                "WPS, save it as .xlsx and upload that."
            )
            % {"n": number + 1}
        ) from None
    if wide:
        sheet.notes.append(_("Columns after the %(n)sth are left out.") % {"n": MAX_COLUMNS})
    return Book([sheet], [_("Read as %(encoding)s.") % {"encoding": encoding}])


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    wrong = refuse(
        _(
            "The encoding of the file is not known. Open it in Excel or WPS, save it as .xlsx (or "
            "as CSV with UTF-8) and upload that."
        )
    )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif content[1:200:2].count(0) > 20:
        encodings = ("utf-16-le",)
    elif content[0:200:2].count(0) > 20:
        encodings = ("utf-16-be",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:20_000]
        if len(_PRIVATE.findall(sample)) * 50 > len(sample):
            break
        if "\x00" in sample:
            break
        return text, {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}.get(encoding, "UTF-16")
    raise wrong


def find_separator(text: str) -> str:
    """Return what divides the cells: what stands most evenly in the first lines."""
    lines = [line for line in text[:50_000].splitlines() if line.strip()][:20]
    best, most = ",", 0
    for candidate in SEPARATORS:
        counts = [line.count(candidate) for line in lines]
        even = max((counts.count(n) * min(n, 30) for n in set(counts) if n), default=0)
        if even > most:
            best, most = candidate, even
    return best
