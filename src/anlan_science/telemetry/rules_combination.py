"""Expressions over the states of other rules: written, checked, and evaluated for many at once.

An expression is written with ``and``, ``or``, ``not``, brackets and ``2 of (a, b, c)``, in Chinese
as well as in English words. Its operands are named by the caller; here they are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from anlan_science.telemetry.rules_spec import Edges, RuleKind, RuleSpec, Writes
from anlan_science.telemetry.segments import Bools, Floats, Ints, split

Postfix = tuple[int | str, ...]

_TOKEN = re.compile(
    r"\s*(?:(?P<open>[(（])|(?P<close>[)）])|(?P<comma>[,，、])"
    r"|(?P<operand>\[[^\]]+\])"
    r"|(?P<votes>\d+)\s*(?:of\b|取)"
    r"|(?P<word>and\b|or\b|not\b|且|并且|或|或者|非|不))",
    re.IGNORECASE,
)
_WORDS = {"且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not", "不": "not"}
#: Deepest nesting of an expression; more is no rule that an officer can read.
_DEEPEST = 20


def parse(text: str, operand: Callable[[str], int]) -> Postfix:
    """Turn a written expression into postfix form.

    Parameters
    ----------
    text : str
        E.g. ``[level high] and 2 of ([t1], [t2], [t3])``; operands stand in square brackets. [-]
    operand : callable
        Returns the number of an operand by what stands in its brackets. [-]

    Returns
    -------
    postfix : tuple
        Operand numbers, ``and``, ``or``, ``not``, ``atleast:n:m``. [-]

    Raises
    ------
    ValueError
        Where the expression cannot be read, with the place.

    Examples
    --------
    >>> parse("[a] and ([b] or not [c])", ["a", "b", "c"].index)
    (0, 1, 2, 'not', 'or', 'and')
    >>> parse("2 of ([a], [b], [c])", ["a", "b", "c"].index)
    (0, 1, 2, 'atleast:2:3')
    """
    return _Parser(text, operand).whole()


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str, operand: Callable[[str], int]) -> None:
        self.operand = operand
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"cannot read {text[at : at + 12]!r} at {at + 1}")
            kind = match.lastgroup or ""
            word = match.group(kind)
            if kind == "word":
                kind = _WORDS.get(word, word.lower())
            self.tokens.append((kind, word, at + 1))
            at = match.end()
        self.at = 0
        self.depth = 0
        self.out: list[int | str] = []

    def whole(self) -> Postfix:
        if not self.tokens:
            raise ValueError("nothing is written")
        self._or()
        if self.at < len(self.tokens):
            raise ValueError(f"unexpected {self.tokens[self.at][1]!r} at {self.tokens[self.at][2]}")
        return tuple(self.out)

    def _next(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _take(self, kind: str) -> str:
        if self._next() != kind:
            place = self.tokens[self.at][2] if self.at < len(self.tokens) else "the end"
            raise ValueError(f"{kind} expected at {place}")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _or(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("nested too deeply")
        self._and()
        while self._next() == "or":
            self.at += 1
            self._and()
            self.out.append("or")
        self.depth -= 1

    def _and(self) -> None:
        self._not()
        while self._next() == "and":
            self.at += 1
            self._not()
            self.out.append("and")

    def _not(self) -> None:
        if self._next() != "not":
            return self._atom()
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("nested too deeply")
        self._not()
        self.depth -= 1
        self.out.append("not")

    def _atom(self) -> None:
        kind = self._next()
        if kind == "open":
            self.at += 1
            self._or()
            self._take("close")
        elif kind == "votes":
            self._votes()
        else:
            word = self._take("operand")
            self.out.append(self.operand(word[1:-1].strip()))

    def _votes(self) -> None:
        needed = int(self._take("votes"))
        self._take("open")
        members = 1
        self._or()
        while self._next() == "comma":
            self.at += 1
            self._or()
            members += 1
        self._take("close")
        if not 1 <= needed <= members:
            raise ValueError(f"{needed} of {members} can never be right")
        self.out.append(f"atleast:{needed}:{members}")


def evaluate(postfix: Postfix, states: Bools) -> Bools:
    """Evaluate an expression over rows of operand states.

    Parameters
    ----------
    postfix : tuple
        As ``parse`` returns it. [-]
    states : ndarray of bool, shape (n, operands)
        Whether each operand is on, row by row. [-]

    Returns
    -------
    result : ndarray of bool, shape (n,)
        Whether the expression holds. [-]

    Examples
    --------
    >>> import numpy as np
    >>> evaluate((0, 1, "not", "and"), np.array([[True, False], [True, True]])).tolist()
    [True, False]
    """
    stack: list[Bools] = []
    for item in postfix:
        if isinstance(item, int):
            stack.append(states[:, item])
        elif item == "not":
            stack.append(~stack.pop())
        elif item.startswith("atleast"):
            _name, needed, members = item.split(":")
            several = [stack.pop() for _ in range(int(members))]
            stack.append(np.sum(several, axis=0) >= int(needed))
        else:
            right, left = stack.pop(), stack.pop()
            stack.append(left & right if item == "and" else left | right)
    return stack.pop()


class Combinations:
    """All combination rules of a bank: which rules feed them, and their conditions."""

    def __init__(self, specs: Sequence[RuleSpec]) -> None:
        position = {spec.key: number for number, spec in enumerate(specs)}
        self.rules = np.array(
            [n for n, s in enumerate(specs) if s.kind == RuleKind.COMBINATION], np.int64
        )
        members: list[tuple[int, int]] = []
        #: By expression and number of operands: bank positions, first term of each.
        shapes: dict[tuple[Postfix, int], tuple[list[int], list[int]]] = {}
        self.terms = 0
        owner: list[int] = []
        for number in self.rules.tolist():
            spec = specs[number]
            shape = shapes.setdefault((spec.expression, len(spec.operands)), ([], []))
            shape[0].append(number)
            shape[1].append(self.terms)
            for keys in spec.operands:
                members += [(position[key], self.terms) for key in keys if key in position]
                owner.append(number)
                self.terms += 1
        self.shapes = [
            (postfix, width, np.array(numbers, np.int64), np.array(first, np.int64))
            for (postfix, width), (numbers, first) in shapes.items()
        ]
        pairs = np.array(sorted(members), np.int64).reshape(-1, 2)
        self._member, self._term = pairs[:, 0], pairs[:, 1]
        self._fed = np.bincount(self._member, minlength=len(specs)).astype(np.int64)
        self._first = np.concatenate(([0], np.cumsum(self._fed)))
        self._owner = np.array(owner, np.int64)
        self._shape_of = np.full(len(specs), -1, np.int64)
        self._base_of = np.zeros(len(specs), np.int64)
        for number, (_postfix, _width, rules, first) in enumerate(self.shapes):
            self._shape_of[rules] = number
            self._base_of[rules] = first

    def __len__(self) -> int:
        return len(self.rules)

    def count(self, active: Bools) -> Ints:
        """Return how many rules of each operand are on."""
        return np.bincount(self._term, weights=active[self._member], minlength=self.terms).astype(
            np.int64
        )

    def conditions(self, counts: Ints) -> Bools:
        """Return whether each combination (in the order of ``rules``) holds now."""
        found = np.zeros(len(self._shape_of), np.bool_)
        for postfix, width, rules, first in self.shapes:
            found[rules] = evaluate(postfix, counts[first[:, None] + np.arange(width)] > 0)
        result: Bools = found[self.rules]
        return result

    def follow(self, edges: Edges, counts: Ints, writes: Writes) -> tuple[Ints, Floats, Bools]:
        """Return (rule, time, condition) of combinations at every switch of their operands.

        Rows are sorted by rule, then time; at one moment only the last state counts.
        """
        number = self._fed[edges.rule]
        if not number.any():
            return np.empty(0, np.int64), np.empty(0), np.empty(0, np.bool_)
        row = np.repeat(np.arange(len(edges)), number)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
        term = self._term[self._first[edges.rule[row]] + offset]
        rule, time = self._owner[term], edges.time[row]
        change = np.where(edges.rising[row], 1, -1)
        order = np.lexsort((time, rule))
        rule, time, term, change = rule[order], time[order], term[order], change[order]
        condition = np.zeros(len(rule), np.bool_)
        shape = self._shape_of[rule]
        for kind in np.unique(shape).tolist():
            postfix, width, _rules, _terms = self.shapes[kind]
            rows = np.flatnonzero(shape == kind)
            base = self._base_of[rule[rows]]
            deltas = np.zeros((len(rows), width), np.int64)
            deltas[np.arange(len(rows)), term[rows] - base] = change[rows]
            runs = split(rule[rows])
            total = np.cumsum(deltas, axis=0)
            before = np.where(
                (runs.row_start > 0)[:, None], total[np.maximum(runs.row_start - 1, 0)], 0
            )
            state = total - before + counts[base[:, None] + np.arange(width)]
            condition[rows] = evaluate(postfix, state > 0)
            last = runs.last
            where = (base[last][:, None] + np.arange(width)).ravel()
            writes.append(("operand_count", where, state[last].ravel()))
        final = np.ones(len(rule), np.bool_)
        final[:-1] = (rule[1:] != rule[:-1]) | (time[1:] != time[:-1])
        return rule[final], time[final], condition[final]
