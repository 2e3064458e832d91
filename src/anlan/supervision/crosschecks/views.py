"""Pages of the cross-checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.deadlines.public import deadlines_of
from anlan.kernel import clock
from anlan.kernel.errors import Message
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.crosschecks.choices import OPEN_STATES, STATE_TONES, LeadState
from anlan.supervision.crosschecks.forms import FIGURES, RuleForm
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead
from anlan.supervision.crosschecks.permissions import CHANGE_RULE, RUN
from anlan.supervision.crosschecks.selectors.statistics import lead_figures
from anlan.supervision.crosschecks.services.checking import run_checks
from anlan.supervision.crosschecks.services.leads import accept_lead, confirm_lead, dismiss_lead
from anlan.supervision.crosschecks.services.rules import change_rule
from anlan.supervision.crosschecks.states import LEAD
from anlan.supervision.crosschecks.tables import LeadTable, RuleTable

#: The figures of the rules look back so far.
FIGURES_DAYS = 90
LEADS = (gettext_lazy("Leads of the cross-checks"), "crosschecks:list")
RULES = (gettext_lazy("Cross-check rules"), "crosschecks:rules")


def rule_names(codes: Sequence[str]) -> Mapping[str, Message]:
    """Names of rules by their codes."""
    return dict(CrossCheckRule.objects.filter(pk__in=codes).values_list("pk", "name"))


class LeadListPage(ListPage):
    """Contradictions of one's area that somebody must explain."""

    model = Lead
    table_class = LeadTable
    title = LEADS[0]
    saved_filters: ClassVar = (
        SavedFilter(
            "open", pgettext_lazy("leads", "To be answered"), Q(state__in=OPEN_STATES), counted=True
        ),
        SavedFilter(
            "mine",
            pgettext_lazy("leads", "Taken on by me"),
            lambda actor: Q(holder_id=actor.person_id, state=LeadState.ACCEPTED),
            counted=True,
        ),
        SavedFilter("confirmed", pgettext_lazy("leads", "Confirmed"), Q(state=LeadState.CONFIRMED)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("level", gettext_lazy("Level"), level=True),
        Facet("rule", gettext_lazy("Rule"), field="rule_id", labels=rule_names),
        Facet("state", gettext_lazy("State")),
    )
    search_fields = ("search_text",)
    select_related = ("rule", "enterprise", "region", "holder")
    live_topic = "leads"
    empty_title = gettext_lazy("No facts disagree")
    empty_text = gettext_lazy(
        "Permits, commitments, alarms, licences, stocks and photos are set against each other "
        "every ten minutes; what cannot all be true appears here with a clock."
    )


def lead_row(lead: Lead) -> Mapping[str, Any]:
    """A lead in a list of an object page."""
    return {
        "label": lead.title,
        "url": lead.get_absolute_url(),
        "level": lead.level,
        "state": {"label": lead.get_state_display(), "tone": STATE_TONES[lead.state]},
        "at": lead.opened_at,
    }


class LeadPage(ObjectPage):
    """One contradiction: which facts, since when, who answers until when."""

    model = Lead
    machine = LEAD
    state_tones = STATE_TONES
    transition_url_name = "crosschecks:transition"
    select_related = ("rule", "enterprise", "region", "holder", "hazard")
    live_topic = "leads"
    breadcrumbs = (LEADS,)

    def get_title(self, obj: Lead) -> str:
        """What disagrees."""
        return obj.title

    def number(self, obj: Lead) -> str:
        """The number on paper."""
        return obj.number

    def level(self, obj: Lead) -> int:
        """How grave."""
        return int(obj.level)

    def holder(self, obj: Lead) -> Mapping[str, Any] | None:
        """Who answers."""
        return {"label": obj.holder.name} if obj.holder is not None else None

    def due(self, obj: Lead) -> Any:
        """The clock that runs."""
        for deadline in deadlines_of(obj):
            if deadline.met_at is None and deadline.state == "running":
                return {"due_at": deadline.due_at, "label": _("answer by")}
        return None

    def note(self, obj: Lead) -> Mapping[str, Any] | None:
        """Whether the facts have come to agree meanwhile."""
        if obj.state in OPEN_STATES and not obj.is_still_true:
            return {
                "text": _("The facts agree again. Find out what happened before closing the lead."),
                "tone": "info",
            }
        return None

    def facts(self, obj: Lead) -> list[dict[str, Any]]:
        """The contradiction and its facts."""
        return [
            fact_group(
                _("What disagrees"),
                fact(_("explanation"), obj.explanation, wide=True),
                *(
                    fact(item["label"], item["value"], url=item.get("url") or "")
                    for item in obj.facts
                ),
            ),
            fact_group(
                _("Where it comes from"),
                fact(_("rule"), obj.rule, url=obj.rule.get_absolute_url()),
                fact(_("what is compared"), obj.rule.text, wide=True),
                fact(_("legal basis"), obj.rule.legal_basis, wide=True),
                fact(
                    _("enterprise"),
                    obj.enterprise,
                    url=obj.enterprise.get_absolute_url() if obj.enterprise else "",
                ),
                fact(_("region"), obj.region),
                fact(_("opened at"), at=obj.opened_at),
                fact(pgettext("lead", "still disagreed at"), at=obj.last_seen_at),
                fact(
                    _("hazard"),
                    obj.hazard,
                    url=obj.hazard.get_absolute_url() if obj.hazard else "",
                ),
            ),
        ]


class LeadTransition(TransitionView):
    """Take on, confirm, explain."""

    model = Lead
    machine = LEAD
    id_argument = "lead_id"
    services: ClassVar = {"accept": accept_lead, "confirm": confirm_lead, "dismiss": dismiss_lead}


class RuleListPage(ListPage):
    """What is set against what."""

    model = CrossCheckRule
    table_class = RuleTable
    template = "crosschecks/rules.html"
    title = RULES[0]
    breadcrumbs = (LEADS,)
    ordering = ("sort_order", "code")
    saved_filters: ClassVar = (
        SavedFilter("active", pgettext_lazy("rules", "In force"), Q(is_active=True)),
        SavedFilter("all", gettext_lazy("All")),
    )
    empty_title = gettext_lazy("No rule is loaded")
    empty_text = gettext_lazy("Rules come with the reference data; load it again.")

    def describe(self, *given: Any) -> dict[str, Any]:
        """Add what the rules found of late."""
        since = clock.now() - timedelta(days=FIGURES_DAYS)
        figures, total = lead_figures(self.actor, since)
        return {
            **super().describe(*given),
            "lead_figures": figures,
            "lead_total": total,
            "days": FIGURES_DAYS,
        }


class RulePage(ObjectPage):
    """One rule, its figures and what it found."""

    model = CrossCheckRule
    edit_url_name = "crosschecks:change_rule"
    edit_permission = CHANGE_RULE
    breadcrumbs = (LEADS, RULES)
    related = (
        RelatedList(
            "leads",
            gettext_lazy("Latest leads"),
            Lead,
            lambda rows, rule: rows.filter(rule=rule).order_by("-opened_at"),
            lead_row,
        ),
    )

    def level(self, obj: CrossCheckRule) -> int:
        """How grave a contradiction is."""
        return int(obj.level)

    def own_verbs(self, obj: CrossCheckRule) -> Iterable[Verb]:
        """Run it now."""
        if self.actor.has(RUN) and obj.is_active:
            yield Verb("run", _("Run now"), reverse("crosschecks:run", args=[obj.pk]))

    def facts(self, obj: CrossCheckRule) -> list[dict[str, Any]]:
        """What it compares, with which figures."""
        return [
            fact_group(
                _("Rule"),
                fact(_("what is compared"), obj.text, wide=True),
                fact(_("legal basis"), obj.legal_basis, wide=True),
                fact(
                    _("checked against the primary text"),
                    _("yes") if obj.is_verified else _("no"),
                ),
                fact(_("is active"), _("yes") if obj.is_active else _("no")),
                fact(_("last run at"), at=obj.last_run_at),
            ),
            fact_group(
                _("Figures"),
                *(
                    fact(FIGURES.get(name, name), f"{value:g}")
                    for name, value in obj.parameters.items()
                ),
            ),
        ]


class RuleChangePage(ChangePage):
    """Change the figures of a rule."""

    model = CrossCheckRule
    form_class = RuleForm
    permission = CHANGE_RULE
    breadcrumbs = (LEADS, RULES)

    def load(self, **kwargs: Any) -> None:
        """The rules are the county's: who may change one may change all."""
        self.obj = get_visible(CrossCheckRule, kwargs["pk"], actor=self.actor)

    def form(self, **data: Any) -> RuleForm:
        """The form has the figures of this rule."""
        return RuleForm(initial=dict(self.get_initial()), rule=self.obj, **data)

    def get_initial(self) -> Mapping[str, Any]:
        """The present values."""
        rule = self.obj
        return {"level": rule.level, "is_active": rule.is_active, **rule.parameters}

    def save(self, form: RuleForm) -> CrossCheckRule:
        """Call the service."""
        return change_rule(
            code=self.obj.pk,
            level=form.cleaned_data["level"],
            is_active=form.cleaned_data["is_active"],
            parameters=form.parameters(),
            actor=self.actor,
        )


@require_POST
@requires(RUN)
def run_rule(request: ActorRequest, pk: str) -> HttpResponse:
    """Run one rule now and say what it found."""
    opened = run_checks(actor=request.actor, codes=[pk])
    text = ngettext("%(n)d new lead", "%(n)d new leads", len(opened)) % {"n": len(opened)}
    messages.success(request, text)
    return go_to(request, reverse("crosschecks:rule", args=[pk]))
