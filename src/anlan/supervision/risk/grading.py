"""How open factors change a level: a pure function of the level assessed, factors and rules.

The order in which factors came does not matter; the gravest rule that applies decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RED, BLUE = 1, 4


@dataclass(frozen=True, slots=True)
class Rule:
    """So many open factors of a kind (and severity) raise by levels, or to at least a level."""

    kind: str
    severity: str
    at_least: int
    effect: str  # lift | set
    amount: int
    basis: str = ""

    def level_from(self, base: int) -> int:
        """Return the level that follows for a unit assessed at ``base``; never a lighter one."""
        if self.effect == "set":
            return min(base, self.amount)
        return max(RED, base - self.amount)

    def counts(self, factors: Iterable[tuple[str, str]]) -> int:
        """Return how many of the factors (kind, severity) this rule is about."""
        return sum(
            kind == self.kind and (not self.severity or severity == self.severity)
            for kind, severity in factors
        )


@dataclass(frozen=True, slots=True)
class Grade:
    """A level and the rule that led to it; no rule when the level is as assessed."""

    level: int
    rule: Rule | None
    count: int = 0


def grade(base: int, factors: Sequence[tuple[str, str]], rules: Iterable[Rule]) -> Grade:
    """Return the present level of something assessed at ``base`` under its open factors."""
    best = Grade(base, None)
    for rule in rules:
        count = rule.counts(factors)
        if count >= rule.at_least and (level := rule.level_from(base)) < best.level:
            best = Grade(level, rule, count)
    return best
