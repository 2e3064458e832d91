"""Paging that stays quick on a million rows: the count stops at a cap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tables2.data import TableQuerysetData

#: A list says “10,000+” beyond this.
COUNT_CAP = 10_000
#: Rows one can page to in a list that long: who wants more narrows the filter, or exports.
PAGED_ROWS = 2_000
PER_PAGE = 50
MAX_PER_PAGE = 200


def capped_count(rows: QuerySet[Any], cap: int = COUNT_CAP) -> int:
    """Count at most ``cap + 1`` rows; more than ``cap`` means “at least that many”."""
    return rows.order_by()[: cap + 1].count()


class CappedPaginator(Paginator[Any]):
    """A paginator over a count that was taken elsewhere and stopped at the cap."""

    def __init__(self, object_list: Sequence[Any], per_page: int, *, total: int, **kwargs: Any):
        self._total = total
        super().__init__(object_list, per_page, **kwargs)

    @cached_property
    def count(self) -> int:
        """Rows that can be paged to."""
        return pageable(self._total)


def pageable(total: int) -> int:
    """How many rows can be paged to."""
    return total if total <= COUNT_CAP else PAGED_ROWS


class BoundedRows(TableQuerysetData):  # type: ignore[misc]
    """The rows of a list whose matches were counted: a page of them takes bounded time.

    With at most ``COUNT_CAP`` matches the keys are found first, whatever the statistics say, and
    sorted then: the planner cannot walk a whole index in sort order for a handful of rows. A longer
    list finds its page quickly along the index it is sorted by.
    """

    #: Keys of one slice that were found together with the count: (start, stop, keys).
    known: tuple[int, int, list[Any]] | None = None

    def __init__(self, rows: QuerySet[Any], total: int) -> None:
        super().__init__(rows)
        self.set_total(total)

    def set_total(self, total: int) -> None:
        """Say how many rows match (past the cap: more than the cap)."""
        self.total = total
        self._length = pageable(total)

    def __getitem__(self, key: Any) -> Any:
        """Return the rows of a page."""
        if not isinstance(key, slice) or self.total > COUNT_CAP or not can_sort_keys(self.data):
            return self.data[key]
        start = key.start or 0
        count = (self._length if key.stop is None else key.stop) - start
        if self.known is not None and self.known[0] == start and self.known[1] >= start + count:
            keys = self.known[2][:count]
        else:
            keys = sorted_keys(self.data, start, count)
        found = {row.pk: row for row in self.data.filter(pk__in=keys).order_by()}
        return [found[pk] for pk in keys if pk in found]


def can_sort_keys(rows: QuerySet[Any]) -> bool:
    """Whether the order is made of plain paths, which a subquery can hand out."""
    return all(isinstance(path, str) and path != "?" for path in rows.query.order_by)


def sorted_keys(rows: QuerySet[Any], start: int, count: int) -> list[Any]:
    """Return ``count`` keys from ``start`` on: the matches first, sorted then."""
    order = [str(path) for path in rows.query.order_by]
    columns = {f"key_{index}": F(path.lstrip("-")) for index, path in enumerate(order)}
    inner = rows.order_by().values(key_pk=F("pk"), **columns)[: COUNT_CAP + 1]
    try:
        statement, params = inner.query.sql_with_params()
    except EmptyResultSet:
        return []
    sorting = ", ".join(
        f"key_{index} {'DESC' if path.startswith('-') else 'ASC'}"
        for index, path in enumerate(order)
    )
    # Only our own column aliases are written into the statement; values stay parameters.
    sql = (
        f"SELECT key_pk FROM ({statement}) AS matches ORDER BY {sorting or 'key_pk'} "  # noqa: S608
        "LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, count, start])
        return [row[0] for row in cursor.fetchall()]


def total_label(total: int) -> str:
    """Say how many rows there are, honestly where counting stopped."""
    if total > COUNT_CAP:
        return _("%(count)s+ rows") % {"count": number_format(COUNT_CAP, force_grouping=True)}
    return ngettext("%(count)s row", "%(count)s rows", total) % {
        "count": number_format(total, force_grouping=True)
    }
