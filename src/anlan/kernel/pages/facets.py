"""Facets: the values of a property with how many rows each has, counted in bounded time.

All facets that nothing is chosen in are counted by one query over at most ``COUNT_CAP`` rows, which
also counts the rows of the list; each facet with a choice adds one (its own choice is left out, so
that the other values stay in sight). Where counting stopped the figure reads “1,204+”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from anlan.kernel.errors import Message
from anlan.kernel.pages.pagination import COUNT_CAP, capped_count

#: Values shown before “More”.
SHOWN = 12

Labels = Callable[[Sequence[str]], Mapping[str, Message]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One property to narrow a list by; the URL holds ``name=value``, repeated for several.

    ``field`` is the path (default: the name). ``expression`` groups by something computed, such as
    the township part of a region code; then ``lookup`` names the filter for a chosen value.
    ``labels`` turns values into words where the field has no choices. ``level`` draws level badges.
    """

    name: str
    label: Message
    field: str = ""
    expression: Expression | Combinable | None = None
    lookup: str = ""
    labels: Labels | None = None
    level: bool = False

    def chosen(self, query: QueryDict) -> list[str]:
        """Values chosen in the URL."""
        return [value for value in query.getlist(self.name) if value]

    def condition(self, values: Sequence[str]) -> Q:
        """The filter for the chosen values; any of them matches."""
        path = self.lookup or self.field or self.name
        if not self.lookup:
            return Q(**{f"{path}__in": values})
        found = Q()
        for value in values:
            found |= Q(**{path: value})
        return found

    def source(self) -> Expression | Combinable:
        """What rows are grouped by."""
        return self.expression or F(self.field or self.name)

    def words(self, rows: QuerySet[Any], values: Sequence[str]) -> Mapping[str, Message]:
        """Words for the values: the given labels, else the choices of the field."""
        if self.labels is not None:
            return self.labels(values)
        if self.expression is not None:
            return {}
        field: Any = None
        model: Any = rows.model
        for part in (self.field or self.name).split("__"):
            field = model._meta.get_field(part)
            model = field.related_model
        if field.choices:
            return {str(value): label for value, label in field.flatchoices}
        if field.get_internal_type() == "BooleanField":
            return {"True": _("yes"), "False": _("no")}
        return {}


def narrow(
    rows: QuerySet[Any], facets: Iterable[Facet], query: QueryDict, *, without: str = ""
) -> QuerySet[Any]:
    """Apply the choices of all facets but ``without``."""
    for facet in facets:
        chosen = facet.chosen(query)
        if chosen and facet.name != without:
            try:
                rows = rows.filter(facet.condition(chosen))
            except (ValueError, TypeError):
                return rows.none()
    return rows


def _counts(rows: QuerySet[Any], facets: Sequence[Facet]) -> tuple[dict[str, dict[str, int]], int]:
    """Count the values of several facets, and the rows, in one query that stops past the cap."""
    found: dict[str, dict[str, int]] = {facet.name: {} for facet in facets}
    columns = {f"facet_{index}": facet.source() for index, facet in enumerate(facets)}
    limited = rows.order_by().values(**columns)[: COUNT_CAP + 1]
    try:
        inner, params = limited.query.sql_with_params()
    except EmptyResultSet:
        return found, 0
    names = ", ".join(columns)
    sets = ", ".join(f"({name})" for name in columns)
    # Only our own column aliases are written into the statement; values stay parameters.
    sql = (
        f"SELECT {names}, GROUPING({names}), count(*) "  # noqa: S608
        f"FROM ({inner}) AS limited GROUP BY GROUPING SETS ({sets})"
    )
    total = 0
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for row in cursor.fetchall():
            *values, grouping, count = row
            # GROUPING sets the bit of every column that is not part of the row's group.
            index = next(
                i for i in range(len(facets)) if not grouping & (1 << (len(facets) - 1 - i))
            )
            if index == 0:
                total += count
            if values[index] is not None and values[index] != "":
                found[facets[index].name][str(values[index])] = count
    return found, total


def count_facets(
    rows: QuerySet[Any], facets: Sequence[Facet], query: QueryDict
) -> tuple[list[dict[str, Any]], int]:
    """Return the facets for the page, and how many rows the list has (past the cap: cap + 1).

    ``rows`` is filtered by everything but the facets.
    """
    total = None
    idle = [facet for facet in facets if not facet.chosen(query)]
    counted: dict[str, dict[str, int]] = {}
    capped: dict[str, bool] = {}
    if idle:
        counts, total = _counts(narrow(rows, facets, query), idle)
        counted.update(counts)
        capped.update({facet.name: total > COUNT_CAP for facet in idle})
    for facet in facets:
        if facet not in idle:
            others = narrow(rows, facets, query, without=facet.name)
            counts, seen = _counts(others, [facet])
            capped[facet.name] = seen > COUNT_CAP
            counted.update(counts)
    if total is None:
        total = capped_count(narrow(rows, facets, query))
    described = [
        _describe(facet, rows, counted[facet.name], capped[facet.name], query) for facet in facets
    ]
    return described, total


def _describe(
    facet: Facet, rows: QuerySet[Any], counts: dict[str, int], is_capped: bool, query: QueryDict
) -> dict[str, Any]:
    chosen = facet.chosen(query)
    for value in chosen:
        counts.setdefault(value, 0)
    words = facet.words(rows, list(counts))
    order = {value: index for index, value in enumerate(words)}
    values = sorted(counts, key=lambda v: (order.get(v, len(order)), -counts[v], v))
    if query.get("facet") != facet.name:
        shown = values[:SHOWN] + [v for v in values[SHOWN:] if v in chosen]
    else:
        shown = values
    return {
        "name": facet.name,
        "label": facet.label,
        "choices": [
            {
                "label": words.get(value, value),
                "url": toggle(query, facet.name, value),
                "count": counts[value],
                "count_label": number_format(counts[value], force_grouping=True) + "+"
                if is_capped
                else "",
                "active": value in chosen,
                "level": int(value) if facet.level and value.isdigit() else None,
            }
            for value in shown
        ],
        "clear_url": replaced(query, **{facet.name: None}) if chosen else "",
        "more_url": replaced(query, facet=facet.name) if len(shown) < len(values) else "",
    }


def toggle(query: QueryDict, name: str, value: str) -> str:
    """Return the query string with one value of ``name`` added or taken away."""
    values = query.getlist(name)
    changed = [v for v in values if v != value] if value in values else [*values, value]
    return replaced(query, **{name: changed or None})


def replaced(query: QueryDict, **changes: str | list[str] | None) -> str:
    """Return the query string with some keys set or (None) removed, back on the first page."""
    copy = query.copy()
    copy.pop("page", None)
    for key, value in changes.items():
        if value is None:
            copy.pop(key, None)
        else:
            copy.setlist(key, [value] if isinstance(value, str) else value)
    return f"?{copy.urlencode()}"
