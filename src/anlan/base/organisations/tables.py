"""Tables of the contact book."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.permissions import REVEAL_PHONE
from anlan.kernel.pages import LinkColumn, NumberColumn, Table


class CallColumn(tables.Column):  # type: ignore[misc]
    """A number that is dialled with one tap."""

    def render(self, value: Any) -> Any:
        """Link to the dialler."""
        return format_html('<a href="tel:{}">{}</a>', str(value).replace(" ", ""), value)

    def value(self, value: Any, **_: Any) -> Any:
        """Export the plain number."""
        return str(value)


class PersonTable(Table):
    """People with how they are reached. Mobile numbers are masked, in exports too."""

    name = LinkColumn()
    title = tables.Column()
    organisation = tables.Column(order_by=("organisation_id",))
    phone = tables.Column(gettext_lazy("mobile phone"), accessor="masked_phone", orderable=False)
    office_phone = CallColumn()

    class Meta(Table.Meta):
        model = Person
        fields = ("name", "title", "organisation", "phone", "office_phone")

    def render_phone(self, value: Any, record: Person) -> Any:
        """Masked, with a button for who may see it."""
        actor = getattr(self.request, "actor", None)
        if not value or actor is None or not actor.has(REVEAL_PHONE):
            return value
        return format_html(
            '<span id="phone-{0}">{1} <button type="button" class="btn btn-sm btn-link" '
            'hx-post="{2}" hx-target="#phone-{0}" hx-swap="innerHTML">{3}</button></span>',
            record.pk,
            value,
            reverse("organisations:person_phone", args=[record.pk]),
            _("Call"),
        )

    def value_phone(self, value: Any) -> Any:
        """Masked in exports."""
        return value


class OrganisationTable(Table):
    """Organisations."""

    name = LinkColumn()
    kind = tables.Column()
    region = tables.Column(order_by=("region_id",))
    parent = tables.Column(order_by=("parent_id",))
    duty_phone = CallColumn()
    members = NumberColumn(verbose_name=gettext_lazy("people"))

    class Meta(Table.Meta):
        model = Organisation
        fields = ("name", "kind", "region", "parent", "duty_phone")
