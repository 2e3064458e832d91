"""The rules by which factors change levels, and the methods with their bands."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import ActorPage, ChangePage, CreatePage
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import render_page
from anlan.supervision.risk.forms import BandsForm, RulesForm
from anlan.supervision.risk.models import MethodVersion, RegradeRule, RuleSet
from anlan.supervision.risk.permissions import MANAGE
from anlan.supervision.risk.services.rules import publish_bands, publish_rules
from anlan.supervision.risk.views.units import OVERVIEW

RULES = (gettext_lazy("Re-grading rules"), "risk:rules")
METHODS = (gettext_lazy("Methods and bands"), "risk:methods")


class RulesPage(ActorPage):
    """The table in use with the basis of each line, and the former versions."""

    model = RuleSet
    title = gettext_lazy("Re-grading rules")
    breadcrumbs: ClassVar = (OVERVIEW,)

    def get(self, request: Any) -> HttpResponse:
        """Show the table; an older version by its number in the address."""
        tables = list(RuleSet.objects.all())
        wanted = request.GET.get("version", "")
        shown = next(
            (t for t in tables if str(t.version) == wanted),
            next((t for t in tables if t.is_current), None),
        )
        context = {
            "page": {
                "title": self.title,
                "breadcrumbs": self.get_breadcrumbs(),
                "change_url": reverse("risk:change_rules") if self.actor.has(MANAGE) else "",
            },
            "tables": tables,
            "shown": shown,
            "rules": list(shown.rules.all()) if shown else [],
        }
        return render_page(request, "risk/rules.html", context)


class RulesChangePage(CreatePage):
    """Publish another version of the table."""

    model = RuleSet
    permission = MANAGE
    template = "risk/rules_form.html"
    title = gettext_lazy("Publish another version of the rules")
    breadcrumbs: ClassVar = (OVERVIEW, RULES)
    form_class = RulesForm
    keeps_draft = False
    submit_label = gettext_lazy("Publish")
    success_text = gettext_lazy("The rules are in use; levels follow within a minute.")

    def form(self, **data: Any) -> RulesForm:
        """Start from the table in use."""
        current = RegradeRule.objects.filter(rule_set__is_current=True)
        names = RulesForm.columns
        rows = [{name: getattr(rule, name) for name in names} for rule in current]
        return RulesForm(rows=rows, **data)

    def get_cancel_url(self) -> str:
        """Back to the table."""
        return reverse("risk:rules")

    def save(self, form: RulesForm) -> RuleSet:
        """Call the service."""
        return publish_rules(rules=form.rules(), note=form.cleaned_data["note"], actor=self.actor)


class MethodsPage(ActorPage):
    """The methods in use with their bands, and former versions."""

    model = MethodVersion
    title = gettext_lazy("Methods and bands")
    breadcrumbs: ClassVar = (OVERVIEW,)

    def get(self, request: Any) -> HttpResponse:
        """Show the table."""
        context = {
            "page": {"title": self.title, "breadcrumbs": self.get_breadcrumbs()},
            "methods": list(MethodVersion.objects.order_by("method", "-version")),
        }
        return render_page(request, "risk/methods.html", context)


class MethodPage(ActorPage):
    """One version: its scales, its bands, its source."""

    model = MethodVersion
    breadcrumbs: ClassVar = (OVERVIEW, METHODS)

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the version."""
        method = get_visible(MethodVersion, pk, actor=self.actor)
        may = self.actor.has(MANAGE) and method.is_current and bool(method.factors)
        context = {
            "page": {
                "title": str(method),
                "breadcrumbs": self.get_breadcrumbs(),
                "change_url": reverse("risk:publish_bands", args=[method.pk]) if may else "",
            },
            "method": method,
        }
        return render_page(request, "risk/method.html", context)


class BandsPage(ChangePage):
    """Publish another version of a method's bands."""

    model = MethodVersion
    permission = MANAGE
    title = gettext_lazy("Publish other bands")
    breadcrumbs: ClassVar = (OVERVIEW, METHODS)
    form_class = BandsForm
    keeps_draft = False
    submit_label = gettext_lazy("Publish")

    def load(self, **kwargs: Any) -> None:
        """Methods are public: the right is held over the whole platform."""
        self.obj = get_visible(MethodVersion, kwargs["pk"], actor=self.actor)

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the method under the heading."""
        return {**super().describe(form), "subtitle": str(self.obj)}

    def save(self, form: BandsForm) -> MethodVersion:
        """Call the service."""
        return publish_bands(method=self.obj.method, actor=self.actor, **form.cleaned_data)
