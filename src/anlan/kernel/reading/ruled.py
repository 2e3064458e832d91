"""Ruled tables of a PDF file: lines and thin rectangles make cells, cells make rows.

To look for them takes up to a minute and would hold up whatever else a process does meanwhile, so
``find_ruled_apart`` lets another one do it (``python -m anlan.kernel.reading.ruled FILE``).
"""

from __future__ import annotations

import io
import json
import logging
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anlan.kernel.reading.radicals import without_radicals
from anlan.kernel.reading.word import UnreadableDocument

if TYPE_CHECKING:
    from pdfplumber.page import Page

#: Limits: pages looked at; strokes of a page, above which it is a drawing; bytes of its content;
#: strokes of the smallest table.
MAX_PAGES, MAX_STROKES, MAX_CONTENT, MIN_STROKES = 150, 4_000, 8 * 2**20, 4
#: What looking for tables may take of time [s] and memory [bytes]; nobody waits for it longer.
LONGEST_S, MAX_MEMORY = 120, 3 * 2**30
_STROKE = re.compile(rb"\s(?:re|l|c)\s")
#: How far, in points, two rules may be apart to be one; the widest margin inside a cell.
_NEAR, _MARGIN = 3.0, 20.0
#: What a line break leaves together: opening marks and signs with what follows, stops with what
#: stands before them.
_TOKEN = re.compile(
    r"[（《【(\[<≥≤＜＞+#—~/-]*(?:[A-Za-z0-9.]+|.)(?:[，。；：、）》”’】！？,.;:)\]%‰]|[“‘].?)*"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One printed line inside a cell: its words, and whether a wider cell would hold more."""

    text: str
    size: float
    #: Room left on the line, in points.
    left_over: float


@dataclass(slots=True)
class Box:
    """One cell, over how many columns and rows it reaches, and its printed lines."""

    across: int = 1
    down: int = 1
    pieces: list[Piece] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The words of the cell: wrapped lines as one, lines ended on purpose parted by a blank."""
        return self.joined()

    def joined(self, parts: Callable[[str, str], bool] = lambda _before, _after: False) -> str:
        """The words of the cell; ``parts`` knows of two lines that they are two entries."""
        found = ""
        last: Piece | None = None
        for piece in self.pieces:
            if last is not None:
                found += " " if parts(last.text, piece.text) else _between(last, piece)
            found += piece.text
            last = piece
        return found


@dataclass(slots=True)
class Ruled:
    """A table: where it stands on its page, the width of its columns, its rows.

    ``rows[row][column]`` is the same box in all places a joined cell reaches over.
    """

    top: float
    bottom: float
    left: float
    right: float
    widths: tuple[float, ...]
    rows: list[list[Box]]
    #: Whether words stand to the left or right of it.
    has_beside: bool = False


def find_ruled(content: bytes) -> dict[int, list[Ruled]]:
    """Return the ruled tables by page, from one; nothing where the file cannot be looked into."""
    import pdfplumber  # only where a PDF file is read

    # It tells of every flaw of a font, hundreds of times a page.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    found: dict[int, list[Ruled]] = {}
    # A damaged or hostile file fails anywhere in the parser; its text remains.
    with suppress(Exception), pdfplumber.open(io.BytesIO(content)) as book:
        for page in book.pages[:MAX_PAGES]:
            with suppress(Exception):
                tables = _of_page(page) if _may_hold(page) else []
                if tables:
                    found[page.page_number] = tables
            page.close()
    return found


def find_ruled_apart(path: str) -> dict[int, list[Ruled]]:
    """Return what ``find_ruled`` finds in a file, looked for by a process of its own.

    Raises ``UnreadableDocument``: ``takes_too_long``. A process that dies has found nothing.
    """
    command = [sys.executable, "-m", "anlan.kernel.reading.ruled", path]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableDocument("takes_too_long") from None
    return _unpacked(json.loads(done.stdout)) if done.returncode == 0 else {}


def _packed(pages: dict[int, list[Ruled]]) -> dict[int, list[dict[str, Any]]]:
    """Tables as plain values; a cell is named by its place among the cells of its table."""

    def plain(table: Ruled) -> dict[str, Any]:
        boxes: dict[int, Box] = {id(box): box for row in table.rows for box in row}
        places = {key: place for place, key in enumerate(boxes)}
        values = {name: getattr(table, name) for name in _SIMPLE}
        return values | {
            "boxes": [astuple(box) for box in boxes.values()],
            "rows": [[places[id(box)] for box in row] for row in table.rows],
        }

    return {page: [plain(table) for table in tables] for page, tables in pages.items()}


def _unpacked(pages: dict[str, list[dict[str, Any]]]) -> dict[int, list[Ruled]]:
    def table(values: dict[str, Any]) -> Ruled:
        boxes = [
            Box(across, down, [Piece(*piece) for piece in pieces])
            for across, down, pieces in values.pop("boxes")
        ]
        rows = [[boxes[place] for place in row] for row in values.pop("rows")]
        return Ruled(**{**values, "widths": tuple(values["widths"])}, rows=rows)

    return {int(page): [table(one) for one in tables] for page, tables in pages.items()}


_SIMPLE = ("top", "bottom", "left", "right", "widths", "has_beside")


def _may_hold(page: Page) -> bool:
    """Whether a page draws enough for a table and not so much that it is a map or a plan."""
    strokes = size = 0
    for stream in page.page_obj.contents:
        drawn = getattr(stream, "resolve", lambda stream=stream: stream)()
        data = drawn.get_data()
        size += len(data)
        if size > MAX_CONTENT:
            return False
        strokes += len(_STROKE.findall(data))
    # Programs that print through a driver put the page into a form of its own.
    forms = page.page_obj.resources.get("XObject") if strokes < MIN_STROKES else None
    return MIN_STROKES <= strokes <= MAX_STROKES or bool(forms)


def _of_page(page: Page) -> list[Ruled]:
    from pdfplumber.table import merge_edges

    rules = page.filter(_is_no_shading)
    if len(rules.edges) > 4 * MAX_STROKES:
        return []
    whole = merge_edges(rules.edges, _NEAR, _NEAR, _NEAR, _NEAR)
    ends = _open_ends(whole)
    settings: dict[str, Any] = {
        "explicit_horizontal_lines": ends,
        "explicit_vertical_lines": _open_sides(whole + ends),
    }
    found = []
    for table in rules.find_tables(settings):
        ruled = _grid([cell for cell in table.cells if cell], page.chars)
        if ruled is not None:
            found.append(ruled)
    found.sort(key=lambda one: (one.top, one.left))
    outer = [
        one
        for one in found
        if not any(other is not one and _is_inside(one, other) for other in found)
    ]
    for one in outer:
        one.has_beside = any(
            one.top < (char["top"] + char["bottom"]) / 2 < one.bottom
            and not char["text"].isspace()
            and not any(table.left <= char["x0"] <= table.right for table in outer)
            for char in page.chars
        )
    return outer


def _is_no_shading(thing: dict[str, Any]) -> bool:
    """A filled area without a border is the shade of a cell or of words, no rule."""
    return not (
        thing["object_type"] in ("rect", "curve")
        and not thing.get("stroke")
        and thing["width"] > _NEAR
        and thing["height"] > _NEAR
    )


def _is_inside(one: Ruled, other: Ruled) -> bool:
    return (
        other.top - 1 <= one.top
        and one.bottom <= other.bottom + 1
        and other.left - 1 <= one.left
        and one.right <= other.right + 1
    )


def _open_ends(whole: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rules lacking where the end of a page cuts a row: uprights end at nothing."""
    # The foot of an upright drawn as a thin rectangle is no rule.
    level = [e for e in whole if e["orientation"] == "h" and e["x1"] - e["x0"] > 3 * _NEAR]
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for edge in whole:
        for end in ("top", "bottom") if edge["orientation"] == "v" else ():
            if not any(
                abs(one["top"] - edge[end]) <= _NEAR
                and one["x0"] - _NEAR <= edge["x0"] <= one["x1"] + _NEAR
                for one in level
            ):
                found.setdefault((end, round(edge[end])), []).append(edge)
    ends = []
    for (end, _at), edges in found.items():
        touched = [
            one
            for one in level
            if any(
                edge["top"] - _NEAR <= one["top"] <= edge["bottom"] + _NEAR
                and one["x0"] - _NEAR <= edge["x0"] <= one["x1"] + _NEAR
                for edge in edges
            )
        ]
        if len(edges) < 2 or not touched:
            continue
        x0, x1 = min(one["x0"] for one in touched), max(one["x1"] for one in touched)
        rule = {"object_type": "line", "orientation": "h", "x0": x0, "x1": x1, "width": x1 - x0}
        rule |= {"top": edges[0][end], "bottom": edges[0][end], "height": 0}
        ends.append({**touched[0], **rule})
    return ends


def _open_sides(whole: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rules a table without left and right borders lacks, row by row."""
    upright = [edge for edge in whole if edge["orientation"] == "v"]
    runs: list[list[dict[str, Any]]] = []
    for edge in sorted(whole, key=lambda one: one["top"]):
        if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > 100:
            run = next((one for one in runs if _same_span(one[0], edge)), None)
            if run is None:
                runs.append([edge])
            else:
                run.append(edge)
    sides = []
    for run in runs:
        for upper, lower in zip(run, run[1:], strict=False):
            x0, x1, top, bottom = upper["x0"], upper["x1"], upper["top"], lower["top"]
            # Rows, not two frames one above the other: a rule inside parts their columns.
            is_row = any(
                x0 + _NEAR < one["x0"] < x1 - _NEAR
                and one["top"] <= top + _NEAR
                and one["bottom"] >= bottom - _NEAR
                for one in upright
            )
            for x in (x0, x1) if is_row else ():
                side = {"object_type": "line", "orientation": "v", "x0": x, "x1": x, "width": 0}
                side |= {"top": top, "bottom": bottom, "height": bottom - top}
                sides.append({**upper, **side})
    return sides


def _same_span(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(abs(float(one[side]) - float(other[side])) <= _NEAR for side in ("x0", "x1"))


def _grid(
    cells: Sequence[tuple[float, float, float, float]], chars: Sequence[dict[str, Any]]
) -> Ruled | None:
    """Put cells into rows and columns; one row or one column alone is a frame, no table."""
    across = _rules(value for cell in cells for value in (cell[0], cell[2]))
    down = _rules(value for cell in cells for value in (cell[1], cell[3]))
    width, height = len(across) - 1, len(down) - 1
    if width < 2 or width * height < 3:
        return None
    grid: list[list[Box | None]] = [[None] * width for _row in range(height)]
    boxes: list[tuple[tuple[float, float, float, float], Box]] = []
    for cell in sorted(cells, key=lambda one: (one[1], one[0])):
        left, right = _place(across, cell[0]), _place(across, cell[2])
        top, bottom = _place(down, cell[1]), _place(down, cell[3])
        box = Box(right - left, bottom - top)
        boxes.append((cell, box))
        for row in range(top, bottom):
            for column in range(left, right):
                grid[row][column] = grid[row][column] or box
    inside = [
        one
        for one in chars
        if across[0] < (one["x0"] + one["x1"]) / 2 < across[-1]
        and down[0] < (one["top"] + one["bottom"]) / 2 < down[-1]
    ]
    if sum(not one.get("upright", True) for one in inside) * 2 > len(inside):
        return None  # printed across the page: the order of its rows is not known
    held = [
        (cell, box, [one for one in inside if _holds(cell, one) and not one["text"].isspace()])
        for cell, box in boxes
    ]
    margin = min((one["x0"] - cell[0] for cell, _box, found in held for one in found), default=0.0)
    for cell, box, found in held:
        box.pieces = _pieces(cell, found, min(max(margin, 0.0), _MARGIN))
    return Ruled(
        top=down[0],
        bottom=down[-1],
        left=across[0],
        right=across[-1],
        widths=tuple(b - a for a, b in zip(across, across[1:], strict=False)),
        rows=[[box or Box() for box in row] for row in grid],
    )


def _rules(values: Iterable[float]) -> list[float]:
    """Return where the rules are; those close together are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _place(rules: Sequence[float], value: float) -> int:
    return min(range(len(rules)), key=lambda at: abs(rules[at] - value))


def _holds(cell: tuple[float, float, float, float], one: dict[str, Any]) -> bool:
    x, y = float(one["x0"] + one["x1"]) / 2, float(one["top"] + one["bottom"]) / 2
    return cell[0] <= x < cell[2] and cell[1] <= y < cell[3]


def _pieces(
    cell: tuple[float, float, float, float], chars: Sequence[dict[str, Any]], margin: float
) -> list[Piece]:
    """Return the printed lines of a cell from top to bottom."""
    lines: list[list[dict[str, Any]]] = []
    for one in sorted(chars, key=lambda char: (char["top"], char["x0"])):
        line = max(lines[-3:], key=lambda line: _overlap(line[0], one), default=None)
        if line is not None and _overlap(line[0], one) >= 0.5:
            line.append(one)
        else:
            lines.append([one])
    found = []
    for line in lines:
        line.sort(key=lambda char: char["x0"])
        text, last = "", line[0]
        for one in line:
            gap, size = one["x0"] - last["x1"], max(one["size"], 1.0)
            if one is not last and one["text"] == last["text"] and gap < -0.7 * one["width"]:
                continue  # printed twice for bold type
            wide = 0.8 if one["text"] not in "，。；：、）》”" else 2.0
            text += " " * (gap > wide * size or (gap > 0.15 * size and _are_latin(text, one)))
            text += without_radicals(one["text"])
            last = one
        begin, end = line[0]["x0"], line[-1]["x1"]
        left_over = min(cell[2] - margin - end, cell[2] - cell[0] - 2 * margin - (end - begin))
        found.append(Piece(text, max(one["size"] for one in line), left_over))
    return found


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Which share of the lower of two characters stands beside the other."""
    common = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return float(common / max(min(one["height"], other["height"]), 0.1))


def _are_latin(text: str, one: dict[str, Any]) -> bool:
    return text[-1:].isascii() and text[-1:].isalpha() and one["text"].isascii()


def _between(before: Piece, after: Piece) -> str:
    """Nothing between lines that were wrapped, a blank where a line was ended on purpose."""
    first = _TOKEN.match(after.text)
    token = first.group() if first is not None else after.text
    need = sum(0.5 if character.isascii() else 1.0 for character in token) * after.size
    # Half a character more: stops are set narrower and lines are stretched.
    if before.text[-1] in "，、" or before.left_over < need + after.size / 2:
        are_words = before.text[-1].isascii() and before.text[-1].isalpha()
        return " " if are_words and after.text[0].isascii() and after.text[0].isalpha() else ""
    return " "


def _main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    json.dump(_packed(find_ruled(Path(path).read_bytes())), sys.stdout)


if __name__ == "__main__":
    _main(sys.argv[1])
