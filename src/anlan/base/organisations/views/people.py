"""The contact book and the page of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.organisations.forms import PersonChangeForm, PersonForm
from anlan.base.organisations.models import Appointment, Organisation, Person
from anlan.base.organisations.permissions import CHANGE_PERSON, REVEAL_PHONE, VIEW_PERSON
from anlan.base.organisations.selectors import organisation_tree
from anlan.base.organisations.services import (
    create_person,
    deactivate_person,
    reveal_phone,
    update_person,
)
from anlan.base.organisations.tables import PersonTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import requires


class ContactBook(ListPage):
    """Organisations as a tree on the left, their people on the right, search over both."""

    model = Person
    title = gettext_lazy("Contact book")
    template = "organisations/contact_book.html"
    table_class = PersonTable
    ordering = ("organisation_id", "sort_order", "id")
    search_fields = ("search_text", "organisation__search_text")
    search_placeholder = gettext_lazy("Name, pinyin, title or organisation")
    select_related = ("organisation",)
    saved_filters = (
        SavedFilter("active", gettext_lazy("In office"), Q(is_active=True)),
        SavedFilter("gone", gettext_lazy("No longer"), Q(is_active=False)),
    )
    create_url_name = "organisations:person_create"
    create_permission = CHANGE_PERSON
    create_label = gettext_lazy("New person")
    import_url_name = "organisations:import"
    import_permission = CHANGE_PERSON
    live_topic = "contacts"
    empty_text = gettext_lazy("Who is reached how: officials, enterprises, teams.")

    def chosen(self) -> int | None:
        """The organisation chosen in the tree."""
        value = self.request.GET.get("organisation", "")
        return int(value) if value.isdigit() and len(value) < 18 else None

    def queryset(self) -> QuerySet[Person]:
        """People of the chosen organisation, or everybody."""
        rows = super().queryset()
        return rows.filter(organisation_id=self.chosen()) if self.chosen() else rows

    def render(self, context: Mapping[str, Any]) -> HttpResponse:
        """Add the tree and the chosen organisation."""
        chosen = self.chosen()
        organisation = (
            visible(Organisation, self.actor).filter(pk=chosen).first() if chosen else None
        )
        tree = organisation_tree(self.actor, chosen)
        return super().render({**context, "tree": tree, "organisation": organisation})


class PersonPage(ObjectPage):
    """One person: where, how reached, which posts."""

    model = Person
    select_related = ("organisation",)
    breadcrumbs = ((gettext_lazy("Contact book"), "organisations:contacts"),)
    edit_url_name = "organisations:person_change"
    edit_permission = CHANGE_PERSON
    related = (
        RelatedList(
            "appointments",
            gettext_lazy("Posts"),
            Appointment,
            lambda rows, person: (
                rows.filter(person=person)
                .select_related("post__organisation")
                .order_by("-valid_from")
            ),
            lambda row: {
                "label": f"{row.post} ({row.role})",
                "value": _period(row),
                "state": {"label": pgettext("appointment", "running"), "tone": "active"}
                if _is_running(row)
                else None,
            },
            empty=gettext_lazy("Holds no post."),
        ),
    )

    def get_subtitle(self, obj: Person) -> str:
        """Organisation and title."""
        return f"{obj.organisation.name} {obj.title}".strip()

    def state(self, obj: Person) -> Mapping[str, Any] | None:
        """Only shown for who is gone."""
        return None if obj.is_active else {"label": _("no longer in office"), "tone": "done"}

    def facts(self, obj: Person) -> list[dict[str, Any]]:
        """How the person is reached; the mobile number is masked until asked for."""
        may_reveal = bool(obj.phone) and self.rights.can(self.actor, REVEAL_PHONE, obj)
        return [
            fact_group(
                _("Contact"),
                fact(
                    _("Organisation"),
                    obj.organisation.name,
                    url=obj.organisation.get_absolute_url(),
                ),
                fact(_("Job title"), obj.title),
                fact(
                    _("Mobile phone"),
                    obj.masked_phone,
                    reveal_url=reverse("organisations:person_phone", args=[obj.pk])
                    if may_reveal
                    else "",
                ),
                fact(
                    _("Office phone"),
                    obj.office_phone,
                    url=f"tel:{obj.office_phone}" if obj.office_phone else "",
                ),
                fact(_("E-mail"), obj.email, url=f"mailto:{obj.email}" if obj.email else ""),
            )
        ]

    def own_verbs(self, obj: Person) -> Iterable[Verb]:
        """Take out of the book."""
        if obj.is_active and self.rights.can(self.actor, CHANGE_PERSON, obj):
            yield Verb(
                "deactivate",
                _("Take out of the contact book"),
                reverse("organisations:person_deactivate", args=[obj.pk]),
                needs_reason=True,
                style="danger",
            )


def _is_running(row: Appointment) -> bool:
    return row.valid_to is None or row.valid_to >= clock.today()


def _period(row: Appointment) -> str:
    return f"{row.valid_from:%Y-%m-%d} – {f'{row.valid_to:%Y-%m-%d}' if row.valid_to else ''}"


class PersonCreatePage(CreatePage):
    """Enter a person."""

    model = Person
    permission = CHANGE_PERSON
    form_class = PersonForm
    form_takes_actor = True
    keeps_draft = False  # personal data does not stay in the browser
    breadcrumbs = ((gettext_lazy("Contact book"), "organisations:contacts"),)

    def get_initial(self) -> Mapping[str, Any]:
        """The organisation the page was opened from."""
        return {"organisation_id": self.request.GET.get("organisation", ""), "sort_order": 1000}

    def save(self, form: Any) -> Person:
        """Enter."""
        return create_person(actor=self.actor, **form.cleaned_data)


class PersonChangePage(ChangePage):
    """Change an entry. The mobile number is not shown; a new one replaces it."""

    model = Person
    permission = CHANGE_PERSON
    form_class = PersonChangeForm
    form_takes_actor = True
    keeps_draft = False
    initial_fields = ("name", "organisation_id", "title", "office_phone", "email", "sort_order")
    breadcrumbs = ((gettext_lazy("Contact book"), "organisations:contacts"),)

    def save(self, form: Any) -> Person:
        """Change what was filled in."""
        values = dict(form.cleaned_data)
        if not values["phone"]:
            values.pop("phone")
        return update_person(person_id=self.obj.pk, actor=self.actor, **values)


@require_POST
@requires(VIEW_PERSON)
def phone(request: Any, pk: int) -> HttpResponse:
    """Show a mobile number, ready to dial; who looked is recorded."""
    number = reveal_phone(person_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    response = render(request, "organisations/_phone.html", {"number": number})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@requires(CHANGE_PERSON)
def deactivate(request: Any, pk: int) -> HttpResponse:
    """Take a person out of the book."""
    person = deactivate_person(
        person_id=pk, actor=request.actor, reason=request.POST.get("reason", "")
    )
    return go_to(request, person.get_absolute_url())
