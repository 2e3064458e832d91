"""Organisations, their posts and appointments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.organisations.forms import (
    AppointmentForm,
    OrganisationChangeForm,
    OrganisationForm,
    PostForm,
)
from anlan.base.organisations.models import Appointment, Organisation, Person, Post
from anlan.base.organisations.permissions import APPOINT, CHANGE, CHANGE_PERSON
from anlan.base.organisations.services import (
    appoint,
    close_organisation,
    create_organisation,
    create_post,
    end_appointment,
    update_organisation,
)
from anlan.base.organisations.tables import OrganisationTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import requires


class OrganisationList(ListPage):
    """All organisations, enterprises too."""

    model = Organisation
    table_class = OrganisationTable
    ordering = ("code",)
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Name, pinyin or code")
    select_related = ("region", "parent")
    saved_filters = (
        SavedFilter("active", pgettext_lazy("organisation", "Active"), Q(is_active=True)),
        SavedFilter("closed", pgettext_lazy("organisation", "Closed"), Q(is_active=False)),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    create_url_name = "organisations:organisation_create"
    create_permission = CHANGE
    live_topic = "contacts"

    def queryset(self) -> QuerySet[Organisation]:
        """Organisations with how many people they have."""
        rows: QuerySet[Organisation] = super().queryset()
        return rows.annotate(members=Count("people", filter=Q(people__is_active=True)))


class OrganisationPage(ObjectPage):
    """One organisation: what it is, who works there, who holds its posts."""

    model = Organisation
    select_related = ("region", "parent")
    breadcrumbs = ((gettext_lazy("Organisations"), "organisations:organisations"),)
    edit_url_name = "organisations:organisation_change"
    edit_permission = CHANGE
    related = (
        RelatedList(
            "people",
            gettext_lazy("People"),
            Person,
            lambda rows, o: rows.filter(organisation=o, is_active=True).order_by(
                "sort_order", "id"
            ),
            lambda row: {"label": row.name, "url": row.get_absolute_url(), "value": row.title},
            url=lambda o: f"{reverse('organisations:contacts')}?organisation={o.pk}",
            empty=gettext_lazy("Nobody is entered."),
            limit=20,
        ),
        RelatedList(
            "children",
            gettext_lazy("Belonging to it"),
            Organisation,
            lambda rows, o: rows.filter(parent=o, is_active=True).order_by("code"),
            lambda row: {
                "label": row.name,
                "url": row.get_absolute_url(),
                "value": row.get_kind_display(),
            },
            limit=30,
        ),
    )

    def get_title(self, obj: Organisation) -> str:
        """The full name."""
        return obj.name

    def number(self, obj: Organisation) -> str:
        """Its code."""
        return obj.code

    def state(self, obj: Organisation) -> Mapping[str, Any] | None:
        """Only shown when closed."""
        return (
            None if obj.is_active else {"label": pgettext("organisation", "closed"), "tone": "done"}
        )

    def facts(self, obj: Organisation) -> list[dict[str, Any]]:
        """What it is."""
        return [
            fact_group(
                _("Organisation"),
                fact(_("Short name"), obj.short_name),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Region"), obj.region.name, url=obj.region.get_absolute_url()),
                fact(
                    pgettext("parent", "Belongs to"),
                    obj.parent.name if obj.parent else None,
                    url=obj.parent.get_absolute_url() if obj.parent else "",
                ),
                fact(
                    _("Duty phone"),
                    obj.duty_phone,
                    url=f"tel:{obj.duty_phone}" if obj.duty_phone else "",
                ),
                fact(_("Source"), obj.source, wide=True),
            )
        ]

    def own_verbs(self, obj: Organisation) -> Iterable[Verb]:
        """New person, new post, close."""
        if not obj.is_active:
            return
        if self.actor.has(CHANGE_PERSON):
            yield Verb(
                "new_person",
                _("New person"),
                f"{reverse('organisations:person_create')}?organisation={obj.pk}",
                method="get",
                icon="plus",
            )
        if self.rights.can(self.actor, CHANGE, obj):
            yield Verb(
                "new_post",
                _("New post"),
                reverse("organisations:post_create", args=[obj.pk]),
                method="get",
            )
            yield Verb(
                "close",
                pgettext("organisation", "Close"),
                reverse("organisations:organisation_close", args=[obj.pk]),
                needs_reason=True,
                style="danger",
            )

    def own_panels(self, obj: Organisation) -> Iterable[Mapping[str, Any]]:
        """Posts with their A and B holders and the history behind them."""
        posts = list(obj.posts.prefetch_related("appointments__person"))
        today = clock.today()
        yield {
            "id": "posts",
            "title": _("Posts"),
            "count": len(posts),
            "wide": True,
            "template": "organisations/_posts.html",
            "may_appoint": self.rights.can(self.actor, APPOINT, obj),
            "posts": [
                {
                    "post": post,
                    "holders": [a for a in post.appointments.all() if _holds(a, today)],
                    "former": [a for a in post.appointments.all() if not _holds(a, today)],
                }
                for post in posts
            ],
        }


def _holds(appointment: Appointment, day: Any) -> bool:
    return appointment.valid_to is None or appointment.valid_to >= day


class OrganisationCreatePage(CreatePage):
    """Enter an organisation."""

    model = Organisation
    permission = CHANGE
    form_class = OrganisationForm
    form_takes_actor = True
    breadcrumbs = ((gettext_lazy("Organisations"), "organisations:organisations"),)

    def save(self, form: Any) -> Organisation:
        """Enter."""
        return create_organisation(actor=self.actor, **form.cleaned_data)


class OrganisationChangePage(ChangePage):
    """Change an organisation."""

    model = Organisation
    permission = CHANGE
    form_class = OrganisationChangeForm
    form_takes_actor = True
    breadcrumbs = ((gettext_lazy("Organisations"), "organisations:organisations"),)

    def get_initial(self) -> Mapping[str, Any]:
        """Present values; the region by its code."""
        return {**super().get_initial(), "region_code": self.obj.region_id}

    def save(self, form: Any) -> Organisation:
        """Change."""
        return update_organisation(
            organisation_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class PostCreatePage(ChangePage):
    """Create a post of an organisation."""

    model = Organisation
    permission = CHANGE
    form_class = PostForm
    title = gettext_lazy("New post")
    breadcrumbs = ((gettext_lazy("Organisations"), "organisations:organisations"),)

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing of the organisation's own."""
        return {}

    def save(self, form: Any) -> Any:
        """Create, and go back to the organisation."""
        create_post(organisation_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj


class AppointmentPage(ChangePage):
    """Fill a post."""

    model = Post
    permission = APPOINT
    form_class = AppointmentForm
    submit_label = gettext_lazy("Appoint")
    breadcrumbs = ((gettext_lazy("Organisations"), "organisations:organisations"),)

    def form(self, **data: Any) -> Any:
        """People of the post's organisation."""
        return self.form_class(
            initial={"valid_from": clock.today()},
            actor=self.actor,
            organisation_id=self.obj.organisation_id,
            **data,
        )

    def get_title(self) -> str:
        """Which post."""
        return _("Appoint: %(post)s") % {"post": self.obj}

    def save(self, form: Any) -> Any:
        """Appoint, and go back to the organisation."""
        appoint(post_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj.organisation


@require_POST
@requires(APPOINT)
def end(request: Any, pk: int) -> HttpResponse:
    """End an appointment today."""
    found = get_visible(Appointment, pk, actor=request.actor)
    end_appointment(appointment_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    return go_to(request, found.post.organisation.get_absolute_url())


@require_POST
@requires(CHANGE)
def close(request: Any, pk: int) -> HttpResponse:
    """Close an organisation."""
    organisation = close_organisation(
        organisation_id=pk, actor=request.actor, reason=request.POST.get("reason", "")
    )
    return go_to(request, organisation.get_absolute_url())
