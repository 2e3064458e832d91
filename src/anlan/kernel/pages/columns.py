"""Table columns with the house's look: levels, states, clocks, moments, numbers with units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import AttributeDict

from anlan.kernel.errors import Message
from anlan.kernel.pages.base import may_open, url_of
from anlan.kernel.templatetags.anlan import clock as clock_tag
from anlan.kernel.templatetags.anlan import (
    datetime_,
    drill_mark,
    level_badge,
    number,
    state_badge,
)


def _row_url(record: Any, table: Any) -> str:
    return str(table.url_of(record))


class Table(tables.Table):  # type: ignore[misc]
    """Base of all list tables: a row opens its object; its key serves the bulk verbs."""

    #: How many rows there are, in words; set by the list page.
    total_label: str = ""
    _opens: bool | None = None

    def url_of(self, record: Any) -> str:
        """Return the page of a row, or nothing where the one who looks may not open such pages.

        The rows of a table have pages of one kind: the first that has one decides.
        """
        url = url_of(record)
        if url and self._opens is None:
            actor = getattr(getattr(self, "request", None), "actor", None)
            self._opens = may_open(url, actor)
        return url if self._opens else ""

    def body_html(self) -> SafeString:
        """Draw the rows in one go: a template that walks every cell takes three times as long."""
        # A phone shows the row as a card, each value behind the name of its column.
        shown = [
            (
                column.name,
                AttributeDict(
                    {**column.attrs.get("td", {}), "data-label": column.header}
                ).as_html(),
            )
            for column in self.columns
        ]
        lines = []
        for row in self.paginated_rows:
            cells = "".join(
                f"<td {attributes}>{conditional_escape(localize(row.get_cell(name)))}</td>"
                for name, attributes in shown
            )
            lines.append(f"<tr {row.attrs.as_html()}>{cells}</tr>")
        # Attributes come escaped from as_html, cells from conditional_escape.
        return mark_safe("".join(lines))  # noqa: S308

    class Meta:
        row_attrs = {
            "data-url": _row_url,
            "data-id": lambda record: record.pk,
        }
        default = "—"


class LinkColumn(tables.Column):  # type: ignore[misc]
    """The name of the object, linked to its page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("linkify", False)
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any, table: Any) -> Any:
        """Link to the record's page where it has one that may be opened."""
        url = table.url_of(record) if isinstance(table, Table) else url_of(record)
        words = drill_mark(value)
        return format_html('<a href="{}">{}</a>', url, words) if url else words

    def value(self, value: Any, **_: Any) -> Any:
        """Export the plain text."""
        return str(value)


class LevelColumn(tables.Column):  # type: ignore[misc]
    """One of the four official levels as a badge; exported as its number."""

    def render(self, value: Any, bound_column: Any, record: Any) -> Any:
        """Draw the badge with the stored number."""
        return level_badge(_raw(record, bound_column))

    def value(self, value: Any, **_: Any) -> Any:
        """Export the words of the choice."""
        return str(value)


class StateColumn(tables.Column):  # type: ignore[misc]
    """A state in words; ``tones`` maps state to tone (neutral, active, waiting, done, overdue)."""

    def __init__(self, *args: Any, tones: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.tones = tones or {}
        super().__init__(*args, **kwargs)

    def render(self, value: Any, bound_column: Any, record: Any) -> Any:
        """Draw the badge."""
        return state_badge(value, self.tones.get(str(_raw(record, bound_column)), "neutral"))

    def value(self, value: Any, **_: Any) -> Any:
        """Export the words."""
        return str(value)


class MomentColumn(tables.Column):  # type: ignore[misc]
    """A moment; ``style`` minute, second, day, time or short."""

    def __init__(self, *args: Any, style: str = "minute", **kwargs: Any) -> None:
        self.style = style
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> Any:
        """Show the moment, the exact one on hover."""
        return datetime_(value, self.style)

    def value(self, value: Any, **_: Any) -> Any:
        """Export local time without zone, as spreadsheets want it."""
        if hasattr(value, "tzinfo") and timezone.is_aware(value):
            return timezone.localtime(value).replace(tzinfo=None)
        return value


class ClockColumn(MomentColumn):
    """A due time counting down; the column's accessor yields the moment."""

    def render(self, value: Any) -> Any:
        """Show the running clock."""
        return clock_tag(value)


class NumberColumn(tables.Column):  # type: ignore[misc]
    """A number, right-aligned with grouping and unit."""

    def __init__(
        self, *args: Any, unit: Message = "", decimals: int | None = None, **kwargs: Any
    ) -> None:
        self.unit, self.decimals = unit, decimals
        kwargs.setdefault("attrs", {"td": {"class": "number"}, "th": {"class": "number"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> Any:
        """Show the number and its unit."""
        text = number(value, self.decimals)
        if not self.unit:
            return text
        return format_html('{} <span class="unit">{}</span>', text, self.unit)

    def value(self, value: Any, **_: Any) -> Any:
        """Export the number itself."""
        return value


def _raw(record: Any, bound_column: Any) -> Any:
    """The stored value behind a column whose shown value is the label of a choice."""
    found = record
    for part in str(bound_column.accessor).replace("__", ".").split("."):
        found = getattr(found, part, None)
    return found
