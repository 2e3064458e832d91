"""The register of experts, and asking one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.incidents import public as incidents
from anlan.command.teams.choices import AVAILABILITY_TONES
from anlan.command.teams.filters import ExpertFilter
from anlan.command.teams.forms.experts import ExpertForm
from anlan.command.teams.models import Expert, ExpertRequest
from anlan.command.teams.permissions import ASK_EXPERT, CHANGE_EXPERT, REVEAL_EXPERT
from anlan.command.teams.rulebook import force_rule
from anlan.command.teams.services.experts import (
    ask_expert,
    change_expert,
    create_expert,
    reveal_expert_phone,
)
from anlan.command.teams.tables import ExpertTable
from anlan.kernel import clock
from anlan.kernel.fields import mask
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import visible
from anlan.kernel.requests import ActorRequest, requires


class ExpertListPage(ListPage):
    """All experts of one's area."""

    model = Expert
    table_class = ExpertTable
    title = gettext_lazy("Emergency experts")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All"), Q(is_active=True)),
        SavedFilter(
            "available",
            gettext_lazy("Can be asked"),
            Q(is_active=True, availability__in=("available", "by_phone")),
            counted=True,
        ),
        SavedFilter(
            "expired",
            gettext_lazy("Term over"),
            lambda actor: Q(is_active=True, appointed_until__lt=clock.today()),
            counted=True,
        ),
    )
    facets = (Facet("availability", gettext_lazy("Availability")),)
    filterset_class = ExpertFilter
    search_fields = ("name", "code", "field", "employer", "title")
    ordering = ("code",)
    select_related = ("region",)
    create_url_name = "teams:expert_create"
    create_permission = CHANGE_EXPERT
    create_label = gettext_lazy("Register an expert")
    import_url_name = "teams:expert_import"
    import_permission = CHANGE_EXPERT
    empty_title = gettext_lazy("No expert yet")
    empty_text = gettext_lazy(
        "Register whom to ask about which kind of incident, or import them from Excel."
    )


class ExpertPage(ObjectPage):
    """One expert: what he knows, where to reach him, what he was asked."""

    model = Expert
    select_related = ("region", "person")
    edit_url_name = "teams:expert_change"
    edit_permission = CHANGE_EXPERT
    breadcrumbs = ((gettext_lazy("Emergency experts"), "teams:experts"),)

    def number(self, obj: Any) -> str:
        """His code."""
        return str(obj.code)

    def get_subtitle(self, obj: Any) -> str:
        """What he knows."""
        return str(obj.field)

    def state(self, obj: Any) -> Mapping[str, Any] | None:
        """Whether he can be asked."""
        return {
            "label": obj.get_availability_display(),
            "tone": AVAILABILITY_TONES[obj.availability],
        }

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """A term that is over is said first."""
        if not obj.is_term_over:
            return None
        return {
            "text": _("The appointment has run out: he is no longer proposed."),
            "tone": "warning",
        }

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """The record; the number is hidden until it is asked for."""
        may = bool(obj.phone) and self.rights.can(self.actor, REVEAL_EXPERT, obj)
        return [
            fact_group(
                _("Expert"),
                fact(_("Kinds of incident he knows"), "、".join(obj.kind_labels), wide=True),
                fact(_("Place of work"), obj.employer),
                fact(_("Professional title"), obj.title),
                fact(
                    _("Mobile phone"),
                    mask(obj.phone) if obj.phone else "",
                    reveal_url=reverse("teams:expert_phone", args=[obj.pk]) if may else "",
                ),
                fact(_("Contact book"), obj.person.name if obj.person is not None else ""),
                fact(_("Region"), obj.region),
            ),
            fact_group(
                _("Appointment"),
                fact(_("Appointed on"), obj.appointed_on),
                fact(
                    _("Appointed until"),
                    obj.appointed_until,
                    source=force_rule("expert").legal_basis,
                ),
                fact(_("Note on availability"), obj.availability_note),
            ),
        ]

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """What he was asked about."""
        rows = visible(ExpertRequest, self.actor).filter(expert=obj).select_related("incident")
        yield {
            "id": "requests",
            "title": _("Asked about"),
            "rows": [
                {
                    "label": row.incident.title,
                    "url": row.incident.get_absolute_url(),
                    "where": _("notified") if row.by_notice else _("called by phone"),
                    "at": row.asked_at,
                }
                for row in rows[:10]
            ],
            "empty": _("He has not been asked yet; experts are asked on the page of an incident."),
        }


class ExpertCreatePage(CreatePage):
    """Register an expert."""

    model = Expert
    form_class = ExpertForm
    permission = CHANGE_EXPERT
    title = gettext_lazy("Register an expert")
    subtitle = force_rule("expert").legal_basis
    breadcrumbs = ((gettext_lazy("Emergency experts"), "teams:experts"),)

    def save(self, form: Any) -> Expert:
        """Call the service."""
        return create_expert(actor=self.actor, **form.cleaned_data)


class ExpertChangePage(ChangePage):
    """Correct an expert's record. His number is left as it is unless a new one is typed."""

    model = Expert
    form_class = ExpertForm
    permission = CHANGE_EXPERT
    breadcrumbs = ((gettext_lazy("Emergency experts"), "teams:experts"),)

    def get_initial(self) -> Mapping[str, Any]:
        """The present record, without the number: looking at it would have to be recorded."""
        values = dict(super().get_initial())
        values.update(region_code=self.obj.region_id, person_id=self.obj.person_id, phone="")
        return values

    def save(self, form: Any) -> Expert:
        """Call the service."""
        values = dict(form.cleaned_data)
        if not values["phone"]:
            values.pop("phone")
        return change_expert(expert_id=self.obj.pk, actor=self.actor, **values)


@require_POST
@requires(REVEAL_EXPERT)
def phone(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the full number as a link that dials; the reading is recorded."""
    number = reveal_expert_phone(expert_id=pk, actor=request.actor)
    return HttpResponse(format_html('<a href="tel:{0}">{0}</a>', number))


@require_POST
@requires(ASK_EXPERT)
def ask(request: ActorRequest, pk: int, incident_id: int) -> HttpResponse:
    """Ask an expert about an incident and go back to it."""
    found = ask_expert(expert_id=pk, incident_id=incident_id, actor=request.actor)
    if found.by_notice:
        messages.success(request, _("The expert has been notified."))
    else:
        messages.success(request, _("The call is in the timeline."))
    return go_to(request, incidents.get_incident(incident_id, request.actor).url)
