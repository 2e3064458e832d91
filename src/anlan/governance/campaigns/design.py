"""The design of a report form: its columns and rules, read from what the designer keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from anlan.governance.campaigns.choices import AUTOMATIC, NUMERIC, ColumnKind, RuleKind
from anlan.governance.campaigns.formulas import Formula, FormulaError, read_formula
from anlan.governance.campaigns.sources import find_source
from anlan.kernel.errors import InvalidInput

#: What fits on one sheet.
MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``rolls_up``: its sum over units means something (a share does not)."""

    code: str
    name: str
    kind: str
    unit: str = ""
    is_required: bool = False
    rolls_up: bool = True
    choices: tuple[str, ...] = ()
    formula: str = ""
    source: str = ""
    decimals: int = 0

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.kind in NUMERIC

    @property
    def is_automatic(self) -> bool:
        """Whether nobody types it."""
        return self.kind in AUTOMATIC

    def to_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return {**asdict(self), "choices": list(self.choices)}


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: of a column against numbers, its last value, another column or a sum.

    ``is_strict`` false only remarks; the sheet may be handed in with a word of explanation.
    """

    kind: str
    column: str
    others: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    is_strict: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return {**asdict(self), "others": list(self.others)}


@dataclass(frozen=True)
class Design:
    """Columns and rules of one form."""

    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def by_code(self) -> dict[str, Column]:
        """Columns by code."""
        return {column.code: column for column in self.columns}

    @cached_property
    def formulas(self) -> dict[str, Formula]:
        """Formulas by the code of their column, in the order in which they can be worked out."""
        names = self.names()
        return {
            column.code: read_formula(column.formula, names)
            for column in self.columns
            if column.kind == ColumnKind.FORMULA
        }

    def names(self) -> dict[str, str]:
        """Codes of number columns by name and by code."""
        numbers = [column for column in self.columns if column.is_number]
        return {c.code: c.code for c in numbers} | {c.name: c.code for c in numbers}

    def computed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row with its computed columns worked out, the later from the earlier."""
        found = dict(row)
        for column in self.columns:
            if column.kind == ColumnKind.FORMULA:
                numbers = {k: v for k, v in found.items() if isinstance(v, Decimal)}
                value = self.formulas[column.code].value(numbers)
                found[column.code] = rounded(value, column.decimals)
        return found


def rounded(value: Decimal | None, decimals: int) -> Decimal | None:
    """Round half up to the decimals of a column."""
    if value is None:
        return None
    try:
        return value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    except InvalidOperation:
        return None


def read_design(columns: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]]) -> Design:
    """Return the design that is kept."""
    return Design(
        tuple(
            Column(**{**column, "choices": tuple(column.get("choices", ()))}) for column in columns
        ),
        tuple(Rule(**{**rule, "others": tuple(rule.get("others", ()))}) for rule in rules),
    )


def checked_design(columns: Iterable[Column], rules: Iterable[Rule]) -> Design:
    """Return a design whose every part fits; raises ``InvalidInput`` with what does not."""
    design = Design(tuple(columns), tuple(rules))
    problems = list(_column_problems(design)) or list(_rule_problems(design))
    if problems:
        raise InvalidInput(fields={"columns": " ".join(str(problem) for problem in problems)})
    return design


def _column_problems(design: Design) -> Iterable[str]:
    if not design.columns:
        yield _("A form needs at least one column.")
    if len(design.columns) > MOST_COLUMNS:
        yield _("A form has at most %(n)d columns.") % {"n": MOST_COLUMNS}
    names = [column.name for column in design.columns]
    if len(set(names)) < len(names):
        yield _("Two columns have the same name.")
    before: set[str] = set()
    for column in design.columns:
        where = {"column": column.name}
        if column.kind == ColumnKind.CHOICE and len(column.choices) < 2:
            yield _("“%(column)s”: give at least two choices.") % where
        if column.kind == ColumnKind.PLATFORM and find_source(column.source) is None:
            yield _("“%(column)s”: choose what the platform fills in.") % where
        if column.kind == ColumnKind.FORMULA:
            try:
                needed = read_formula(column.formula, design.names()).columns
            except FormulaError as error:
                yield f"“{column.name}”: {error}"
            else:
                if not set(needed) <= before:
                    yield (
                        _("“%(column)s”: a formula uses number columns that stand before it.")
                        % where
                    )
        if column.is_number:
            before.add(column.code)


def _rule_problems(design: Design) -> Iterable[str]:
    numbers = {column.code for column in design.columns if column.is_number}
    for rule in design.rules:
        named = {rule.column, *rule.others}
        if not named <= numbers:
            yield _("A rule names a column that holds no numbers.")
        elif rule.kind == RuleKind.RANGE and not (rule.low or rule.high):
            yield _("A rule “between two numbers” needs a number.")
        elif rule.kind == RuleKind.AT_MOST and len(rule.others) != 1:
            yield _("A rule “at most another column” needs the other column.")
        elif rule.kind == RuleKind.SUM_EQUALS and len(rule.others) < 2:
            yield _("A rule “sum of columns” needs at least two columns.")
