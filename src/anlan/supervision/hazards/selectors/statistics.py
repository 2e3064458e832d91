"""Stock, increment, clearance of hazards, by every cut at once.

All figures of a period come from one pass over one set of rows: what counted before the end of the
period and was not crossed off before its beginning. Each row is either stock at the beginning or
found in the period, and either crossed off in the period or stock at its end; so that

    stock before + found = crossed off + stock after

holds for every cell, and the cells of every cut add up to the same total. Nothing is kept beside
the hazards themselves: the rows are read from the index ``hazard_counted`` alone. (Measured with a
million hazards: README, “Figures”.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.policy import visible
from anlan.supervision.hazards.choices import CauseFamily, HazardLevel, HazardSource
from anlan.supervision.hazards.constants import AGE_EDGES_DAYS
from anlan.supervision.hazards.models import Hazard, HazardCategory

#: Cut → expression over the rows that are read.
CUTS: dict[str, str] = {
    "township": "left(region_id, 9)",
    "sector": "sector_id",
    "source": "source",
    "category": "category_id",
    "level": "level",
    "department": "department_id",
}
#: Cuts that are shown, in their order; ``cause`` is folded from ``category``.
SHOWN = ("level", "township", "sector", "department", "source", "cause", "category")
AGES = (*AGE_EDGES_DAYS, None)


@dataclass(slots=True)
class Figures:
    """The figures of one cell."""

    stock_before: int = 0
    opened: int = 0
    closed: int = 0
    stock_after: int = 0
    overdue: int = 0
    on_time: int = 0
    recurrent: int = 0
    ages: list[int] = field(default_factory=lambda: [0] * len(AGES))

    @property
    def rectification_rate(self) -> float | None:
        """Crossed off / (stock before + found); None when there was nothing to do."""
        base = self.stock_before + self.opened
        return self.closed / base if base else None

    @property
    def on_time_rate(self) -> float | None:
        """Rectified in time / crossed off; None when nothing was crossed off."""
        return self.on_time / self.closed if self.closed else None

    @property
    def recurrence_rate(self) -> float | None:
        """Came back within a year / found; None when nothing was found."""
        return self.recurrent / self.opened if self.opened else None

    def add(self, other: Figures) -> None:
        """Add another cell to this one."""
        for one in fields(self):
            if one.name != "ages":
                setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        self.ages = [a + b for a, b in zip(self.ages, other.ages, strict=True)]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a cut: key, words, figures."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures of a period in one's area."""

    begin: date
    end: date  # the first day after the period
    total: Figures
    cuts: Mapping[str, list[Line]]


def _rows(rows: QuerySet[Hazard], begin: date, end: date) -> tuple[str, list[Any]] | None:
    """Return the statement that reads the rows of a period, in two scans of one index."""
    columns = (
        "region_id",
        "sector_id",
        "source",
        "category_id",
        "level",
        "department_id",
        "counted_on",
        "closed_on",
        "due_on",
        "is_on_time",
        "is_recurrent",
    )
    counted = rows.order_by().filter(counted_on__isnull=False, counted_on__lt=end)
    parts: list[str] = []
    params: list[Any] = []
    for part in (counted.filter(closed_on__isnull=True), counted.filter(closed_on__gte=begin)):
        try:
            statement, values = part.values_list(*columns).query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(statement)
        params += values
    if not parts:
        return None
    return f"({' UNION ALL '.join(parts)}) AS counted ({', '.join(columns)})", params


def _measures(begin: date, end: date) -> tuple[str, list[Any]]:
    # A period that still runs is judged as of today.
    as_of = min(end, clock.today())
    after = "(closed_on IS NULL OR closed_on >= %s)"
    parts: list[tuple[str, list[Any]]] = [
        ("count(*) FILTER (WHERE counted_on < %s)", [begin]),
        ("count(*) FILTER (WHERE counted_on >= %s)", [begin]),
        ("count(*) FILTER (WHERE closed_on < %s)", [end]),
        (f"count(*) FILTER (WHERE {after})", [end]),
        (f"count(*) FILTER (WHERE {after} AND due_on < %s)", [end, as_of]),
        ("count(*) FILTER (WHERE closed_on < %s AND is_on_time)", [end]),
        ("count(*) FILTER (WHERE counted_on >= %s AND is_recurrent)", [begin]),
    ]
    lower: int | None = None
    for upper in AGES:
        condition = [after]
        values: list[Any] = [end]
        if lower is not None:
            condition.append("%s - counted_on > %s")
            values += [as_of, lower]
        if upper is not None:
            condition.append("%s - counted_on <= %s")
            values += [as_of, upper]
        parts.append((f"count(*) FILTER (WHERE {' AND '.join(condition)})", values))
        lower = upper
    return ", ".join(text for text, _v in parts), [v for _t, values in parts for v in values]


def _figures(values: Iterable[int]) -> Figures:
    before, opened, closed, after, overdue, on_time, recurrent, *ages = values
    return Figures(before, opened, closed, after, overdue, on_time, recurrent, ages)


Cells = dict[tuple[str | None, ...], Figures]


def count_cells(
    rows: QuerySet[Hazard], begin: date, end: date, sets: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], Cells]:
    """Return the figures of several groupings in one statement."""
    wanted = list(sets)
    found: dict[tuple[str, ...], Cells] = {one: {} for one in wanted}
    source = _rows(rows, begin, end)
    if source is None:
        return found
    names = list(dict.fromkeys(name for one in wanted for name in one))
    measures, measure_values = _measures(begin, end)
    groups = ", ".join(f"({', '.join(CUTS[n] for n in one)})" for one in wanted)
    keys = "".join(f"({CUTS[n]})::text, " for n in names)
    bits = f"GROUPING({', '.join(CUTS[n] for n in names)}), " if names else "0, "
    # Only names from CUTS are written into the statement; values stay parameters.
    sql = f"SELECT {keys}{bits}{measures} FROM {source[0]} GROUP BY GROUPING SETS ({groups})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*measure_values, *source[1]])
        for row in cursor.fetchall():
            mask, numbers = row[len(names)], row[len(names) + 1 :]
            present = tuple(
                n for i, n in enumerate(names) if not mask & (1 << (len(names) - 1 - i))
            )
            one = next(w for w in wanted if set(w) == set(present))
            by_name = dict(zip(names, row[: len(names)], strict=True))
            found[one][tuple(by_name[n] for n in one)] = _figures(numbers)
    return found


def compute(
    actor: Actor,
    begin: date,
    end: date,
    *,
    rows: QuerySet[Hazard] | None = None,
    is_major_only: bool = False,
) -> Statistics:
    """Return the figures of a period [begin, end) of what the actor sees, by every cut."""
    base = visible(Hazard, actor) if rows is None else rows
    if is_major_only:
        base = base.filter(level=HazardLevel.MAJOR)
    cells = count_cells(base, begin, end, [(), *((name,) for name in CUTS)])
    total = cells[()].get((), Figures())
    cuts: dict[str, list[Line]] = {}
    for name in CUTS:
        by_key = {key[0] or "": figures for key, figures in cells[(name,)].items()}
        cuts[name] = lines(name, by_key)
    cuts["cause"] = _fold_causes(cuts["category"])
    return Statistics(begin, end, total, {name: cuts[name] for name in SHOWN})


def _fold_causes(categories: list[Line]) -> list[Line]:
    families = dict(HazardCategory.objects.values_list("code", "family"))
    by_family: dict[str, Figures] = {}
    for line in categories:
        by_family.setdefault(families.get(line.key, ""), Figures()).add(line.figures)
    return lines("cause", by_family)


def lines(cut: str, by_key: Mapping[str, Figures]) -> list[Line]:
    """Return the rows of a cut with their words, in the order they are read."""
    words = words_of(cut, list(by_key))
    order = {key: index for index, key in enumerate(words)}
    keys = sorted(by_key, key=lambda key: (key == "", order.get(key, len(order)), key))
    return [Line(key, str(words.get(key, key) or _("not stated")), by_key[key]) for key in keys]


def words_of(cut: str, keys: list[str]) -> Mapping[str, Message]:
    """Return the words of the keys of a cut."""
    named = [key for key in keys if key]
    if cut == "level":
        return {str(value): label for value, label in HazardLevel.choices}
    if cut == "source":
        return dict(HazardSource.choices)
    if cut == "cause":
        return dict(CauseFamily.choices)
    if cut == "category":
        return dict(HazardCategory.objects.values_list("code", "name"))
    if cut == "township":
        regions = apps.get_model("regions.Region")._default_manager
        rows = regions.filter(code__in=[f"{key}000" for key in named]).order_by("code")
        return {code[:9]: name for code, name in rows.values_list("code", "name")}
    if cut == "sector":
        sectors = apps.get_model("enterprises.Sector")._default_manager
        return dict(sectors.filter(code__in=named).values_list("code", "name"))
    offices: Any = apps.get_model("organisations.Organisation")._default_manager
    found = offices.filter(pk__in=named).order_by("code")
    return {
        str(pk): short or name for pk, short, name in found.values_list("pk", "short_name", "name")
    }
