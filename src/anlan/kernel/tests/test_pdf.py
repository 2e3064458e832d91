"""PDF files drawn here line by line: what is a table, what is one row, what stays text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anlan.kernel.reading import ruled
from anlan.kernel.reading.pdf import read_pdf
from anlan.kernel.reading.radicals import without_radicals
from anlan.kernel.reading.ruled import Box, Piece, Ruled, find_ruled, find_ruled_apart
from anlan.kernel.reading.word import UnreadableDocument

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)
COLUMNS = (50, 90, 290, 400)


def words(x: float, y: float, text: str) -> str:
    """Print words, measured from the top of the page."""
    return f"BT /F 10 Tf {x} {800 - y} Td ({text}) Tj ET "


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """Draw a line, measured from the top of the page."""
    return f"{x0} {800 - y0} m {x1} {800 - y1} l S "


def grid(ys: tuple[float, ...], columns: tuple[float, ...] = COLUMNS) -> str:
    """Draw all rules of a table."""
    level = (rule(columns[0], y, columns[-1], y) for y in ys)
    upright = (rule(x, ys[0], x, ys[-1]) for x in columns)
    return "".join([*level, *upright])


def row(y: float, *cells: str) -> str:
    """Print a row, one cell to a column; “|” parts the printed lines of a cell."""
    return "".join(
        words(x + 4, y + 12 * at, line)
        for x, cell in zip(COLUMNS, cells, strict=False)
        for at, line in enumerate(cell.split("|"))
        if line
    )


def pdf(*pages: str) -> bytes:
    """Write a file of pages of 500 by 800 points."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    things = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for at, page in enumerate(pages):
        things.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 800]"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * at} 0 R>>"
        )
        things.append(f"<</Length {len(page)}>>\nstream\n{page}\nendstream")
    body, places = "%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{thing}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(things) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(things) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + end).encode("latin-1")


def rows_of(table: str | Ruled) -> list[list[str]]:
    """Return the words of the cells."""
    assert isinstance(table, Ruled)
    return [[box.words for box in row] for row in table.rows]


def texts(parts: list[str | Ruled]) -> list[str]:
    """Return the texts between the tables."""
    return [part.strip() for part in parts if isinstance(part, str)]


HEAD = row(112, "No", "Work", "Unit")


def test_words_outside_tables_stay_text_and_wrapped_cells_are_one() -> None:
    page = words(50, 60, "Before") + grid((100, 120, 150)) + HEAD
    page += row(132, "1", "first part of a long line that|was wrapped", "Water") + words(
        50, 200, "After"
    )
    above, table, below = read_pdf(pdf(page))
    assert texts([above, below]) == ["Before", "After"]
    assert rows_of(table) == [
        ["No", "Work", "Unit"],
        ["1", "first part of a long line that was wrapped", "Water"],
    ]


def test_a_page_without_rules_is_read_as_its_text() -> None:
    content = pdf(words(50, 60, "One line"), words(50, 60, "Another") + rule(50, 70, 400, 70))
    assert find_ruled(content) == {}
    (text,) = read_pdf(content)
    assert isinstance(text, str) and text.split() == ["One", "line", "Another"]


def test_a_frame_and_a_shaded_line_are_no_tables() -> None:
    frame = grid((100, 200), (50, 400)) + words(60, 150, "Box")
    shade = "0.8 g 50 500 300 20 re f 0 g " + words(60, 288, "Shaded")
    assert find_ruled(pdf(frame + shade + rule(50, 400, 300, 400))) == {}


def test_a_table_goes_on_over_the_page_with_its_head_printed_again() -> None:
    first = grid((100, 120, 150)) + HEAD + row(132, "1", "dig the ditch and", "Water")
    second = grid((100, 120, 150, 180)) + HEAD + row(132, "", "line it", "")
    second += row(162, "2", "plant trees", "Forest")
    pages = [page + words(240, 780, f"- {at} -") for at, page in enumerate((first, second), 1)]
    (table,) = read_pdf(pdf(*pages))
    assert rows_of(table)[1:] == [
        ["1", "dig the ditch and line it", "Water"],
        ["2", "plant trees", "Forest"],
    ]


def test_without_numbers_a_row_goes_on_only_where_a_sentence_does() -> None:
    head = row(112, "Place", "Work", "Unit")
    first = grid((100, 120, 150, 180)) + head + row(132, "East", "dig ditches.", "Water")
    first += row(162, "West", "build a dam and", "Water")
    cut = grid((100, 130)) + row(112, "", "a weir.", "")
    whole = grid((100, 130)) + row(112, "North", "plant trees.", "Forest")
    (table,) = read_pdf(pdf(first, cut))
    assert rows_of(table)[-1] == ["West", "build a dam and a weir.", "Water"]
    (table,) = read_pdf(pdf(first, whole))
    assert len(table.rows) == 4  # type: ignore[union-attr]


def test_joined_cells_hold_for_every_row_and_over_the_end_of_the_page() -> None:
    upright = "".join(rule(x, 100, x, 180) for x in COLUMNS)
    level = "".join(rule(50, y, 400, y) for y in (100, 120, 180)) + rule(50, 150, 290, 150)
    first = upright + level + HEAD + row(132, "1", "a.", "Water") + row(162, "2", "b.")
    second = grid((100, 130)) + row(112, "3", "c.")
    (table,) = read_pdf(pdf(first, second))
    assert [cells[2] for cells in rows_of(table)] == ["Unit", "Water", "Water", "Water"]


def test_sides_and_ends_that_are_not_drawn() -> None:
    inner = "".join(rule(x, 100, x, 190) for x in COLUMNS[1:-1])
    level = "".join(rule(50, y, 400, y) for y in (100, 120, 150))
    page = inner + level + HEAD + row(132, "1", "a.", "Water") + row(162, "2", "b.", "Forest")
    (table,) = read_pdf(pdf(page))
    assert rows_of(table)[1:] == [["1", "a.", "Water"], ["2", "b.", "Forest"]]


def test_words_beside_a_table_are_kept_and_other_tables_are_others() -> None:
    page = grid((100, 120, 150)) + HEAD + row(132, "1", "a.", "Water") + words(430, 132, "Note")
    parts = read_pdf(pdf(page + grid((300, 320, 350), (50, 200, 400)) + words(60, 332, "x")))
    assert texts(parts) == ["Note"] and sum(isinstance(part, Ruled) for part in parts) == 2


def test_lines_of_a_cell_are_parted_where_they_were_ended_on_purpose() -> None:
    full, short = Piece("县应急", 10, 4), Piece("县水利局", 10, 60)
    assert Box(pieces=[full, Piece("管理局", 10, 40)]).words == "县应急管理局"
    assert Box(pieces=[short, Piece("县教育局", 10, 60)]).words == "县水利局 县教育局"
    assert Box(pieces=[full, short]).joined(lambda _before, _after: True) == "县应急 县水利局"


def test_a_damaged_file_has_no_tables() -> None:
    assert find_ruled(b"%PDF-1.4\nnothing") == {}


def test_radicals_become_characters() -> None:
    assert without_radicals("⼈⺠政府⻔⼾") == "人民政府门户"


def test_another_process_finds_the_same(tmp_path: Path) -> None:
    upright = "".join(rule(x, 100, x, 180) for x in COLUMNS)
    level = "".join(rule(50, y, 400, y) for y in (100, 120, 180)) + rule(50, 150, 290, 150)
    joined = upright + level + HEAD + row(132, "1", "a.", "Water") + row(162, "2", "b.")
    content = pdf(joined, words(50, 60, "Nothing"), grid((100, 130)) + HEAD)
    path = tmp_path / "plan.pdf"
    path.write_bytes(content)

    found = find_ruled_apart(str(path))
    assert found == find_ruled(content) and set(found) == {1, 3}
    (table,) = found[1]
    assert table.rows[1][2] is table.rows[2][2], "a joined cell is one cell"


def test_nobody_waits_for_a_file_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruled, "LONGEST_S", 0.01)
    with pytest.raises(UnreadableDocument, match="takes_too_long"):
        read_pdf(pdf(grid((100, 130)) + HEAD))


def test_of_a_process_that_dies_the_text_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruled.sys, "executable", "/bin/false")
    (text,) = read_pdf(pdf(grid((100, 130)) + HEAD))
    assert isinstance(text, str) and "Work" in text
