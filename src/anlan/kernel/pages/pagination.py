"""Paging that stays quick on a million rows: the count stops at a cap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: A list says “10,000+” beyond this and pages no further: narrow the filter, or export.
COUNT_CAP = 10_000
PER_PAGE = 50
MAX_PER_PAGE = 200


def capped_count(rows: QuerySet[Any], cap: int = COUNT_CAP) -> int:
    """Count at most ``cap + 1`` rows; more than ``cap`` means “at least that many”."""
    return rows.order_by()[: cap + 1].count()


class CappedPaginator(Paginator[Any]):
    """A paginator over a count that was taken elsewhere and may be capped."""

    def __init__(self, object_list: Sequence[Any], per_page: int, *, total: int, **kwargs: Any):
        self._total = total
        super().__init__(object_list, per_page, **kwargs)

    @cached_property
    def count(self) -> int:
        """Rows that can be paged to."""
        return min(self._total, COUNT_CAP)


def total_label(total: int) -> str:
    """Say how many rows there are, honestly where counting stopped."""
    if total > COUNT_CAP:
        return _("%(count)s+ rows") % {"count": number_format(COUNT_CAP, force_grouping=True)}
    return ngettext("%(count)s row", "%(count)s rows", total) % {
        "count": number_format(total, force_grouping=True)
    }
