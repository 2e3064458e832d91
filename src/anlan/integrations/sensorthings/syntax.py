"""The language of ``$filter`` and ``$orderby``: text to a small tree, never to code.

Grammar (OGC 18-088, 9.3.3.5, a part of OData)::

    either    = both ("or" both)*
    both      = one ("and" one)*
    one       = "not" one | comparison
    comparison= sum (("eq"|"ne"|"gt"|"ge"|"lt"|"le") sum)?
    sum       = product (("add"|"sub") product)*
    product   = value (("mul"|"div"|"mod") value)*
    value     = literal | name "(" either ("," either)* ")" | path | "(" either ")"

Length, depth and the number of terms are bounded before anything is built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from anlan.integrations.sensorthings.constants import (
    MOST_FILTER_CHARS,
    MOST_FILTER_DEPTH,
    MOST_FILTER_TERMS,
)
from anlan.integrations.sensorthings.errors import BadQuery

COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")
SUMS = ("add", "sub")
PRODUCTS = ("mul", "div", "mod")
OPERATORS = frozenset((*COMPARISONS, *SUMS, *PRODUCTS, "and", "or", "not"))
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
_TOKEN = re.compile(
    rf"\s*(?:(?P<geo>geography'[^']*')|(?P<text>'(?:[^']|'')*')|(?P<time>{_TIME})|"
    r"(?P<number>-?\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?)(?![\w])|"
    r"(?P<name>[A-Za-z_@][\w@./]{0,120})|(?P<mark>[(),/]))"
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, a moment, true, false or null."""

    value: Any


@dataclass(frozen=True, slots=True)
class Geometry:
    """A geometry as WKT."""

    wkt: str


@dataclass(frozen=True, slots=True)
class Path:
    """A property, of the entity or of one it is linked to: ``Thing/name``."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function with its arguments."""

    name: str
    arguments: tuple[Node, ...]


Node = Literal | Geometry | Path | Call


class _Reader:
    """Takes tokens one after the other."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        found = self.peek()
        self.at += 1
        return found

    def accept(self, *words: str) -> str:
        kind, word = self.peek()
        if kind in ("name", "mark") and word in words:
            self.at += 1
            return word
        return ""

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise BadQuery(f"'{word}' is missing near '{self.peek()[1]}'")

    def either(self) -> Node:
        self.depth += 1
        if self.depth > MOST_FILTER_DEPTH:
            raise BadQuery("the filter nests too deep")
        left = self._chain("or", self._both)
        self.depth -= 1
        return left

    def _chain(self, word: str, part: Any) -> Node:
        found: list[Node] = [part()]
        while self.accept(word):
            found.append(part())
        return found[0] if len(found) == 1 else Call(word, tuple(found))

    def _both(self) -> Node:
        return self._chain("and", self._one)

    def _one(self) -> Node:
        negations = 0
        while self.accept("not"):
            negations += 1
            if negations > MOST_FILTER_DEPTH:
                raise BadQuery("the filter nests too deep")
        found = self._comparison()
        return Call("not", (found,)) if negations % 2 else found

    def _comparison(self) -> Node:
        left = self._sum()
        word = self.accept(*COMPARISONS)
        return Call(word, (left, self._sum())) if word else left

    def _sum(self) -> Node:
        left = self._product()
        while word := self.accept(*SUMS):
            left = Call(word, (left, self._product()))
        return left

    def _product(self) -> Node:
        left = self._value()
        while word := self.accept(*PRODUCTS):
            left = Call(word, (left, self._value()))
        return left

    def _value(self) -> Node:
        kind, word = self.take()
        if kind == "geo":
            return Geometry(word[len("geography'") : -1])
        if kind == "text":
            return Literal(word[1:-1].replace("''", "'"))
        if kind == "time":
            return Literal(read_moment(word))
        if kind == "number":
            return Literal(float(word) if any(c in word for c in ".eE") else int(word))
        if kind == "mark" and word == "(":
            inner = self.either()
            self.expect(")")
            return inner
        if kind == "name":
            return self._name(word)
        raise BadQuery(f"a value is missing near '{word}'")

    def _name(self, word: str) -> Node:
        if word in ("true", "false", "null"):
            return Literal({"true": True, "false": False, "null": None}[word])
        if word.lower() in OPERATORS:
            raise BadQuery(f"'{word}' stands between two values")
        if not self.accept("("):
            return Path(tuple(word.split("/")))
        arguments: list[Node] = []
        if not self.accept(")"):
            arguments.append(self.either())
            while self.accept(","):
                arguments.append(self.either())
                if len(arguments) > 4:
                    raise BadQuery(f"too many arguments of {word}")
            self.expect(")")
        return Call(word.lower(), tuple(arguments))


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > MOST_FILTER_CHARS:
        raise BadQuery("the filter is too long")
    found: list[tuple[str, str]] = []
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise BadQuery(f"not understood from '{text[at : at + 20]}' on")
        kind = str(match.lastgroup)
        found.append((kind, match.group(kind)))
        at = match.end()
    if len(found) > MOST_FILTER_TERMS * 4:
        raise BadQuery("the filter has too many parts")
    return found


def read_moment(text: str) -> datetime:
    """Read ISO 8601; a moment without zone is one of UTC."""
    from datetime import UTC

    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise BadQuery(f"'{text}' is no time")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def parse_filter(text: str) -> Node:
    """Read a ``$filter``. Raises ``BadQuery``."""
    reader = _Reader(text)
    try:
        found = reader.either()
    except RecursionError:
        raise BadQuery("the filter nests too deep") from None
    if reader.peek()[0] != "end":
        raise BadQuery(f"not understood from '{reader.peek()[1]}' on")
    if _terms(found) > MOST_FILTER_TERMS:
        raise BadQuery("the filter has too many parts")
    return found


def _terms(node: Node) -> int:
    return 1 + sum(map(_terms, node.arguments)) if isinstance(node, Call) else 1


def parse_orderby(text: str) -> list[tuple[Path, bool]]:
    """Read an ``$orderby``: properties and whether each descends."""
    found = []
    for part in text.split(","):
        words = part.split()
        if not 1 <= len(words) <= 2 or (len(words) == 2 and words[1] not in ("asc", "desc")):
            raise BadQuery(f"'{part[:40]}' is no order")
        if not re.fullmatch(r"[A-Za-z_@][\w@./]{0,120}", words[0]):
            raise BadQuery(f"'{words[0][:40]}' is no property")
        found.append((Path(tuple(words[0].split("/"))), words[-1] == "desc"))
    if len(found) > 5:
        raise BadQuery("too many properties to order by")
    return found
