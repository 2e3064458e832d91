"""A Word document (.docx) as lines, read with limits; nothing in it is carried out."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from anlan.kernel.reading.lines import Line, tidy
from anlan.kernel.reading.numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Limits: parts of the archive, bytes of the text part, paragraphs.
OUTLINES = tuple("012345678")
MAX_PARTS, MAX_BYTES, MAX_LINES = 2000, 30 * 2**20, 20_000


class UnreadableDocument(ValueError):
    """The file cannot be read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_docx(content: bytes) -> tuple[Line, ...]:
    """Return the paragraphs and table rows of a document in order.

    Raises ``UnreadableDocument``: ``old_or_encrypted`` (an OLE file: .doc, or protected by a
    password), ``not_docx``, ``too_large``, ``broken``, ``empty``.
    """
    if content.startswith(_OLE):
        raise UnreadableDocument("old_or_encrypted")
    if not content.startswith(b"PK\x03\x04"):
        raise UnreadableDocument("not_docx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document, styles = _part(archive, "word/document.xml"), _styles(archive)
            numbering = _numbering(archive)
    except UnreadableDocument:
        raise
    except (
        ValueError,
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise UnreadableDocument("broken") from error
    body = _parse(document).find(f"{_W}body")
    if body is None:
        raise UnreadableDocument("broken")
    lines: list[Line] = []
    _walk(body, lines, styles, numbering)
    if not any(line.text for line in lines):
        raise UnreadableDocument("empty")
    return tuple(lines)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if len(archive.infolist()) > MAX_PARTS:
        raise UnreadableDocument("too_large")
    try:
        entry = archive.getinfo(name)
    except KeyError as error:
        raise UnreadableDocument("not_docx") from error
    with archive.open(entry) as stream:
        found = stream.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise UnreadableDocument("too_large")
    return found


def _parse(content: bytes) -> Any:
    """Parse a part; declarations of types and entities are refused, so nothing can unfold."""
    if b"\x00" in content[:200] or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableDocument("broken")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 declarations are refused above
    except ElementTree.ParseError as error:
        raise UnreadableDocument("broken") from error


@dataclass(slots=True)
class Styles:
    """What styles say of paragraphs: outline level of headings, list and depth."""

    headings: dict[str, int] = field(default_factory=dict)
    lists: dict[str, tuple[str, int]] = field(default_factory=dict)


def _styles(archive: zipfile.ZipFile) -> Styles:
    """Return outline level and numbering of the styles."""
    found = Styles()
    if "word/styles.xml" not in archive.namelist():
        return found
    for style in _parse(_part(archive, "word/styles.xml")).iter(f"{_W}style"):
        key = style.get(f"{_W}styleId", "")
        name = style.find(f"{_W}name")
        label = name.get(f"{_W}val", "") if name is not None else ""
        heading = re.match(r"(?:heading|标题)\s*([1-9])$", label, re.IGNORECASE)
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if heading is not None:
            found.headings[key] = int(heading.group(1))
        elif outline is not None and outline.get(f"{_W}val", "9") in OUTLINES:
            found.headings[key] = int(outline.get(f"{_W}val", "")) + 1
        listed = _list_of(style.find(f"{_W}pPr"))
        if listed is not None:
            found.lists[key] = listed
    return found


def _numbering(archive: zipfile.ZipFile) -> Numbering:
    """Return the lists of the document."""
    if "word/numbering.xml" not in archive.namelist():
        return Numbering()
    return Numbering.read(_parse(_part(archive, "word/numbering.xml")))


def _list_of(properties: Any) -> tuple[str, int] | None:
    """Return (list, depth) of paragraph properties."""
    listed = properties.find(f"{_W}numPr") if properties is not None else None
    if listed is None:
        return None
    key, depth = listed.find(f"{_W}numId"), listed.find(f"{_W}ilvl")
    if key is None:
        return None
    level = depth.get(f"{_W}val", "0") if depth is not None else "0"
    return key.get(f"{_W}val", ""), int(level) if level.isdigit() else 0


def _number(paragraph: Any, styles: Styles, numbering: Numbering) -> str:
    """Return the number Word draws before a paragraph, with a blank after digits."""
    properties = paragraph.find(f"{_W}pPr")
    listed = _list_of(properties)
    if listed is None and properties is not None:
        style = properties.find(f"{_W}pStyle")
        listed = styles.lists.get(style.get(f"{_W}val", "")) if style is not None else None
    if listed is None:
        return ""
    number = numbering.next(*listed)
    return f"{number} " if number[-1:].isdigit() else number


def _walk(parent: Any, lines: list[Line], styles: Styles, numbering: Numbering) -> None:
    for child in parent:
        if len(lines) > MAX_LINES:
            raise UnreadableDocument("too_large")
        if child.tag == f"{_W}p":
            number = len(lines) + 1
            text = tidy(_text(child))
            if text:
                text = _number(child, styles, numbering) + text
            lines.append(Line(number, text, heading=_heading(child, styles)))
        elif child.tag == f"{_W}tbl":
            _table(child, lines)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"):
            _walk(child, lines, styles, numbering)


def _table(table: Any, lines: list[Line]) -> None:
    above: dict[int, str] = {}
    for row in table.findall(f"{_W}tr"):
        found = row.findall(f"{_W}tc")
        words: list[str] = []
        cells: list[str] = []
        for cell in found:
            text = tidy(" ".join(filter(None, (_text(p).strip() for p in cell.iter(f"{_W}p")))))
            if _goes_on(cell):
                text = text or above.get(len(cells), "")
            above[len(cells)] = text
            words.append(text)
            cells += [text, *[""] * (_span(cell) - 1)]
        if len(words) == 1:
            lines.append(Line(len(lines) + 1, words[0]))
        elif any(words):
            lines.append(Line(len(lines) + 1, " | ".join(words), cells=tuple(cells)))


def _goes_on(cell: Any) -> bool:
    """Whether a cell is joined with the one above it, whose words it holds too."""
    joined = cell.find(f"{_W}tcPr/{_W}vMerge")
    return joined is not None and joined.get(f"{_W}val", "continue") == "continue"


def _span(cell: Any) -> int:
    """Return over how many columns a cell reaches."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = span.get(f"{_W}val", "1") if span is not None else "1"
    return int(value) if value.isdigit() and 0 < int(value) < 64 else 1


def _heading(paragraph: Any, styles: Styles) -> int:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return 0
    outline = properties.find(f"{_W}outlineLvl")
    if outline is not None and outline.get(f"{_W}val", "9") in OUTLINES:
        return int(outline.get(f"{_W}val", "")) + 1
    style = properties.find(f"{_W}pStyle")
    return styles.headings.get(style.get(f"{_W}val", ""), 0) if style is not None else 0


def _text(paragraph: Any) -> str:
    """Return the words of a paragraph; deleted words and field codes are left out."""
    found = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            found.append(node.text or "")
        elif node.tag == f"{_W}noBreakHyphen":
            found.append("-")
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            found.append(" ")
    return "".join(found)
