"""Statistics of a ledger: by township, by chosen word, by month; every cut has the same total."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Func, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left, TruncMonth
from django.utils.translation import gettext as _

from anlan.base.regions.public import names_of
from anlan.kernel import clock
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.services.reminding import due_q

#: Counts of one cut by word; None counts the rows without one.
Counted = dict[str | None, int]
#: Ledgers with more rows keep their counts until a row is written, at most so long.
SMALL_LEDGER, KEPT_SECONDS = 20_000, 600
#: Words of one field shown by name; the rest is one line.
WORDS = 20


@dataclass(frozen=True, slots=True)
class Cut:
    """One way of dividing all rows: lines (label, count, query of the list) and their total."""

    name: str
    label: str
    lines: list[dict[str, Any]]

    @property
    def total(self) -> int:
        """The sum of the lines."""
        return sum(line["count"] for line in self.lines)


def statistics(
    ledger: Ledger, fields: Sequence[LedgerField], rows: QuerySet[LedgerRow]
) -> dict[str, Any]:
    """Count the rows of a ledger in every cut, each row in exactly one line of each cut.

    All cuts come from one pass over the rows. Of a long ledger the counts are kept until a row is
    written, at most for some minutes; a short one is always counted.
    """
    rows = rows.filter(ledger=ledger).order_by()
    today = clock.today()
    counted, found = _counts(rows, fields, today)
    cuts = [_by_township(found["town"])]
    cuts += [_by_word(found[f.key], f) for f in fields if f.kind in ("choice", "yes_no")]
    cuts.append(_by_month(found["entered"], _("by month of entry"), "entered"))
    cuts += [_by_day_field(found[f.key], f) for f in fields if f.kind == "date"]
    if ledger.due_rule:
        cuts.append(_by_due(counted))
    return {
        **counted,
        "cuts": cuts,
        "is_crossfooted": all(cut.total == counted["total"] for cut in cuts),
    }


def _counts(
    rows: QuerySet[LedgerRow], fields: Sequence[LedgerField], today: date
) -> tuple[dict[str, int], dict[str, Counted]]:
    """The figures and the lines of every cut; from the cache when no row was written since."""
    expressions: dict[str, Any] = {"town": Left("region_id", 9), "entered": _month("created_at")}
    for field in fields:
        if field.kind in ("choice", "yes_no"):
            expressions[field.key] = KeyTextTransform(field.key, "values")
        elif field.kind == "date":
            expressions[field.key] = Left(KeyTextTransform(field.key, "values"), 7)
    names = [f"cut_{index}" for index in range(len(expressions))]
    flags = {
        "overdue": due_q(today, overdue=True),
        "soon": due_q(today, overdue=False),
        "settled": Q(is_done=True),
    }
    picked = rows.annotate(**dict(zip(names, expressions.values(), strict=True)))
    picked = picked.annotate(
        **{
            f"flag_{name}": Case(When(q, then=Value(1)), default=Value(0))
            for name, q in flags.items()
        }
    ).values(*names, *(f"flag_{name}" for name in flags))
    try:
        statement, params = picked.query.sql_with_params()
    except EmptyResultSet:
        return dict.fromkeys(["total", *flags], 0), {key: {} for key in expressions}
    newest = rows.order_by("-updated_at").values_list("updated_at", flat=True).first()
    mark = hashlib.sha256(f"{statement}|{params}|{newest}|{today}".encode()).hexdigest()
    kept: tuple[dict[str, int], dict[str, Counted]] | None = cache.get(f"ledger-counts:{mark}")
    if kept is not None:
        return kept
    lists = ", ".join(names)
    sums = ", ".join(f"sum(flag_{name})" for name in flags)
    # Only our own aliases are written into the statement; values stay parameters.
    sql = (
        f"SELECT GROUPING({lists}), coalesce({lists}), count(*), {sums} "  # noqa: S608
        f"FROM ({statement}) AS picked "
        f"GROUP BY GROUPING SETS (({'), ('.join(names)}), ())"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        lines = cursor.fetchall()
    every = (1 << len(names)) - 1
    counted: dict[str, int] = {}
    found: dict[str, Counted] = {key: {} for key in expressions}
    keys = list(expressions)
    for grouping, word, count, *sums_of in lines:
        if grouping == every:
            counted = {"total": count} | {
                name: int(value or 0) for name, value in zip(flags, sums_of, strict=True)
            }
            continue
        # The bit of the cut that a line belongs to is the only one not set.
        position = len(names) - 1 - (every ^ grouping).bit_length() + 1
        found[keys[position]][word] = count
    if counted["total"] > SMALL_LEDGER:
        cache.set(f"ledger-counts:{mark}", (counted, found), KEPT_SECONDS)
    return counted, found


def _month(path: str) -> Any:
    """The month of a moment in the county's time, as text."""
    return Func(TruncMonth(path), Value("YYYY-MM"), function="to_char", output_field=TextField())


def _by_township(counts: Counted) -> Cut:
    names = names_of([f"{town}000" for town in counts])
    lines = [
        {
            "label": names.get(f"{town}000", town),
            "count": counts[town],
            "query": f"?township={town}",
        }
        for town in sorted(counts, key=str)
    ]
    return Cut("township", _("by township"), lines)


def _by_word(counts: Counted, field: LedgerField) -> Cut:
    lines = []
    order = ["true", "false"] if field.kind == "yes_no" else list(field.options)
    known: Counted = dict.fromkeys(order, 0)
    known |= counts
    for word in [*order, *(w for w in known if w not in order and w is not None)]:
        label = {"true": _("yes"), "false": _("no")}.get(str(word), word)
        query = {"true": "True", "false": "False"}.get(str(word), word)
        lines.append({"label": label, "count": known[word], "query": f"?w_{field.key}={query}"})
    if counts.get(None):
        lines.append({"label": _("not given"), "count": counts[None], "query": ""})
    return Cut(field.key, _("by “%(field)s”") % {"field": field.label}, lines)


def _by_month(counts: Counted, label: str, name: str) -> Cut:
    lines = [
        {"label": month or _("not given"), "count": counts[month], "query": ""}
        for month in sorted(counts, key=lambda month: (month is None, month))
    ]
    return Cut(name, label, lines)


def _by_day_field(counts: Counted, field: LedgerField) -> Cut:
    lines = [
        {
            "label": month,
            "count": counts[month],
            "query": f"?from_{field.key}={month}-01&to_{field.key}={_last_day(month)}",
        }
        for month in sorted(m for m in counts if m)
    ]
    if counts.get(None):
        lines.append({"label": _("not given"), "count": counts[None], "query": ""})
    return Cut(field.key, _("by month of “%(field)s”") % {"field": field.label}, lines)


def _last_day(month: str) -> str:
    from anlan.supervision.ledgers.services.periods import period_of

    return period_of(date.fromisoformat(f"{month}-01"), "month")[1].isoformat()


def _by_due(counted: dict[str, int]) -> Cut:
    rest = counted["total"] - counted["overdue"] - counted["soon"] - counted["settled"]
    return Cut(
        "due",
        _("by due day"),
        [
            {"label": _("Overdue"), "count": counted["overdue"], "query": "?tab=overdue"},
            {"label": _("Due in 30 days"), "count": counted["soon"], "query": "?tab=soon"},
            {"label": _("settled"), "count": counted["settled"], "query": ""},
            {"label": _("later, or without a day"), "count": rest, "query": ""},
        ],
    )
