"""Precision and recall on the five documents (where they are at hand) and on our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.governance.planning.reading import Reading
from anlan.governance.planning.tests import inventory, scoring

DOCUMENTATION = Path(__file__).resolve().parents[5] / "docs" / "planning-documents.md"


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    """The five documents, read once."""
    seeds = scoring.find_seeds()
    if len(seeds) < 5:
        pytest.skip("the five planning documents (../shared/seeds) are not at hand")
    return scoring.read_all(seeds)


def test_tasks_and_indicators_reach_the_goals(readings: dict[str, Reading]) -> None:
    tasks, indicators = scoring.measure(readings)
    total = scoring.Score()
    for score in tasks.values():
        total.add(score)
    assert total.count("tasks").noted >= 150
    for name, goal in (("tasks", 0.90), ("lead units", 0.95), ("deadlines", 0.90)):
        count = total.count(name)
        assert count.precision >= goal and count.recall >= goal, (name, total.misses)
    whole = scoring.Score()
    for score in indicators.values():
        whole.add(score)
    count = whole.count("indicators")
    assert count.precision >= 0.95 and count.recall >= 0.95, whole.misses
    assert whole.count("targets").recall >= 0.95, whole.misses


def test_every_document_has_sections_of_both_kinds() -> None:
    sections = scoring.read_sections(scoring.FOLDER / "tasks.txt")
    kinds = {(section.document, section.kind) for section in sections}
    assert kinds == {
        (name, kind)
        for name in ("000", "001", "002", "003", "004")
        for kind in ("development", "held")
    }


def test_documentation_shows_these_figures(readings: dict[str, Reading]) -> None:
    shown = DOCUMENTATION.read_text(encoding="utf-8")
    for row in scoring.table(readings).splitlines():
        assert row in shown, f"run `python -m {scoring.__name__}` and renew {DOCUMENTATION.name}"


def test_every_row_of_the_inventory_is_found_or_explained(readings: dict[str, Reading]) -> None:
    path = inventory.find_inventory()
    if path is None:
        pytest.skip("the inventory (../shared/requirements/indicators.csv) is not at hand")
    explained = {(document, name) for document, name, _reason in inventory.read_explanations()}
    rows = inventory.read_inventory(path)
    lost = [
        f"{row.document}:{row.place} {row.name}"
        for row in rows
        if not inventory.is_found(row, readings[row.document])
        and (row.document, row.name) not in explained
    ]
    assert not lost
    reasons = {reason for _document, _name, reason in inventory.read_explanations()}
    assert reasons == {"background", "no_measure", "scope", "other_words", "inside"}


def test_quotes_stand_at_their_lines(readings: dict[str, Reading]) -> None:
    for name, path in scoring.find_seeds().items():
        lines = path.read_text(encoding="utf-8").split("\n")
        reading = readings[name]
        for item in (*reading.tasks, *reading.indicators, *reading.systems, *reading.doubts):
            assert item.quote in lines[item.line - 1], (name, item.line, item.quote)


def test_plans_in_one_file_are_told_apart(readings: dict[str, Reading]) -> None:
    assert {name: len(reading.plans) for name, reading in readings.items()} == {
        "000": 3,
        "001": 1,
        "002": 3,
        "003": 22,
        "004": 1,
    }
    assert readings["003"].plans[21].title.startswith("通辽经济技术开发区消防安全")


@pytest.mark.parametrize("name", sorted(scoring.find_documents()))
def test_our_own_documents_reach_the_goals(name: str) -> None:
    score = scoring.measure_document(scoring.find_documents()[name])
    for kind, goal in (("tasks", 0.90), ("lead units", 0.95), ("deadlines", 0.90)):
        count = score.count(kind)
        assert count.precision >= goal and count.recall >= goal, (kind, score.misses)
