"""One duty of the responsible persons as data, and confirming it against the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel.pages import ChangePage, ObjectPage, fact, fact_group
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.supervision.installations.forms import DutyRuleForm
from anlan.supervision.installations.models import DutyRule
from anlan.supervision.installations.permissions import CONFIRM
from anlan.supervision.installations.services.standard import confirm_duty_rule

BREADCRUMBS = (
    (gettext_lazy("Major hazard installations"), "installations:list"),
    (gettext_lazy("Duties as data"), "installations:duty_rules"),
)


class DutyRulePage(ObjectPage):
    """One duty: whose, how often, on what basis, who confirmed it."""

    model = DutyRule
    breadcrumbs = BREADCRUMBS

    def get_subtitle(self, obj: DutyRule) -> str:
        """Whose duty."""
        return str(obj.get_role_display())

    def state(self, obj: DutyRule) -> dict[str, Any]:
        """Whether it was confirmed."""
        if obj.is_verified:
            return {"label": _("confirmed"), "tone": "done"}
        return {"label": _("not confirmed"), "tone": "waiting"}

    def facts(self, obj: DutyRule) -> list[dict[str, Any]]:
        """What it asks, then where that is written."""
        return [
            fact_group(
                _("Duty"),
                fact(pgettext("duty", "role"), obj.get_role_display()),
                fact(_("returns"), obj.get_period_display()),
                fact(_("is in force"), _("yes") if obj.is_active else _("no")),
            ),
            fact_group(
                pgettext("value", "Source"),
                fact(_("legal basis"), obj.legal_basis, wide=True),
                fact(_("confirmed by citation"), obj.citation, wide=True),
                fact(_("confirmed by"), obj.confirmed_by),
                fact(_("confirmed at"), None, at=obj.confirmed_at),
            ),
        ]

    def own_verbs(self, obj: DutyRule) -> Iterable[Verb]:
        """Confirm it."""
        if self.actor.has(CONFIRM):
            yield Verb(
                "confirm",
                _("Confirm with a citation"),
                reverse("installations:confirm_duty_rule", args=[obj.pk]),
                method="get",
                style="secondary" if obj.is_verified else "primary",
                icon="check",
            )


class DutyRuleConfirmPage(ChangePage):
    """Confirm a duty, or put right how often it returns, with what was read."""

    model = DutyRule
    permission = CONFIRM
    title = gettext_lazy("Confirm with a citation")
    breadcrumbs = BREADCRUMBS
    form_class = DutyRuleForm
    initial_fields = ("citation", "period", "is_active")
    success_text = gettext_lazy("The duty is confirmed.")

    def load(self, **kwargs: Any) -> None:
        """The duties are the county's: who may confirm one may confirm all."""
        self.obj = get_visible(DutyRule, kwargs["pk"], actor=self.actor)

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the duty and its present basis."""
        return {**super().describe(form), "subtitle": f"{self.obj} · {self.obj.legal_basis}"}

    def save(self, form: DutyRuleForm) -> DutyRule:
        """Call the service."""
        return confirm_duty_rule(rule_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
