"""Duties of the responsible persons, naming them, and their notice board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.files.public import attachments_of, store_upload
from anlan.base.organisations.public import list_people_info, people_of
from anlan.kernel import clock
from anlan.kernel.pages import (
    ActorPage,
    ChangePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import render_page
from anlan.supervision.installations.choices import DutyRole
from anlan.supervision.installations.filters import DUTY_FACETS
from anlan.supervision.installations.forms import DutyForm, ReportForm, ResponsibleForm
from anlan.supervision.installations.models import (
    DutyRule,
    DutyTask,
    Installation,
    ResponsiblePerson,
)
from anlan.supervision.installations.permissions import DO_DUTY, KEEP
from anlan.supervision.installations.services.duties import (
    appoint_responsible,
    complete_duty,
    report_responsible,
)
from anlan.supervision.installations.services.identification import grade_word
from anlan.supervision.installations.tables import DutyTable

BREADCRUMBS = (
    (gettext_lazy("Major hazard installations"), "installations:list"),
    (gettext_lazy("Duties"), "installations:duties"),
)


class DutyListPage(ListPage):
    """Duties of one's area, the overdue first."""

    model = DutyTask
    title = gettext_lazy("Duties of the responsible persons")
    breadcrumbs = BREADCRUMBS[:1]
    table_class = DutyTable
    facets = DUTY_FACETS
    saved_filters: ClassVar = (
        SavedFilter("open", gettext_lazy("To do"), Q(state="open"), counted=True),
        SavedFilter(
            "overdue",
            gettext_lazy("Overdue"),
            lambda actor: Q(state="open", due_on__lt=clock.today()),
            counted=True,
            level=2,
        ),
        SavedFilter(
            "mine",
            gettext_lazy("Mine"),
            lambda actor: Q(state="open", responsible__person_id=actor.person_id or 0),
            counted=True,
        ),
        SavedFilter("other", gettext_lazy("Done by somebody else"), Q(is_by_other=True)),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("rule__text", "installation__search_text")
    select_related = ("rule", "installation", "responsible__person")
    ordering = ("due_on", "pk")
    live_topic = "installations"
    empty_title = gettext_lazy("No duty here")
    empty_text = gettext_lazy(
        "Duties are made every night for installations whose three persons are named."
    )

    def queryset(self) -> QuerySet[DutyTask]:
        """Those of one installation, when its page leads here."""
        rows = super().queryset()
        wanted = self.request.GET.get("installation", "")
        return rows.filter(installation_id=int(wanted)) if wanted.isdigit() else rows


class DutyPage(ObjectPage):
    """One duty of one period, with its evidence."""

    model = DutyTask
    select_related = ("rule", "installation__enterprise", "responsible__person")
    breadcrumbs = BREADCRUMBS

    def get_title(self, obj: DutyTask) -> str:
        """The duty."""
        return obj.rule.text

    def get_subtitle(self, obj: DutyTask) -> str:
        """Where."""
        return f"{obj.installation.enterprise} · {obj.installation}"

    def state(self, obj: DutyTask) -> Mapping[str, Any]:
        """Overdue before to do."""
        return obj.status

    def holder(self, obj: DutyTask) -> Mapping[str, Any]:
        """Who answers for it."""
        return {"label": str(obj.responsible), "url": ""}

    def facts(self, obj: DutyTask) -> list[dict[str, Any]]:
        """Period, what was done."""
        return [
            fact_group(
                _("Duty"),
                fact(pgettext("duty", "role"), obj.rule.get_role_display()),
                fact(_("returns"), obj.rule.get_period_display()),
                fact(_("period from"), obj.period_start),
                fact(_("due on"), obj.due_on),
                fact(_("legal basis"), obj.rule.legal_basis, wide=True),
            ),
            fact_group(
                _("Done"),
                fact(pgettext("duty", "what was done"), obj.note, wide=True),
                fact(_("done at"), None, at=obj.done_at),
                fact(_("done by"), obj.done_by),
                fact(_("done by somebody else"), _("yes") if obj.is_by_other else _("no")),
            ),
        ]

    def own_verbs(self, obj: DutyTask) -> Iterable[Verb]:
        """Record it as done."""
        if obj.state == "open" and self.rights.can(self.actor, DO_DUTY, obj):
            yield Verb(
                "done",
                _("Record as done"),
                reverse("installations:complete_duty", args=[obj.pk]),
                method="get",
                style="primary",
                icon="check",
            )

    def own_panels(self, obj: DutyTask) -> Iterable[Mapping[str, Any]]:
        """Its evidence."""
        rows = [
            {
                "label": file.name,
                "url": file.url,
                "where": file.uploaded_by,
                "at": file.captured_at or file.created_at,
                "state": {"label": _("taken in the page"), "tone": "done"}
                if file.is_authentic
                else None,
            }
            for file in attachments_of(obj)
        ]
        yield {
            "id": "evidence",
            "title": _("Evidence"),
            "count": len(rows),
            "rows": rows,
            "empty": _("No photo or document."),
        }


class DutyDonePage(ChangePage):
    """Record a duty as done."""

    model = DutyTask
    permission = DO_DUTY
    title = gettext_lazy("Record as done")
    breadcrumbs = BREADCRUMBS
    form_class = DutyForm

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is filled in."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the duty."""
        return {**super().describe(form), "subtitle": f"{self.obj.rule} · {self.obj.installation}"}

    def save(self, form: DutyForm) -> DutyTask:
        """Call the service and keep the evidence."""
        task = complete_duty(duty_id=self.obj.pk, note=form.cleaned_data["note"], actor=self.actor)
        if form.cleaned_data["photo"]:
            store_upload(
                uploaded=form.cleaned_data["photo"],
                subject=task,
                actor=self.actor,
                kind="photo",
            )
        return task


class ResponsiblePage(ChangePage):
    """Name or replace a responsible person."""

    model = Installation
    permission = KEEP
    title = gettext_lazy("Name a responsible person")
    breadcrumbs = BREADCRUMBS[:1]
    form_class = ResponsibleForm
    law = gettext_lazy("Emergency Office [2021] No. 12, articles 3 and 7 (not verified)")

    def form(self, **data: Any) -> ResponsibleForm:
        """Offer the people of the enterprise."""
        people = people_of(self.obj.organisation_id, actor=self.actor)
        return ResponsibleForm(
            people=[(p.id, f"{p.name} {p.title}") for p in people],
            initial={"from_on": clock.today()},
            **data,
        )

    def success_url(self, saved: Any) -> str:
        """Back to the unit."""
        address: str = self.obj.get_absolute_url()
        return address

    def save(self, form: ResponsibleForm) -> ResponsiblePerson:
        """Call the service."""
        return appoint_responsible(
            installation_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class ReportPage(ChangePage):
    """Record that a change of person was registered."""

    model = ResponsiblePerson
    permission = KEEP
    title = gettext_lazy("Record the registration of a change")
    breadcrumbs = BREADCRUMBS[:1]
    form_class = ReportForm

    def get_initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"on": clock.today()}

    def get_cancel_url(self) -> str:
        """Back to the unit."""
        address: str = self.obj.installation.get_absolute_url()
        return address

    def success_url(self, saved: Any) -> str:
        """Back to the unit."""
        return self.get_cancel_url()

    def save(self, form: ReportForm) -> ResponsiblePerson:
        """Call the service."""
        return report_responsible(
            responsible_id=self.obj.pk, on=form.cleaned_data["on"], actor=self.actor
        )


class BoardPage(ActorPage):
    """The notice board of the three responsible persons, to print and hang up."""

    model = Installation

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the sheet."""
        unit = get_visible(Installation, pk, actor=self.actor)
        held = {n.role: n for n in unit.responsible.filter(until_on__isnull=True)}
        people = list_people_info([n.person_id for n in held.values()], self.actor)
        duties: dict[str, list[str]] = {}
        for rule in DutyRule.objects.filter(is_active=True):
            duties.setdefault(rule.role, []).append(rule.text)
        rows = [
            {
                "role": label,
                "person": people[held[role].person_id] if role in held else None,
                "duties": duties.get(role, []),
            }
            for role, label in DutyRole.choices
        ]
        run = unit.runs.first()
        page = {
            "title": _("Notice of responsible persons"),
            "breadcrumbs": [
                {"label": _("Major hazard installations"), "url": reverse("installations:list")},
                {"label": str(unit), "url": unit.get_absolute_url()},
            ],
            "unit": unit,
            "grade": grade_word(unit.grade),
            "rows": rows,
            "substances": list(dict.fromkeys(line["name"] for line in (run.lines if run else ()))),
            "today": clock.today(),
        }
        return render_page(request, "installations/board.html", {"page": page})


class DutyRuleListPage(ActorPage):
    """The duties as data: role, period, where it is written."""

    model = DutyRule

    def get(self, request: Any) -> HttpResponse:
        """Show them by role."""
        rules = list(visible(DutyRule, self.actor))
        groups = [
            {"label": label, "rules": [r for r in rules if r.role == role]}
            for role, label in DutyRole.choices
        ]
        page = {
            "title": _("Duties of the responsible persons"),
            "subtitle": _(
                "Each with its article. How often is the county's choice where no text says it."
            ),
            "breadcrumbs": [
                {"label": _("Major hazard installations"), "url": reverse("installations:list")},
                {"label": _("Duties"), "url": reverse("installations:duties")},
            ],
            "groups": groups,
        }
        return render_page(request, "installations/duty_rules.html", {"page": page})
