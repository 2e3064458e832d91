"""Statistics of a ledger: by township, by chosen word, by month; every cut has the same total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left, TruncMonth
from django.utils.translation import gettext as _

from anlan.base.regions.public import names_of
from anlan.kernel import clock
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.services.reminding import due_q

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
    """Count the rows of a ledger in every cut, each row in exactly one line of each cut."""
    rows = rows.filter(ledger=ledger).order_by()
    today = clock.today()
    counted = rows.aggregate(
        total=Count("pk"),
        overdue=Count("pk", filter=due_q(today, overdue=True)),
        soon=Count("pk", filter=due_q(today, overdue=False)),
        settled=Count("pk", filter=Q(is_done=True)),
    )
    cuts = [_by_township(rows)]
    cuts += [_by_word(rows, f) for f in fields if f.kind in ("choice", "yes_no")]
    cuts.append(_by_month(rows, _("by month of entry"), F("created_at"), "entered"))
    cuts += [_by_day_field(rows, f) for f in fields if f.kind == "date"]
    if ledger.due_rule:
        cuts.append(_by_due(counted))
    return {
        **counted,
        "cuts": cuts,
        "is_crossfooted": all(cut.total == counted["total"] for cut in cuts),
    }


def _by_township(rows: QuerySet[LedgerRow]) -> Cut:
    found = list(rows.annotate(town=Left("region_id", 9)).values("town").annotate(n=Count("pk")))
    names = names_of([f"{row['town']}000" for row in found])
    lines = [
        {
            "label": names.get(f"{row['town']}000", row["town"]),
            "count": row["n"],
            "query": f"?township={row['town']}",
        }
        for row in sorted(found, key=lambda row: row["town"])
    ]
    return Cut("township", _("by township"), lines)


def _by_word(rows: QuerySet[LedgerRow], field: LedgerField) -> Cut:
    found = rows.annotate(word=KeyTextTransform(field.key, "values")).values("word")
    counts: dict[str | None, int] = {row["word"]: row["n"] for row in found.annotate(n=Count("pk"))}
    lines = []
    order = ["true", "false"] if field.kind == "yes_no" else list(field.options)
    known: dict[str | None, int] = dict.fromkeys(order, 0)
    known |= counts
    for word in [*order, *(w for w in known if w not in order and w is not None)]:
        label = {"true": _("yes"), "false": _("no")}.get(str(word), word)
        query = {"true": "True", "false": "False"}.get(str(word), word)
        lines.append({"label": label, "count": known[word], "query": f"?w_{field.key}={query}"})
    if counts.get(None):
        lines.append({"label": _("not given"), "count": counts[None], "query": ""})
    return Cut(field.key, _("by “%(field)s”") % {"field": field.label}, lines)


def _by_month(rows: QuerySet[LedgerRow], label: str, source: Any, name: str) -> Cut:
    found = rows.annotate(month=TruncMonth(source)).values("month").annotate(n=Count("pk"))
    lines = [
        {"label": f"{row['month']:%Y-%m}" if row["month"] else _("not given"),
         "count": row["n"], "query": ""}
        for row in sorted(found, key=lambda row: (row["month"] is None, row["month"]))
    ]  # fmt: skip
    return Cut(name, label, lines)


def _by_day_field(rows: QuerySet[LedgerRow], field: LedgerField) -> Cut:
    found = rows.annotate(month=Left(KeyTextTransform(field.key, "values"), 7)).values("month")
    counts: dict[str | None, int] = {
        row["month"]: row["n"] for row in found.annotate(n=Count("pk"))
    }
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
    from datetime import date

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
