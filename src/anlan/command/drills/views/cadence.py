"""Who must hold drills by when, by which rule; recording what was held elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.drills.forms import HeldForm, RuleForm
from anlan.command.drills.models import CadenceDuty, CadenceRule
from anlan.command.drills.permissions import PLAN, RECORD, SET_RULES
from anlan.command.drills.services.cadence import change_rule, record_held
from anlan.command.drills.tables import DutyTable, RuleTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.registry import Verb

CRUMBS = ((gettext_lazy("Drill cadence"), "drills:duties"),)
#: What is due soon.
SOON = timedelta(days=60)


class DutyListPage(ListPage):
    """Every unit that must hold drills."""

    model = CadenceDuty
    table_class = DutyTable
    title = gettext_lazy("Drill cadence")
    template = "drills/duties.html"
    live_topic = "drills"
    saved_filters: ClassVar = (
        SavedFilter(
            "soon",
            gettext_lazy("Due within two months"),
            lambda _actor: Q(is_active=True, due_on__lt=clock.today() + SOON),
            counted=True,
        ),
        SavedFilter(
            "late",
            gettext_lazy("Late"),
            lambda _actor: Q(is_active=True, due_on__lt=clock.today()),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All"), Q(is_active=True)),
    )
    facets = (Facet("rule__concerns", gettext_lazy("Whom it concerns")),)
    search_fields = ("organisation__name",)
    select_related = ("rule", "organisation", "region")
    ordering = ("due_on",)
    empty_title = gettext_lazy("Nobody is due")
    empty_text = gettext_lazy(
        "Units come here by the rules: who falls under one is entered every night."
    )

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way to the rules."""
        return {**super().describe(*args, **kwargs), "rules_url": reverse("drills:rules")}


class DutyPage(ObjectPage):
    """One unit's duty."""

    model = CadenceDuty
    select_related = ("rule", "organisation", "region", "enterprise")
    breadcrumbs = CRUMBS

    def get_title(self, obj: CadenceDuty) -> str:
        """Whose."""
        return str(obj.organisation)

    def get_subtitle(self, obj: CadenceDuty) -> str:
        """By which rule."""
        return str(obj.rule)

    def due(self, obj: CadenceDuty) -> Any:
        """The next day."""
        return {"due_at": obj.due_at, "label": _("next drill")} if obj.is_active else None

    def facts(self, obj: CadenceDuty) -> list[dict[str, Any]]:
        """Last and next, and why."""
        return [
            fact_group(
                _("Drills"),
                fact(_("last held on"), obj.last_on),
                fact(_("which drill"), obj.last_note),
                fact(_("next due by"), obj.due_on),
                fact(_("at least once in months"), obj.rule.months),
                fact(
                    _("legal basis"),
                    obj.rule.legal_basis,
                    wide=True,
                    url=obj.rule.get_absolute_url(),
                    help="" if obj.rule.is_verified else _("clause not verified"),
                ),
                fact(_("region"), obj.region),
                fact(
                    _("enterprise"),
                    obj.enterprise,
                    url=obj.enterprise.get_absolute_url() if obj.enterprise is not None else "",
                ),
            )
        ]

    def own_verbs(self, obj: CadenceDuty) -> Iterable[Verb]:
        """Record one, or plan one."""
        if self.rights.can(self.actor, RECORD, obj):
            yield Verb(
                "record",
                _("Record a drill held"),
                reverse("drills:held", args=[obj.pk]),
                method="get",
                style="primary",
                icon="check",
            )
        if self.actor.has(PLAN):
            query = f"region_code={obj.region_id}"
            if obj.enterprise_id is not None:
                query += f"&enterprise={obj.enterprise_id}"
            yield Verb(
                "plan",
                _("Plan a drill"),
                f"{reverse('drills:plan')}?{query}",
                method="get",
                icon="flag",
            )


class HeldPage(ChangePage):
    """Record a drill held outside the platform."""

    model = CadenceDuty
    permission = RECORD
    form_class = HeldForm
    breadcrumbs = CRUMBS
    success_text = gettext_lazy("Recorded. The next day is counted from it.")

    def get_title(self) -> str:
        """Whose."""
        return _("Record a drill held: %(unit)s") % {"unit": self.obj.organisation}

    def get_initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"held_on": clock.today()}

    def save(self, form: Any) -> CadenceDuty:
        """Call the service."""
        return record_held(duty_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class RuleListPage(ListPage):
    """The rules with their clauses."""

    model = CadenceRule
    table_class = RuleTable
    title = gettext_lazy("Rules of drill cadence")
    ordering = ("concerns", "code")
    breadcrumbs = CRUMBS
    empty_text = gettext_lazy("The rules come with the platform.")


class RulePage(ObjectPage):
    """One rule."""

    model = CadenceRule
    edit_url_name = "drills:rule_change"
    edit_permission = SET_RULES
    breadcrumbs = (*CRUMBS, (gettext_lazy("Rules of drill cadence"), "drills:rules"))

    def facts(self, obj: CadenceRule) -> list[dict[str, Any]]:
        """How often, for whom, why."""
        return [
            fact_group(
                "",
                fact(_("whom it concerns"), obj.get_concerns_display()),
                fact(_("at least once in months"), obj.months),
                fact(
                    _("legal basis"),
                    obj.legal_basis,
                    wide=True,
                    help="" if obj.is_verified else _("clause not verified"),
                ),
                fact(_("is applied"), _("yes") if obj.is_active else _("no")),
                fact(
                    _("units"),
                    obj.duties.count(),
                    url=f"{reverse('drills:duties')}?tab=all",
                ),
            )
        ]


class RuleChangePage(ChangePage):
    """Change or confirm a rule."""

    model = CadenceRule
    permission = SET_RULES
    form_class = RuleForm
    initial_fields = ("months", "legal_basis", "is_verified", "is_active")
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> CadenceRule:
        """Call the service."""
        return change_rule(rule_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
