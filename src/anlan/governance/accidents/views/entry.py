"""Entering accidents and changing them: facts, figures, type, removal, persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.governance.accidents.forms import (
    AccidentForm,
    ChangeForm,
    FigureFields,
    FiguresForm,
    PersonForm,
    RemovalForm,
    TypeForm,
)
from anlan.governance.accidents.models import FIGURES, Accident, FigureChange
from anlan.governance.accidents.permissions import REGISTER
from anlan.governance.accidents.selectors.duplicates import find_duplicates
from anlan.governance.accidents.services import figures, register
from anlan.kernel.pages import ChangePage, CreatePage

CRUMBS = ((gettext_lazy("Register of accidents"), "accidents:list"),)


class NewAccidentPage(CreatePage):
    """Enter an accident by hand."""

    model = Accident
    permission = REGISTER
    form_class = AccidentForm
    form_takes_actor = True
    title = gettext_lazy("Register an accident")
    breadcrumbs = CRUMBS
    success_text = gettext_lazy("Registered. It counts when it has been verified and confirmed.")
    steps = (
        {
            "id": "what",
            "title": gettext_lazy("What happened where"),
            "fields": (
                "title",
                "occurred_at",
                "region_code",
                "address",
                "longitude",
                "latitude",
                "domain",
                "department_id",
            ),
        },
        {
            "id": "unit",
            "title": gettext_lazy("In which unit"),
            "fields": ("enterprise_name", "unit_name", "unit_type", "industry_code"),
        },
        {
            "id": "harm",
            "title": gettext_lazy("Harm"),
            "fields": (*FigureFields.base_fields, "days_lost"),
        },
        {
            "id": "cause",
            "title": gettext_lazy("Type and cause"),
            "fields": ("first_cause", "kind_id", "cause", "course"),
        },
    )

    def get_cancel_url(self) -> str:
        """Back to the register."""
        return reverse("accidents:list")

    def save(self, form: Any) -> Accident:
        """Call the service."""
        values = dict(form.cleaned_data)
        values.pop("enterprise_name")
        given = form.figures()
        for name in given:
            values.pop(name)
        accident = register.register_accident(
            actor=self.actor, figures=given, enterprise_id=form.enterprise_id, **values
        )
        if find_duplicates(accident, self.actor):
            messages.warning(
                self.request, _("A similar accident stands in the register; see below.")
            )
        return accident


class AccidentChangePage(ChangePage):
    """Change what is no figure."""

    model = Accident
    permission = REGISTER
    form_class = ChangeForm
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Accident:
        """Call the service."""
        return register.change_accident(
            accident_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class FiguresPage(ChangePage):
    """New figures: more harm at once, fewer deaths with approval, late ones only noted."""

    model = Accident
    permission = REGISTER
    form_class = FiguresForm
    initial_fields = FIGURES
    breadcrumbs = CRUMBS
    law = gettext_lazy("State Council Decree No. 493, article 13")

    def get_title(self) -> str:
        """Whose."""
        return _("Figures of %(accident)s") % {"accident": self.obj.title}

    def save(self, form: Any) -> FigureChange:
        """Call the service and say what became of it."""
        change = figures.change_figures(
            accident_id=self.obj.pk,
            figures=form.figures(),
            reason=form.cleaned_data["reason"],
            document=form.cleaned_data["document"],
            actor=self.actor,
        )
        if change.state == "proposed":
            messages.warning(self.request, _("Somebody else must approve that deaths are fewer."))
        if change.state == "outside":
            messages.warning(
                self.request, _("The period is over: the change is noted and not counted.")
            )
        return change

    def success_url(self, saved: Any) -> str:
        """Back to the accident."""
        return str(self.obj.get_absolute_url())


class ChooseTypePage(ChangePage):
    """Choose the type by the first inducing cause."""

    model = Accident
    permission = REGISTER
    form_class = TypeForm
    initial_fields = ("first_cause", "kind_id")
    breadcrumbs = CRUMBS
    law = "GB 6441-2025"

    def get_title(self) -> str:
        """Whose."""
        return _("Type of %(accident)s") % {"accident": self.obj.title}

    def form(self, **data: Any) -> Any:
        """Offer the types the old one leads to."""
        return super().form(accident=self.obj, **data)

    def save(self, form: Any) -> Accident:
        """Call the service."""
        return register.choose_type(accident_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class RemovalPage(ChangePage):
    """Propose not to count it."""

    model = Accident
    permission = REGISTER
    form_class = RemovalForm
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Propose")
    success_text = gettext_lazy("Proposed. Somebody else decides; until then nothing changes.")

    def get_title(self) -> str:
        """Whose."""
        return _("Not to be counted: %(accident)s") % {"accident": self.obj.title}

    def save(self, form: Any) -> Accident:
        """Call the service."""
        return register.propose_removal(
            accident_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class PersonPage(ChangePage):
    """Add a harmed person."""

    model = Accident
    permission = REGISTER
    form_class = PersonForm
    breadcrumbs = CRUMBS
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing."""
        return {}

    def get_title(self) -> str:
        """Whose."""
        return _("Harmed person: %(accident)s") % {"accident": self.obj.title}

    def save(self, form: Any) -> Accident:
        """Call the service."""
        figures.record_person(accident_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]
