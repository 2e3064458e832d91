"""Printed targets as five planning documents write them, and what they demand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from anlan.governance.indicators.targets import DOUBTS, read_target

HERE = Path(__file__).parent
TABLE = HERE / "targets.csv"
ANNOTATIONS = HERE.parents[1] / "planning" / "tests" / "annotations" / "indicators.txt"
INVENTORY = Path(__file__).parents[6] / "shared" / "requirements" / "indicators.csv"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def number(text: str) -> float | None:
    return float(text) if text else None


def test_every_noted_target_is_read_as_a_person_read_it():
    wrong = []
    for row in rows_of(TABLE):
        found = read_target(row["target"], unit=row["unit"], name=row["name"])
        got = (found.kind, found.low, found.high, found.percent, found.per, found.doubt)
        wanted = (
            row["kind"],
            number(row["low"]),
            number(row["high"]),
            number(row["percent"]),
            row["per"],
            row["doubt"],
        )
        if got != wanted:
            wrong.append((row["target"], got, wanted))
    assert wrong == []


def test_the_table_holds_every_annotated_indicator():
    known = {row["target"] for row in rows_of(TABLE)}
    noted = [
        line.split("|")[3]
        for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert len(noted) == 70
    assert set(noted) <= known


def test_the_table_holds_every_target_of_the_inventory():
    if not INVENTORY.exists():
        pytest.skip("the inventory of the planning documents lies beside the project only")
    known = {(row["target"], row["unit"]) for row in rows_of(TABLE)}
    listed = [row for row in rows_of(INVENTORY) if row["target"]]
    assert len(listed) > 400
    assert [r["target"] for r in listed if (r["target"], r["unit"]) not in known] == []


def test_what_is_not_understood_is_left_to_a_person_and_says_why():
    doubted = [row for row in rows_of(TABLE) if row["kind"] == "unclear"]
    assert doubted
    assert {row["doubt"] for row in doubted} <= set(DOUBTS)


@pytest.mark.parametrize(
    ("text", "unit", "name", "kind", "low", "high", "percent"),
    [
        ("＜0.01", "人/亿元", "死亡率", "below", None, 0.01, None),
        ("≦5", "", "", "unclear", 5.0, None, None),
        ("下降33%以上", "人/亿元", "死亡率", "down", None, None, 33.0),
        ("下降到0.02以下", "人/亿元", "死亡率", "at_most", None, 0.02, None),
        ("比2020年下降20%", "起", "事故起数", "down", None, None, 20.0),
        ("≥95%", "%", "覆盖率", "at_least", 95.0, None, None),
        ("不低于九成", "%", "覆盖率", "unclear", None, None, None),
        ("提高到80%以上", "%", "达标率", "at_least", 80.0, None, None),
        ("提高5个百分点", "%", "达标率", "unclear", None, None, None),
        ("3-5人", "人", "检查员", "range", 3.0, 5.0, None),
        ("控制在3起以内", "起", "事故起数", "at_most", None, 3.0, None),
        ("零死亡", "人", "死亡人数", "zero", None, 0.0, None),
        ("100", "%", "达标率", "at_least", 100.0, None, None),
        ("", "", "", "unclear", None, None, None),
    ],
)
def test_words_beyond_the_documents(text, unit, name, kind, low, high, percent):
    found = read_target(text, unit=unit, name=name)
    assert (found.kind, found.low, found.high, found.percent) == (kind, low, high, percent)
