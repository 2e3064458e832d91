"""The linter names file and line; the shipped packs have no faults."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anlan.supervision.ledgers.packs.linter import lint
from anlan.supervision.ledgers.packs.reader import find_packs
from anlan.supervision.ledgers.packs.schema import schema_text
from anlan.supervision.ledgers.packs.sources import SHIPPED, InventoryRow, Sources, read_sources
from anlan.supervision.ledgers.packs.summary import count_all
from anlan.supervision.ledgers.sentences import SENTENCES

TINY = Path(__file__).parent / "packs"


@pytest.fixture
def copy(tmp_path: Path):
    """A copy of the tiny pack to break."""
    root = tmp_path / "packs"
    shutil.copytree(TINY, root)

    def change(file: str, old: str, new: str) -> list[str]:
        path = root / "99-tiny" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [str(fault) for fault in lint(root, sources=Sources()).faults]

    return change


def test_the_shipped_packs_have_no_faults():
    found = lint(SHIPPED)

    assert find_packs(SHIPPED)
    assert [str(fault) for fault in found.faults] == []


def test_the_schema_beside_the_packs_is_the_one_of_the_format():
    assert (SHIPPED / "schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [
        ("ledgers.yaml", "kind: number", "kind: nummer", 12, "cannot be “nummer”"),
        ("ledgers.yaml", "purpose: ", "porpoise: ", 4, "not a word of the format"),
        ("ledgers.yaml", "title: name", "title: nme", 1, "title names no field: nme"),
        ("ledgers.yaml", "since checked_on", "since name", 1, "due names no date field: name"),
        ("ledgers.yaml", "[在用, 已停用]}", "[在用]}", 14, "at least two choices"),
        ("ledgers.yaml", "  kept_by: enterprise", "\tkept_by: enterprise", 5, "is not YAML"),
        ("ledgers.yaml", "code: tanks\n", "code: tanks\n  code: again\n", 2, "stands twice"),
        ("criteria.yaml", "code: 99-tank-01", "code: tank-01", 1, "sub-plan number 99"),
        ("criteria.yaml", "  seen_in: 演示公报第1期\n", "", 6, "where the official text was seen"),
        ("checklists.yaml", "criterion: 99-tank-01", "criterion: 99-x", 5, "no criterion 99-x"),
        ("cadences.yaml", "checklist: daily", "checklist: weekly", 15, "no checklist weekly"),
        ("cadences.yaml", "  period: {every: 1, unit: month}\n", "", 8, "exactly one of period"),
        ("cadences.yaml", "sectors: [demo_school]", "sectors: [hotel]", 6, "not a sector"),
        ("pack.yaml", "ledger:tanks", "ledger:tank", 14, "nothing here is called ledger:tank"),
        ("pack.yaml", "code: 99-tiny", "code: 99-small", 2, "not the name of the folder"),
        ("pack.yaml", "[fuel_station,", "[fuel_stations,", 8, "no sector fuel_stations"),
        ("pack.yaml", "line: 2,", "line: 12,", 17, "not one of the sub-plan's"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_file_and_line(copy, file, old, new, line, words):
    faults = copy(file, old, new)

    assert any(f"99-tiny/{file}:{line}:" in fault and words in fault for fault in faults), faults


def test_a_quote_must_stand_on_its_line(copy):
    lines = ("", "建立演示信息系统", "登记储罐,动态更新")
    assert lint(TINY, sources=Sources(lines)).is_clean

    moved = lint(TINY, sources=Sources(("", "", "建立演示信息系统", "登记储罐,动态更新")))
    gone = lint(TINY, sources=Sources(("", "", "")))

    assert any("but on 3" in str(fault) for fault in moved.faults)
    assert any(
        str(f).endswith("99-tiny/ledgers.yaml:22: “登记储罐,动态更新” does not stand on line 3")
        or "does not stand on line 3" in str(f)
        for f in gone.faults
    )
    assert lint(TINY, sources=Sources()).remarks


def test_every_row_of_the_inventory_has_exactly_one_place(tmp_path):
    rows = {i: InventoryRow(i, "N", "演示") for i in ("S99-1", "S99-2", "S99-3")}
    root = tmp_path / "packs"
    shutil.copytree(TINY, root)
    head = root / "99-tiny" / "pack.yaml"

    found = [str(f) for f in lint(root, sources=Sources((), rows)).faults]
    assert len(found) == 1
    assert "S99-3 演示 has no place" in found[0]

    head.write_text(
        head.read_text("utf-8")
        + "outside_software:\n"
        + "  - {inventory_id: S99-3, name: 演示, reason: 由法规规定}\n"
        + "  - {inventory_id: S99-2, name: 演示, reason: 重复}\n"
        + "  - {inventory_id: S99-9, name: 演示, reason: 没有这一行}\n",
        "utf-8",
    )
    found = [str(f) for f in lint(root, sources=Sources((), rows)).faults]
    assert any("S99-2 has a place already" in fault for fault in found)
    assert any("no row S99-9" in fault for fault in found)


def test_the_counts_are_those_of_the_files():
    found = count_all(lint(TINY, sources=Sources()), Sources())

    assert found["totals"]["ledgers"] == 1
    assert found["totals"]["fields"] == 12
    assert found["totals"]["criteria"] == 2
    assert found["totals"]["criteria_verified"] == 1
    assert found["totals"]["cadences"] == 3


def test_every_row_of_the_real_inventory_of_a_shipped_pack_has_a_place():
    sources = read_sources()
    if not sources.inventory:
        pytest.skip("the inventories are not beside the checkout")
    for pack in count_all(lint(SHIPPED), sources)["packs"]:
        assert pack["inventory_placed"] == pack["inventory_rows"]


def test_every_sentence_of_the_linter_can_be_translated(copy):
    said = {fault.template for fault in lint(TINY / "none", sources=Sources()).faults}
    broken = (
        ("ledgers.yaml", "kind: number", "kind: nummer"),
        ("pack.yaml", "ledger:tanks", "ledger:tank"),
        ("criteria.yaml", "  seen_in: 演示公报第1期\n", ""),
    )
    for file, old, new in broken:
        copy(file, old, new)
    source = "".join(
        (SHIPPED.parent / "src/anlan/supervision/ledgers/packs" / name).read_text("utf-8")
        for name in ("reader.py", "linter.py", "format.py")
    )

    assert said <= set(SENTENCES)
    for sentence in SENTENCES:
        assert sentence[:24] in source, sentence
