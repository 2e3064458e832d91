"""Facets: the values of a property with how many rows each has, counted in bounded time.

All facets that nothing is chosen in are counted by one statement over at most ``COUNT_CAP`` rows,
which also counts the list and, when that is not longer, sorts the rows to show. Each facet with a
choice adds one statement (its own choice is left out, so that the other values stay in sight).
Where counting stopped the figure reads “1,204+”.
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
#: Rows looked at for the other values of a facet in which something is chosen.
CHOSEN_CAP = 2_000

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


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the list that is shown: an order of plain paths, and which rows of it."""

    order: tuple[str, ...]
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at the matching rows gave.

    ``total`` stops past the cap. ``keys`` are those of the window, where all matches were seen.
    """

    facets: list[dict[str, Any]]
    total: int
    keys: list[Any] | None = None


def _look(
    rows: QuerySet[Any], facets: Sequence[Facet], cap: int, window: Window | None = None
) -> tuple[dict[str, dict[str, int]], int, list[Any]]:
    """Count the values of several facets and the rows, and sort the window, in one statement.

    The matches are found once, at most ``cap + 1`` of them, and looked at from both sides.
    """
    found: dict[str, dict[str, int]] = {facet.name: {} for facet in facets}
    columns: dict[str, Any] = {f"facet_{i}": facet.source() for i, facet in enumerate(facets)}
    names, sets = ", ".join(columns), ", ".join(f"({name})" for name in columns)
    if window is not None:
        columns["key_pk"] = F("pk")
        columns.update({f"sort_{i}": F(p.lstrip("-")) for i, p in enumerate(window.order)})
    matches = rows.order_by().values(**columns)[: cap + 1]
    try:
        inner, params = matches.query.sql_with_params()
    except EmptyResultSet:
        return found, 0, []
    # Only our own column aliases are written into the statement; values stay parameters.
    values = ", ".join(f"facet_{i}::text" for i in range(len(facets)))
    sql = (
        f"WITH matches AS MATERIALIZED ({inner}) SELECT {values}, GROUPING({names}), "  # noqa: S608
        f"count(*), NULL::text FROM matches GROUP BY GROUPING SETS ({sets})"
    )
    if window is not None:
        sorting = ", ".join(
            f"sort_{i} {'DESC' if path.startswith('-') else 'ASC'}"
            for i, path in enumerate(window.order)
        )
        blanks = ", ".join("NULL" for _facet in facets)
        sql += (
            f" UNION ALL SELECT {blanks}, -1, row_number() OVER (), key_pk::text FROM "  # noqa: S608
            f"(SELECT key_pk FROM matches ORDER BY {sorting} LIMIT %s OFFSET %s) AS shown"
        )
        params = (*params, window.count, window.start)
    total, keys = 0, []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for *shown, grouping, count, key in cursor.fetchall():
            if grouping == -1:
                keys.append((count, key))
                continue
            # GROUPING sets the bit of every column that is not part of the row's group.
            index = next(
                i for i in range(len(facets)) if not grouping & (1 << (len(facets) - 1 - i))
            )
            if index == 0:
                total += count
            if shown[index] not in (None, ""):
                found[facets[index].name][_plain(shown[index])] = count
    read = rows.model._meta.pk.to_python
    return found, total, [read(key) for _place, key in sorted(keys)]


def _plain(value: str) -> str:
    """Write a boolean as Django's filters do."""
    return {"true": "True", "false": "False"}.get(value, value)


def find(
    rows: QuerySet[Any], facets: Sequence[Facet], query: QueryDict, window: Window | None = None
) -> Found:
    """Count the facets and the rows of a list, and sort the shown part of a list that is not long.

    ``rows`` is filtered by everything but the facets.
    """
    idle = [facet for facet in facets if not facet.chosen(query)]
    counted: dict[str, dict[str, int]] = {}
    capped: dict[str, bool] = {}
    keys: list[Any] | None = None
    matching = narrow(rows, facets, query)
    if idle:
        counted, total, keys = _look(matching, idle, COUNT_CAP, window)
        capped = {facet.name: total > COUNT_CAP for facet in idle}
    else:
        total = capped_count(matching)
    for facet in facets:
        if facet not in idle:
            others = narrow(rows, facets, query, without=facet.name)
            counts, seen, _keys = _look(others, [facet], CHOSEN_CAP)
            capped[facet.name] = seen > CHOSEN_CAP
            counted.update(counts)
    described = [
        _describe(facet, rows, counted[facet.name], capped[facet.name], query) for facet in facets
    ]
    is_whole = window is not None and total <= COUNT_CAP
    return Found(described, total, keys if is_whole else None)


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
