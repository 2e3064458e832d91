"""Lists of portfolios, responsibility lists, work lists, records."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.responsibility.choices import WORK_LIST_TONES
from anlan.governance.responsibility.models import (
    DutyRecord,
    PortfolioEntry,
    ResponsibilityList,
    WorkList,
)
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class EntryTable(Table):
    """Who answers for what."""

    unit = LinkColumn(
        verbose_name=pgettext_lazy("responsibility", "unit, township or sector"),
        accessor="pk",
        orderable=False,
    )
    leader = tables.Column(
        verbose_name=pgettext_lazy("responsibility", "leader"),
        accessor="portfolio",
        orderable=False,
    )
    standing = tables.Column(
        verbose_name=pgettext_lazy("responsibility", "standing"),
        accessor="portfolio__get_standing_display",
        orderable=False,
    )
    substitute = tables.Column(
        verbose_name=pgettext_lazy("responsibility", "substitute (B role)"),
        accessor="portfolio__substitute",
        orderable=False,
    )
    valid_from = MomentColumn(style="day", orderable=False)
    valid_to = MomentColumn(style="day", orderable=False)

    class Meta(Table.Meta):
        model = PortfolioEntry
        fields = ("unit", "leader", "standing", "substitute", "valid_from", "valid_to")

    def render_unit(self, record: PortfolioEntry) -> Any:
        """Link to the portfolio: everybody who sees the line may open it."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)

    def value_unit(self, record: PortfolioEntry) -> str:
        """Export the name."""
        return str(record)


class ResponsibilityListTable(Table):
    """Lists with their holders."""

    holder = LinkColumn(
        verbose_name=pgettext_lazy("responsibility", "holder"), accessor="pk", orderable=False
    )
    holder_kind = tables.Column(orderable=False)
    organisation = tables.Column(orderable=False)
    duties = NumberColumn(verbose_name=pgettext_lazy("responsibility", "duties"), orderable=False)
    published_on = MomentColumn(style="day", orderable=False)

    class Meta(Table.Meta):
        model = ResponsibilityList
        fields = ("holder", "holder_kind", "organisation", "duties", "published_on")

    def render_holder(self, record: ResponsibilityList) -> Any:
        """Link the holder to the list."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)

    def value_holder(self, record: ResponsibilityList) -> str:
        """Export the name."""
        return str(record)


class WorkListTable(Table):
    """The work lists of years."""

    holder = LinkColumn(
        verbose_name=pgettext_lazy("responsibility", "holder"), accessor="list", orderable=False
    )
    year = tables.Column(orderable=False, localize=False)
    version = NumberColumn(orderable=False)
    state = StateColumn(tones=WORK_LIST_TONES, orderable=False)
    works = NumberColumn(verbose_name=_("annual work items"), orderable=False)
    tasks = NumberColumn(verbose_name=pgettext_lazy("work list", "as tasks"), orderable=False)
    done = NumberColumn(verbose_name=pgettext_lazy("work list", "with records"), orderable=False)
    confirmed_at = MomentColumn(style="day", orderable=False)

    class Meta(Table.Meta):
        model = WorkList
        fields = ("holder", "year", "version", "state", "works", "tasks", "done", "confirmed_at")

    def render_year(self, value: int) -> str:
        """No thousands separator in a year."""
        return str(value)


class DutyRecordTable(Table):
    """What was done."""

    text = LinkColumn(orderable=False)
    person = tables.Column(orderable=False)
    organisation = tables.Column(orderable=False)
    kind = tables.Column(orderable=False)
    day = MomentColumn(style="day", orderable=False)
    is_automatic = tables.BooleanColumn(orderable=False)
    entered_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = DutyRecord
        fields = ("day", "text", "person", "organisation", "kind", "is_automatic", "entered_by")
