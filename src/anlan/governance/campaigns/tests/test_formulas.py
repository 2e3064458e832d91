"""Formulas of computed columns are worked out with decimals and read nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from anlan.governance.campaigns.formulas import FormulaError, read_formula

NAMES = {"found": "found", "隐患数": "found", "fixed": "fixed", "已整改数": "fixed"}


def value(text: str, **row: object) -> Decimal | None:
    cells = {code: None if cell is None else Decimal(str(cell)) for code, cell in row.items()}
    return read_formula(text, NAMES).value(cells)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[fixed] / [found] * 100", "75"),
        ("（[已整改数]＋2）×10", "50"),
        ("合计([隐患数]，[已整改数])", "7"),
        ("average([found], [fixed], 5)", "4"),
        ("[found] - -[fixed]", "7"),
        ("[found] * 50%", "2"),
        ("最大([found], [fixed]) - smallest([found], [fixed])", "1"),
    ],
)
def test_a_formula_is_worked_out(text, expected):
    assert value(text, found=4, fixed=3) == Decimal(expected)


def test_an_empty_cell_or_a_zero_below_gives_nothing():
    assert value("[fixed] / [found]", found=0, fixed=3) is None
    assert value("[fixed] / [found]", found=0, fixed=0) is None
    assert value("[fixed] + [found]", fixed=3) is None
    assert value("sum([fixed], [found])", fixed=3) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[unknown] + 1",
        "[found] +",
        "([found]",
        "[found] [fixed]",
        "__import__('os')",
        "print([found])",
        "[found] ** 9",
        "(" * 30 + "1" + ")" * 30,
        "-" * 60 + "1",
        "1+" * 300 + "1",
        "[found].real",
    ],
)
def test_anything_else_is_refused_in_words(text):
    with pytest.raises(FormulaError):
        read_formula(text, NAMES)


def test_the_columns_a_formula_needs_are_known():
    assert read_formula("[fixed] / [found] + [fixed]", NAMES).columns == ("fixed", "found")
