"""Rules with their legal basis, and the escalation ladder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

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
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.alarms.choices import AlarmState, RuleState
from anlan.monitoring.alarms.forms import RuleForm
from anlan.monitoring.alarms.models import Alarm, AlarmRule, LadderStep
from anlan.monitoring.alarms.permissions import CHANGE_RULE, VIEW_RULE
from anlan.monitoring.alarms.services.rules import (
    activate_rule,
    create_rule,
    retire_rule,
    revise_rule,
)
from anlan.monitoring.alarms.tables import RuleTable


class RuleListPage(ListPage):
    """All rules; those in force first."""

    model = AlarmRule
    table_class = RuleTable
    saved_filters: ClassVar = (
        SavedFilter("active", gettext_lazy("In force"), Q(state=RuleState.ACTIVE)),
        SavedFilter("draft", gettext_lazy("Drafts"), Q(state=RuleState.DRAFT), counted=True),
        SavedFilter(
            "unverified",
            gettext_lazy("Basis not verified"),
            Q(state=RuleState.ACTIVE, basis_verified=False),
        ),
        SavedFilter("all", gettext_lazy("All versions")),
    )
    facets: ClassVar = (
        Facet("level", gettext_lazy("level"), level=True),
        Facet("kind", gettext_lazy("kind")),
    )
    search_fields = ("name", "basis")
    ordering = ("name", "level", "-version")
    select_related = ("point__device", "chemical")
    hidden_columns = ("basis_verified", "version")
    create_url_name = "alarms:rule_create"
    create_permission = CHANGE_RULE
    create_label = gettext_lazy("Write a rule")
    empty_title = gettext_lazy("No rule yet")
    empty_text = gettext_lazy("A rule says which reading means danger, and by which standard.")


class RulePage(ObjectPage):
    """One version of a rule: limits, basis, what it has raised."""

    model = AlarmRule
    select_related = ("point__device", "chemical")
    breadcrumbs: ClassVar = ((gettext_lazy("Alarm rules"), "alarms:rules"),)
    edit_url_name = "alarms:rule_change"
    edit_permission = CHANGE_RULE

    def level(self, obj: AlarmRule) -> int:
        """Its level."""
        return obj.level

    def number(self, obj: AlarmRule) -> str:
        """Its version."""
        return f"v{obj.version}"

    def get_subtitle(self, obj: AlarmRule) -> str:
        """Where it holds."""
        return obj.applies_to

    def state(self, obj: AlarmRule) -> dict[str, Any]:
        """Draft, in force or out of force."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def note(self, obj: AlarmRule) -> dict[str, Any] | None:
        """Whether the basis was compared with the primary text."""
        if obj.basis_verified:
            return None
        return {
            "text": _("The basis of this rule was not compared with the primary text."),
            "tone": "warning",
        }

    def facts(self, obj: AlarmRule) -> list[dict[str, Any]]:
        """What it compares, by which basis, how it has done."""
        alarms = visible(Alarm, self.actor).filter(rule__line=obj.line)
        raised = alarms.count()
        false = alarms.filter(state=AlarmState.FALSE_ALARM).count()
        return [
            fact_group(
                _("Condition"),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("lower limit"), number(obj.lower), unit=obj.unit),
                fact(_("upper limit"), number(obj.upper), unit=obj.unit),
                fact(_("dead-band"), number(obj.dead_band), unit=obj.unit),
                fact(_("on-delay"), number(obj.on_delay_s), unit="s"),
                fact(_("off-delay"), number(obj.off_delay_s), unit="s"),
            ),
            fact_group(
                _("Basis"),
                fact(_("legal basis"), obj.basis, wide=True),
                fact(_("basis verified"), _("yes") if obj.basis_verified else _("not verified")),
                fact(_("first actions"), obj.advice, wide=True),
            ),
            fact_group(
                _("Experience"),
                fact(_("alarms raised"), raised),
                fact(_("of these false"), false),
            ),
        ]

    def own_verbs(self, obj: AlarmRule) -> Iterable[Verb]:
        """Into force, out of force."""
        if not self.rights.can(self.actor, CHANGE_RULE, obj):
            return
        if obj.state == RuleState.DRAFT:
            yield Verb(
                "activate",
                _("put into force"),
                reverse("alarms:rule_activate", args=[obj.pk]),
                style="primary",
            )
        elif obj.state == RuleState.ACTIVE:
            yield Verb(
                "retire",
                _("put out of force"),
                reverse("alarms:rule_retire", args=[obj.pk]),
                style="danger",
                needs_reason=True,
            )

    def own_panels(self, obj: AlarmRule) -> Iterable[dict[str, Any]]:
        """The other versions."""
        versions = AlarmRule.objects.filter(line=obj.line).exclude(pk=obj.pk)
        yield {
            "id": "versions",
            "title": _("Other versions"),
            "rows": [
                {
                    "label": f"v{rule.version}",
                    "url": rule.get_absolute_url(),
                    "state": {"label": rule.get_state_display(), "tone": rule.tone},
                    "at": rule.created_at,
                }
                for rule in versions.order_by("-version")
            ],
        }


class RuleCreatePage(CreatePage):
    """Write a rule."""

    model = AlarmRule
    permission = CHANGE_RULE
    form_class = RuleForm
    title = gettext_lazy("Write a rule")
    breadcrumbs: ClassVar = ((gettext_lazy("Alarm rules"), "alarms:rules"),)
    cancel_url = "/alarms/rules/"

    def save(self, form: Any) -> AlarmRule:
        """Draft it."""
        return create_rule(actor=self.actor, **form.values())


class RuleChangePage(ChangePage):
    """Write the next version of a rule."""

    model = AlarmRule
    permission = CHANGE_RULE
    form_class = RuleForm

    def save(self, form: Any) -> AlarmRule:
        """Draft the next version."""
        return revise_rule(rule_id=self.obj.pk, actor=self.actor, **form.values())


@require_POST
@requires(CHANGE_RULE)
def activate(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a version into force."""
    return go_to(request, activate_rule(rule_id=pk, actor=request.actor).get_absolute_url())


@require_POST
@requires(CHANGE_RULE)
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a rule out of force."""
    reason = request.POST.get("reason", "").strip()
    rule = retire_rule(rule_id=pk, actor=request.actor, reason=reason)
    return go_to(request, rule.get_absolute_url())


@requires(VIEW_RULE)
def ladder(request: ActorRequest) -> HttpResponse:
    """Show who must answer an alarm of each level, and how fast."""
    steps = visible(LadderStep, request.actor).order_by("level", "position")
    page = {
        "title": _("Escalation ladder"),
        "breadcrumbs": [{"label": _("Alarm rules"), "url": reverse("alarms:rules")}],
    }
    return render_page(request, "alarms/ladder.html", {"page": page, "steps": steps})
