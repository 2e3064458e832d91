"""Pages of the kinds of special operations: grades, longest hours, gas tests, legal basis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import ChangePage, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.supervision.permits.forms import KindForm
from anlan.supervision.permits.models import WorkKind
from anlan.supervision.permits.permissions import CONFIRM
from anlan.supervision.permits.services.kinds import confirm_kind
from anlan.supervision.permits.tables import KindTable

BREADCRUMBS = (
    (gettext_lazy("Special operations"), "permits:list"),
    (gettext_lazy("Kinds and limits"), "permits:kinds"),
)


class KindListPage(ListPage):
    """Every kind with how long a permit of each grade may hold, and where that is written."""

    model = WorkKind
    title = gettext_lazy("Kinds of special operations and their limits")
    subtitle = gettext_lazy(
        "A permit longer than its grade allows is refused, work begins only with a fresh gas test."
    )
    breadcrumbs = BREADCRUMBS[:1]
    table_class = KindTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("open", gettext_lazy("Not confirmed"), Q(is_verified=False), counted=True),
    )
    search_fields = ("name", "legal_basis")
    ordering = ("sort_order", "code")
    empty_title = gettext_lazy("No kind is loaded")
    empty_text = gettext_lazy("Kinds come with the reference data of the platform; load it again.")


class KindPage(ObjectPage):
    """One kind, its limits and who confirmed them against the text."""

    model = WorkKind
    breadcrumbs = BREADCRUMBS

    def state(self, obj: WorkKind) -> dict[str, Any]:
        """Whether it was confirmed."""
        if obj.is_verified:
            return {"label": _("confirmed"), "tone": "done"}
        return {"label": _("not confirmed"), "tone": "waiting"}

    def facts(self, obj: WorkKind) -> list[dict[str, Any]]:
        """Limits, then where they come from."""
        minutes = obj.gas_test_minutes
        return [
            fact_group(
                _("Limits"),
                *(
                    fact(
                        grade["name"],
                        _("%(hours)g hours at most") % {"hours": float(grade["hours"])},
                    )
                    for grade in obj.grades
                ),
                fact(
                    _("gas test before the work"),
                    _("not older than %(minutes)d minutes") % {"minutes": minutes}
                    if minutes
                    else _("not asked for"),
                ),
                fact(_("needs a guardian"), _("yes") if obj.needs_guardian else _("no")),
                fact(_("makes fire"), _("yes") if obj.is_fire else _("no")),
            ),
            fact_group(
                _("Where it is written"),
                fact(_("clause"), obj.clause),
                fact(_("legal basis"), obj.legal_basis, wide=True),
                fact(_("confirmed by citation"), obj.citation, wide=True),
                fact(_("confirmed by"), obj.confirmed_by),
                fact(_("confirmed at"), None, at=obj.confirmed_at),
            ),
        ]

    def own_verbs(self, obj: WorkKind) -> Iterable[Verb]:
        """Confirm it."""
        if self.actor.has(CONFIRM):
            yield Verb(
                "confirm",
                _("Confirm with a citation"),
                reverse("permits:confirm_kind", args=[obj.pk]),
                method="get",
                style="secondary" if obj.is_verified else "primary",
                icon="check",
            )


class KindConfirmPage(ChangePage):
    """Confirm the limits of a kind, or put them right, with what was read."""

    model = WorkKind
    permission = CONFIRM
    title = gettext_lazy("Confirm with a citation")
    breadcrumbs = BREADCRUMBS
    form_class = KindForm
    success_text = gettext_lazy("The limits are confirmed.")

    def load(self, **kwargs: Any) -> None:
        """The kinds are the county's: who may confirm one may confirm all."""
        self.obj = get_visible(WorkKind, kwargs["pk"], actor=self.actor)

    def form(self, **data: Any) -> KindForm:
        """The form has the grades of this kind."""
        initial = {"citation": self.obj.citation, "gas_test_minutes": self.obj.gas_test_minutes}
        return KindForm(kind=self.obj, initial=initial, **data)

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the kind and its present basis."""
        return {**super().describe(form), "subtitle": f"{self.obj} · {self.obj.legal_basis}"}

    def save(self, form: KindForm) -> WorkKind:
        """Call the service."""
        return confirm_kind(
            code=self.obj.pk,
            citation=form.cleaned_data["citation"],
            hours=form.hours(),
            gas_test_minutes=form.cleaned_data["gas_test_minutes"],
            reason=form.cleaned_data["reason"],
            actor=self.actor,
        )
