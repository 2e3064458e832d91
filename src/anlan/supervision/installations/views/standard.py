"""The tables of GB 18218-2018 and the county's rules, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel.pages import ChangePage, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.registry import Verb
from anlan.supervision.installations.filters import VALUE_FACETS
from anlan.supervision.installations.forms import ValueForm
from anlan.supervision.installations.models import StandardValue
from anlan.supervision.installations.permissions import CONFIRM
from anlan.supervision.installations.services.standard import NUMBERS, confirm_value
from anlan.supervision.installations.tables import StandardValueTable

BREADCRUMBS = (
    (gettext_lazy("Major hazard installations"), "installations:list"),
    (gettext_lazy("Thresholds and factors"), "installations:values"),
)


class ValueListPage(ListPage):
    """All rows, table by table."""

    model = StandardValue
    title = gettext_lazy("Thresholds and factors of GB 18218-2018")
    subtitle = gettext_lazy(
        "Every number a calculation uses, with its clause, source and whether it was confirmed."
    )
    breadcrumbs = BREADCRUMBS[:1]
    table_class = StandardValueTable
    facets = VALUE_FACETS
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("open", gettext_lazy("Not confirmed"), Q(is_verified=False), counted=True),
        SavedFilter("substances", gettext_lazy("Named substances"), Q(table="1")),
        SavedFilter("classes", gettext_lazy("Hazard classes"), Q(table="2")),
        SavedFilter("rules", gettext_lazy("Rules of the county"), Q(table="r")),
    )
    search_fields = ("name", "cas", "symbol", "condition")
    search_placeholder = gettext_lazy("Name, CAS number or symbol")
    ordering = ("table", "sort_order", "pk")
    hidden_columns = ("source", "value")
    empty_title = gettext_lazy("No tables yet")
    empty_text = gettext_lazy("The tables come with the reference data of the platform.")


class ValuePage(ObjectPage):
    """One row."""

    model = StandardValue
    breadcrumbs = BREADCRUMBS

    def get_subtitle(self, obj: StandardValue) -> str:
        """Its table."""
        return str(obj.get_table_display())

    def state(self, obj: StandardValue) -> dict[str, Any]:
        """Whether it was confirmed."""
        if obj.is_verified:
            return {"label": _("confirmed"), "tone": "done"}
        return {"label": _("not confirmed"), "tone": "waiting"}

    def facts(self, obj: StandardValue) -> list[dict[str, Any]]:
        """Numbers, then where they come from."""
        numbers = [
            fact(obj._meta.get_field(name).verbose_name, f"{getattr(obj, name):g}")  # type: ignore[union-attr]
            for name in NUMBERS
            if getattr(obj, name) is not None
        ]
        return [
            fact_group(
                _("Row"),
                fact(_("row"), obj.code),
                fact(_("CAS number"), obj.cas),
                fact(_("hazard class"), obj.hazard_class),
                fact(_("holds for"), obj.condition, wide=True),
                *numbers,
                fact(_("unit"), obj.unit),
            ),
            fact_group(
                pgettext("value", "Source"),
                fact(_("clause"), obj.clause, wide=True),
                fact(_("source"), obj.source, wide=True),
                fact(_("confirmed by citation"), obj.citation, wide=True),
                fact(_("confirmed by"), obj.confirmed_by),
                fact(_("confirmed at"), None, at=obj.confirmed_at),
            ),
        ]

    def own_verbs(self, obj: StandardValue) -> Iterable[Verb]:
        """Confirm it."""
        if self.actor.has(CONFIRM):
            yield Verb(
                "confirm",
                _("Confirm with a citation"),
                reverse("installations:confirm_value", args=[obj.pk]),
                method="get",
                style="secondary" if obj.is_verified else "primary",
                icon="check",
            )


class ConfirmPage(ChangePage):
    """Confirm a value, or correct it, with what was read."""

    model = StandardValue
    permission = CONFIRM
    title = gettext_lazy("Confirm with a citation")
    breadcrumbs = BREADCRUMBS
    form_class = ValueForm
    success_text = gettext_lazy("The value is confirmed.")

    def load(self, **kwargs: Any) -> None:
        """The tables are the county's: who may confirm one value may confirm all."""
        from anlan.kernel.policy import get_visible

        self.obj = get_visible(StandardValue, kwargs["pk"], actor=self.actor)

    def get_initial(self) -> dict[str, Any]:
        """What was cited before."""
        return {"citation": self.obj.citation}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the row and its present number."""
        shown = next((getattr(self.obj, n) for n in NUMBERS if getattr(self.obj, n)), None)
        number = "" if shown is None else f": {shown:g}"
        return {**super().describe(form), "subtitle": f"{self.obj.label}{number}"}

    def save(self, form: ValueForm) -> StandardValue:
        """Call the service."""
        values = dict(form.cleaned_data)
        number = values.pop("number")
        name = next((n for n in NUMBERS if getattr(self.obj, n) is not None), "")
        numbers = {name: number} if name and number is not None else {}
        return confirm_value(value_id=self.obj.pk, actor=self.actor, **values, **numbers)
