"""Formulas of computed columns: ``[closed] / [found] * 100``, ``sum([a], [b])``.

Numbers, names of columns in square brackets, + - * / ( ) and the functions sum, average, smallest,
largest; Chinese names and full-width signs are read as well. Nothing else is: the text is split
into these words and worked out with decimals, never handed to the interpreter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation

from django.utils.translation import gettext as _

_WIDE = str.maketrans("（）＋－×÷＊／，、【】％", "()+-*/*/,,[]%")
_TOKEN = re.compile(
    r"\s*(?:(?P<column>\[[^\[\]]+\])|(?P<number>\d+(?:\.\d+)?)(?P<percent>%)?"
    r"|(?P<name>[a-z_]+|合计|平均|最小|最大)|(?P<sign>[-+*/(),]))"
)
FUNCTIONS: dict[str, str] = {
    "sum": "sum",
    "合计": "sum",
    "average": "average",
    "平均": "average",
    "smallest": "smallest",
    "最小": "smallest",
    "largest": "largest",
    "最大": "largest",
}
#: Longest formula, and how deep its brackets may stand: more is nothing a clerk can read.
LONGEST, DEEPEST = 400, 20

Value = Decimal | None
Worked = Callable[[Mapping[str, Value]], Value]


class FormulaError(ValueError):
    """A formula that cannot be read; the message says where."""


@dataclass(frozen=True)
class Formula:
    """A formula that was read: the columns it needs and how it is worked out."""

    columns: tuple[str, ...]
    work: Worked

    def value(self, row: Mapping[str, Value]) -> Value:
        """Return the number; None where a column is empty or something is divided by zero."""
        try:
            return self.work(row)
        except (DivisionByZero, InvalidOperation, OverflowError):
            return None


def read_formula(text: str, columns: Mapping[str, str]) -> Formula:
    """Read a formula; ``columns`` maps names and codes to codes. Raises ``FormulaError``."""
    if len(text) > LONGEST:
        raise FormulaError(_("The formula is too long."))
    return _Reader(text.translate(_WIDE), columns).whole()


class _Reader:
    """Recursive descent over the words of one formula."""

    def __init__(self, text: str, columns: Mapping[str, str]) -> None:
        self.columns = columns
        self.used: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.at = 0
        self.depth = 0
        place = 0
        text = text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise FormulaError(
                    _("“%(word)s” cannot be read; column names stand in [ ].")
                    % {"word": text[place : place + 10].strip()}
                )
            kind = match.lastgroup or ""
            kind = "number" if kind == "percent" else kind
            word = match.group(kind)
            if match.group("percent"):
                word = str(Decimal(word) / 100)
            self.words.append((kind, word))
            place = match.end()

    def whole(self) -> Formula:
        if not self.words:
            raise FormulaError(_("The formula is empty."))
        work = self.total()
        if self.at < len(self.words):
            raise FormulaError(
                _("“%(word)s” stands where nothing may follow.") % {"word": self.words[self.at][1]}
            )
        return Formula(tuple(dict.fromkeys(self.used)), work)

    def peek(self) -> str:
        return self.words[self.at][1] if self.at < len(self.words) else ""

    def take(self, wanted: str) -> bool:
        if self.peek() == wanted and self.words[self.at][0] == "sign":
            self.at += 1
            return True
        return False

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise FormulaError(_("“%(sign)s” is missing.") % {"sign": wanted})

    def total(self) -> Worked:
        found = self.product()
        while self.peek() in ("+", "-"):
            found = _pair(self.sign(), found, self.product())
        return found

    def product(self) -> Worked:
        found = self.part()
        while self.peek() in ("*", "/"):
            found = _pair(self.sign(), found, self.part())
        return found

    def sign(self) -> str:
        self.at += 1
        return self.words[self.at - 1][1]

    def part(self) -> Worked:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(_("The brackets stand too deep."))
        try:
            return self.single()
        finally:
            self.depth -= 1

    def single(self) -> Worked:
        if self.take("-"):
            inner = self.part()
            return lambda row: None if (value := inner(row)) is None else -value
        if self.take("("):
            found = self.total()
            self.need(")")
            return found
        if self.at >= len(self.words):
            raise FormulaError(_("The formula ends too early."))
        kind, word = self.words[self.at]
        self.at += 1
        if kind == "number":
            number = Decimal(word)
            return lambda row: number
        if kind == "column":
            return self.column(word[1:-1].strip())
        if kind == "name":
            return self.function(word)
        raise FormulaError(_("“%(word)s” stands where nothing may follow.") % {"word": word})

    def column(self, name: str) -> Worked:
        code = self.columns.get(name)
        if code is None:
            raise FormulaError(_("There is no column “%(name)s”.") % {"name": name})
        self.used.append(code)
        return lambda row: row.get(code)

    def function(self, word: str) -> Worked:
        name = FUNCTIONS.get(word)
        if name is None:
            raise FormulaError(_("“%(word)s” is no function of formulas.") % {"word": word})
        self.need("(")
        parts = [self.total()]
        while self.take(","):
            parts.append(self.total())
        self.need(")")
        return lambda row: _of_many(name, [part(row) for part in parts])


def _pair(sign: str, left: Worked, right: Worked) -> Worked:
    def work(row: Mapping[str, Value]) -> Value:
        first, second = left(row), right(row)
        if first is None or second is None:
            return None
        if sign == "+":
            return first + second
        if sign == "-":
            return first - second
        return first * second if sign == "*" else first / second

    return work


def _of_many(name: str, values: list[Value]) -> Value:
    """Empty cells are left out; None where all are empty."""
    given = [value for value in values if value is not None]
    if not given:
        return None
    if name == "smallest":
        return min(given)
    if name == "largest":
        return max(given)
    total = sum(given, Decimal(0))
    return total / len(given) if name == "average" else total
