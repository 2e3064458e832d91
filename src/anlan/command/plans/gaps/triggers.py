"""Levels and triggers: can each be reached, do they follow each other, are figures possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.command.plans.choices import Comparison, Fact
from anlan.command.plans.gaps.findings import ERROR, WARNING, Gap
from anlan.command.plans.models import PlanLevel, PlanTrigger

#: Facts whose values are one of the four official levels or grades.
FOUR = (Fact.GRADE, Fact.ALARM_LEVEL, Fact.ENTERPRISE_RISK, Fact.WARNING_LEVEL)
YES_OR_NO = (Fact.IS_TOXIC, Fact.IS_FLAMMABLE)

Clause = tuple[PlanTrigger, ...]


def check(levels: Sequence[PlanLevel]) -> Iterator[Gap]:
    """Yield what is wrong with the levels, gravest level first."""
    clauses = {level.pk: _clauses(level) for level in levels}
    for at, level in enumerate(levels):
        yield from _level(level, clauses[level.pk])
        yield from _reach(level, clauses, levels[:at])


def _clauses(level: PlanLevel) -> list[Clause]:
    found: dict[int, list[PlanTrigger]] = defaultdict(list)
    for trigger in level.triggers.all():
        found[trigger.clause].append(trigger)
    return [tuple(found[number]) for number in sorted(found)]


def _level(level: PlanLevel, clauses: list[Clause]) -> Iterator[Gap]:
    name = level.get_level_display()
    if not level.commander_post.strip():
        yield Gap(
            "no_commander",
            ERROR,
            _("%(level)s: it is not said who commands.") % {"level": name},
            _("Write down the post that commands at this level."),
            "level",
            level.pk,
            str(level.level),
        )
    if not clauses and not level.conditions.strip():
        yield Gap(
            "level_without_condition",
            ERROR,
            _("%(level)s can never be reached: it has no condition.") % {"level": name},
            _("Add a trigger, or take the level out."),
            "level",
            level.pk,
            str(level.level),
        )
    elif not clauses:
        yield Gap(
            "level_by_hand",
            WARNING,
            _("%(level)s has conditions in words only: the platform cannot recommend it.")
            % {"level": name},
            _("Add a trigger over a fact with its figure, or accept that it is started by hand."),
            "level",
            level.pk,
            str(level.level),
        )
    for clause in clauses:
        for trigger in clause:
            yield from _figure(trigger, name)
        yield from _impossible(clause, name)


def _figure(trigger: PlanTrigger, level: str) -> Iterator[Gap]:
    value, fact = trigger.value, trigger.fact
    wrong = ""
    if fact in YES_OR_NO:
        wrong = "" if isinstance(value, bool) else _("yes or no is asked for")
    elif fact != Fact.KIND:
        values = value if isinstance(value, list) else [value]
        if not values or not all(_is_number(v) for v in values):
            wrong = _("a number is asked for")
        elif fact in FOUR and not all(1 <= v <= 4 for v in values):
            wrong = _("levels and grades are 1 to 4")
        elif any(v < 0 for v in values):
            wrong = _("it cannot be below zero")
    if wrong:
        yield Gap(
            "wrong_figure",
            ERROR,
            _("%(level)s: “%(words)s” asks for a figure that cannot be: %(why)s.")
            % {"level": level, "words": trigger.words, "why": wrong},
            _("Correct the value of the trigger."),
            "trigger",
            trigger.pk,
            f"{trigger.level.level}/{trigger.clause}/{fact}",
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _impossible(clause: Clause, level: str) -> Iterator[Gap]:
    for one in clause:
        for other in clause:
            if one.fact == other.fact and one.pk < other.pk and _exclude(one, other):
                yield Gap(
                    "contradiction",
                    ERROR,
                    _("%(level)s: “%(one)s” and “%(other)s” cannot hold together.")
                    % {"level": level, "one": one.words, "other": other.words},
                    _("Give one of them another clause, or correct the figures."),
                    "trigger",
                    one.pk,
                    f"{one.level.level}/{one.clause}/{one.fact}",
                )


def _exclude(one: PlanTrigger, other: PlanTrigger) -> bool:
    low = {t.comparison: t.value for t in (one, other)}
    if low.keys() == {Comparison.AT_LEAST, Comparison.AT_MOST}:
        return bool(low[Comparison.AT_LEAST] > low[Comparison.AT_MOST])
    if low.keys() == {Comparison.EQUALS}:
        return bool(one.value != other.value)
    return False


def _reach(
    level: PlanLevel, clauses: dict[int, list[Clause]], graver: Sequence[PlanLevel]
) -> Iterator[Gap]:
    mine = clauses[level.pk]
    hidden = 0
    for clause in mine:
        shadow = next(
            (
                (above, other)
                for above in graver
                for other in clauses[above.pk]
                if _implies(clause, other)
            ),
            None,
        )
        if shadow is None:
            continue
        hidden += 1
        above, other = shadow
        same = _implies(other, clause)
        words = "、".join(t.words for t in clause)
        yield Gap(
            "same_trigger" if same else "order",
            ERROR if same else WARNING,
            (
                _("%(level)s and %(above)s have the same trigger: %(words)s.")
                if same
                else _("%(level)s: whoever fulfils “%(words)s” is at %(above)s already.")
            )
            % {
                "level": level.get_level_display(),
                "above": above.get_level_display(),
                "words": words,
            },
            _("Let the figures grow from level IV to level I."),
            "trigger",
            clause[0].pk,
            f"{level.level}/{clause[0].clause}",
        )
    if mine and hidden == len(mine):
        yield Gap(
            "never_reached",
            ERROR,
            _("%(level)s can never be reached: every clause already reaches a graver level.")
            % {"level": level.get_level_display()},
            _("Let the figures grow from level IV to level I."),
            "level",
            level.pk,
            str(level.level),
        )


def _implies(clause: Clause, other: Clause) -> bool:
    """Whether facts that fulfil ``clause`` always fulfil ``other``."""
    return all(any(_condition_implies(c, d) for c in clause) for d in other)


def _condition_implies(one: PlanTrigger, other: PlanTrigger) -> bool:
    if one.fact != other.fact:
        return False
    mine, theirs = _values(one), _values(other)
    if other.comparison in (Comparison.EQUALS, Comparison.ONE_OF):
        return one.comparison in (Comparison.EQUALS, Comparison.ONE_OF) and mine <= theirs
    if not all(_is_number(v) for v in mine | theirs):
        return False
    limit = next(iter(theirs))
    if other.comparison == Comparison.AT_LEAST:
        return one.comparison != Comparison.AT_MOST and min(mine) >= limit
    return one.comparison != Comparison.AT_LEAST and max(mine) <= limit


def _values(trigger: PlanTrigger) -> set[Any]:
    return set(trigger.value) if isinstance(trigger.value, list) else {trigger.value}
