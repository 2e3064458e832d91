"""Kinds of protected target (防护目标) and their limits of individual risk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from anlan.decision.consequence.effects.substances import rows
from anlan_science.risk import gb36894_2018
from anlan_science.risk.gb36894_2018 import Target


@dataclass(frozen=True, slots=True)
class TargetRule:
    """One row of the table: a kind of site from a number of people on."""

    kind: str
    least_people: int
    target: Target
    clause: str
    is_verified: bool


@cache
def target_rules() -> tuple[TargetRule, ...]:
    """Return the rows, those of most people first."""
    found = [
        TargetRule(
            row["kind"],
            int(row["least_people"]),
            Target(row["target"]),
            row["clause"],
            row["is_verified"] == "1",
        )
        for row in rows("protected_targets.csv")
    ]
    return tuple(sorted(found, key=lambda rule: (rule.kind, -rule.least_people)))


def rule_of(kind: str, people: int) -> TargetRule:
    """Return the row that holds for a site; an unknown kind counts as another place."""
    known = {rule.kind for rule in target_rules()}
    wanted = kind if kind in known else "other"
    return next(r for r in target_rules() if r.kind == wanted and people >= r.least_people)


def limit_of(target: Target, *, is_in_use: bool) -> float:
    """Return the greatest individual risk of a kind of target [1/year]."""
    return (gb36894_2018.IN_USE if is_in_use else gb36894_2018.NEW)[target]


@cache
def equipment_of(container_kind: str) -> str:
    """Return the row of the leak frequencies of a container; empty where there is none."""
    found = {row["container_kind"]: row["equipment"] for row in rows("vessel_kinds.csv")}
    return found.get(container_kind, "")
