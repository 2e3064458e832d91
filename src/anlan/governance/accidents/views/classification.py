"""Types of accidents and rules of counting, and who compared them with the print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from anlan.governance.accidents.choices import Edition
from anlan.governance.accidents.forms import (
    NewTypeForm,
    OldTypeForm,
    PrintedTypeForm,
    RuleForm,
    TypeRemovalForm,
)
from anlan.governance.accidents.models import Accident, AccidentType, StatisticalRule
from anlan.governance.accidents.permissions import CONFIRM, KEEP
from anlan.governance.accidents.services import classification
from anlan.governance.accidents.services.coding import recode_history
from anlan.governance.accidents.tables import RuleTable, TypeTable
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

FIGURES_CRUMB = (gettext_lazy("Accident figures"), "accidents:statistics")
TYPES_CRUMBS = (FIGURES_CRUMB, (gettext_lazy("Accident types"), "accidents:types"))
STANDARD = "GB 6441-2025"


class TypeListPage(ListPage):
    """Types of accidents, new and old, and how they lead to each other."""

    model = AccidentType
    table_class = TypeTable
    title = gettext_lazy("Accident types")
    subtitle = gettext_lazy(
        "The text of GB 6441-2025 was not at hand; sources count 27 or 29 types. Numbers are "
        "places in the list, not official codes, until compared with the print."
    )
    breadcrumbs = (FIGURES_CRUMB,)
    saved_filters: ClassVar = (
        SavedFilter("new", "GB 6441-2025", Q(edition=Edition.NEW)),
        SavedFilter("old", "GB/T 6441-1986", Q(edition=Edition.OLD)),
        SavedFilter(
            "unverified",
            gettext_lazy("Not compared with the print"),
            Q(is_verified=False),
            counted=True,
        ),
    )
    ordering = ("-edition", "sort_order")
    template = "accidents/types.html"
    create_url_name, create_permission = "accidents:type_new", KEEP
    create_label = gettext_lazy("Add a type")
    empty_text = gettext_lazy("The types come with the platform.")

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way to code old accidents, with how many there are."""
        waiting = visible(Accident, self.actor).filter(kind__isnull=True, old_kind__isnull=False)
        return {
            **super().describe(*args, **kwargs),
            "uncoded": waiting.count(),
            "recode_url": reverse("accidents:recode") if self.actor.has(CONFIRM) else "",
            "uncoded_url": f"{reverse('accidents:list')}?tab=uncoded",
        }


class TypePage(ObjectPage):
    """One type: when to choose it, where it comes from or leads to."""

    model = AccidentType
    breadcrumbs = TYPES_CRUMBS

    def get_title(self, obj: AccidentType) -> str:
        """Its name."""
        return obj.name

    def number(self, obj: AccidentType) -> str:
        """Its place in the list."""
        return obj.code

    def facts(self, obj: AccidentType) -> list[dict[str, Any]]:
        """What it means and where it was seen."""
        is_old = obj.edition == Edition.OLD
        ways = (
            [(m.new, m.condition) for m in obj.leads_to.select_related("new")]
            if is_old
            else [(m.old, m.condition) for m in obj.comes_from.select_related("old")]
        )
        words = _("leads to") if is_old else _("comes from")
        return [
            fact_group(
                "",
                fact(_("edition"), obj.get_edition_display()),
                fact(_("when to choose it"), obj.note, wide=True),
                *(
                    fact(words, other.name, url=other.get_absolute_url(), help=condition)
                    for other, condition in ways
                ),
                fact(
                    _("source"),
                    obj.source,
                    wide=True,
                    help="" if obj.is_verified else _("not compared with the printed text"),
                ),
                fact(_("compared with the print by"), obj.verified_by),
                fact(
                    _("accidents"),
                    (obj.old_accidents if is_old else obj.accidents).count(),
                    url="" if is_old else f"{reverse('accidents:list')}?tab=all&kind={obj.pk}",
                ),
            )
        ]

    def own_verbs(self, obj: AccidentType) -> Iterable[Verb]:
        """Compare it with the print, or take it out."""
        if not self.actor.has(KEEP):
            return
        yield Verb(
            "verify",
            _("Compare with the print"),
            reverse("accidents:type_verify", args=[obj.pk]),
            method="get",
            style="secondary" if obj.is_verified else "primary",
            icon="check",
        )
        if not (obj.accidents.exists() or obj.old_accidents.exists()):
            yield Verb(
                "remove",
                _("Not in the print"),
                reverse("accidents:type_remove", args=[obj.pk]),
                method="get",
                icon="x",
            )


class TypeVerifyPage(ChangePage):
    """Compare a type with the print; correct code, name and what leads to it."""

    model = AccidentType
    permission = KEEP
    initial_fields = ("code", "name", "note")
    breadcrumbs = TYPES_CRUMBS
    submit_label = gettext_lazy("Confirm")

    def load(self, **kwargs: Any) -> None:
        """Old types lead somewhere; nothing leads to them."""
        super().load(**kwargs)
        is_new = self.obj.edition == Edition.NEW
        self.form_class = PrintedTypeForm if is_new else OldTypeForm  # type: ignore[misc]
        self.law = STANDARD if is_new else "GB/T 6441-1986"  # type: ignore[misc]

    def get_initial(self) -> Mapping[str, Any]:
        """What stands there now."""
        leading = list(self.obj.comes_from.values_list("old_id", flat=True))
        return {**super().get_initial(), "old_type_ids": leading}

    def save(self, form: Any) -> AccidentType:
        """Call the service."""
        data = form.cleaned_data
        return classification.compare_type(
            type_id=self.obj.pk,
            code=data["code"],
            name=data["name"],
            note=data["note"],
            old_type_ids=data.get("old_type_ids", ()),
            actor=self.actor,
        )


class TypeNewPage(CreatePage):
    """Add a type of the new edition that the list lacks."""

    model = AccidentType
    permission = KEEP
    form_class = NewTypeForm
    title = gettext_lazy("Add a type")
    breadcrumbs = TYPES_CRUMBS
    law = STANDARD

    def save(self, form: Any) -> AccidentType:
        """Call the service."""
        data = {k: v for k, v in form.cleaned_data.items() if k != "is_seen"}
        return classification.add_type(**data, actor=self.actor)

    def get_cancel_url(self) -> str:
        """Back to the types."""
        return reverse("accidents:types")


class TypeRemovePage(ChangePage):
    """Take out a type that the print does not have."""

    model = AccidentType
    permission = KEEP
    form_class = TypeRemovalForm
    breadcrumbs = TYPES_CRUMBS
    return_to = "accidents:types"
    submit_label = gettext_lazy("Take it out")
    success_text = gettext_lazy("Taken out.")
    law = STANDARD

    def save(self, form: Any) -> None:
        """Call the service."""
        classification.remove_type(
            type_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=self.actor
        )


class RuleListPage(ListPage):
    """Rules of counting, with clause and source."""

    model = StatisticalRule
    table_class = RuleTable
    title = gettext_lazy("Rules of counting")
    breadcrumbs = (FIGURES_CRUMB,)
    ordering = ("sort_order", "code")
    empty_text = gettext_lazy("The rules come with the platform.")


class RulePage(ObjectPage):
    """One rule."""

    model = StatisticalRule
    breadcrumbs = (FIGURES_CRUMB, (gettext_lazy("Rules of counting"), "accidents:rules"))

    def facts(self, obj: StatisticalRule) -> list[dict[str, Any]]:
        """What it says, its number, its clause."""
        return [
            fact_group(
                "",
                fact(_("what it says"), obj.text, wide=True),
                fact(_("number"), obj.value, unit=obj.unit),
                fact(
                    _("legal basis"),
                    obj.legal_basis,
                    wide=True,
                    help="" if obj.is_verified else _("not compared with the printed text"),
                ),
                fact(_("source"), obj.source, wide=True),
                fact(_("compared with the print by"), obj.verified_by),
                fact(_("compared at"), at=obj.verified_at),
            )
        ]

    def own_verbs(self, obj: StatisticalRule) -> Iterable[Verb]:
        """Compare it."""
        if self.actor.has(KEEP):
            yield Verb(
                "verify",
                _("Compared with the print"),
                reverse("accidents:rule_verify", args=[obj.pk]),
                method="get",
                style="secondary" if obj.is_verified else "primary",
                icon="check",
            )


class RuleVerifyPage(ChangePage):
    """Compare a rule with the print; correct its number."""

    model = StatisticalRule
    permission = KEEP
    form_class = RuleForm
    initial_fields = ("value",)
    breadcrumbs = (FIGURES_CRUMB, (gettext_lazy("Rules of counting"), "accidents:rules"))

    def save(self, form: Any) -> Any:
        """Call the service."""
        return classification.compare_rule(
            rule_id=self.obj.pk, value=form.cleaned_data["value"], actor=self.actor
        )


@require_POST
@requires(CONFIRM)
def recode(request: ActorRequest) -> HttpResponse:
    """Give old accidents their new type where only one fits."""
    done = recode_history(actor=request.actor)
    text = ngettext(
        "%(coded)d accident got its new type; %(waiting)d wait for a person.",
        "%(coded)d accidents got their new type; %(waiting)d wait for a person.",
        done.coded,
    )
    messages.success(request, text % {"coded": done.coded, "waiting": done.waiting})
    return go_to(request, f"{reverse('accidents:list')}?tab=uncoded")
