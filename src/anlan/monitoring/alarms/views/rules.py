"""Rules with their legal basis."""

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
from anlan.kernel.requests import ActorRequest, requires
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.alarms.choices import AlarmState, RuleKind, RuleState
from anlan.monitoring.alarms.forms import RULE_STEPS, RuleForm
from anlan.monitoring.alarms.models import Alarm, AlarmRule, RuleReview
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.services.learning import learn_baselines
from anlan.monitoring.alarms.services.rules import (
    activate_rule,
    create_rule,
    is_back_tested,
    retire_rule,
    revise_rule,
)
from anlan.monitoring.alarms.tables import RuleTable
from anlan.monitoring.alarms.versions import changes_between, former_version
from anlan.monitoring.alarms.views.back_tests import verdict_of
from anlan.monitoring.devices.public import Quantity


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
    hidden_columns = ("on_delay_s", "basis_verified", "version")
    create_url_name = "alarms:rule_create"
    create_permission = CHANGE_RULE
    create_label = gettext_lazy("Write a rule")
    empty_title = gettext_lazy("No rule yet")
    empty_text = gettext_lazy("A rule says which reading means danger, and by which standard.")


class RulePage(ObjectPage):
    """One version of a rule: limits, basis, what it has raised."""

    model = AlarmRule
    select_related = ("point__device", "chemical", "schedule", "owner")
    live_topic = "alarm-rules"
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
        share = f"{false / raised:.0%}" if raised else None
        return [
            fact_group(_("Condition"), *self._condition(obj)),
            fact_group(_("When it is over"), *self._clearing(obj)),
            fact_group(
                _("Basis"),
                fact(_("legal basis"), obj.basis, wide=True),
                fact(_("basis verified"), _("yes") if obj.basis_verified else _("not verified")),
                fact(_("first actions"), obj.advice, wide=True),
                fact(_("owner of the rule"), str(obj.owner) if obj.owner else None),
                fact(_("in force since"), at=obj.activated_at),
                fact(_("reason without a back-test"), obj.activation_reason or None, wide=True),
            ),
            fact_group(
                _("Experience"),
                fact(_("alarms raised"), raised),
                fact(_("of these false"), false),
                fact(_("share of false alarms"), share),
                fact(_("false alarms before a review"), obj.review_after),
            ),
        ]

    def _condition(self, obj: AlarmRule) -> Iterable[dict[str, Any]]:
        yield fact(_("kind"), obj.get_kind_display())
        if obj.expression:
            yield fact(_("conditions"), obj.expression, wide=True)
        if obj.channels:
            words = [str(Quantity(name).label) for name in obj.channels]
            yield fact(_("quantities judged together"), "、".join(words), wide=True)
            yield fact(_("share of normal rows below the limit"), f"{obj.confidence:.4%}")
        if obj.lower is not None:
            yield fact(_("lower limit"), number(obj.lower), unit=obj.unit)
        if obj.upper is not None:
            yield fact(_("upper limit"), number(obj.upper), unit=obj.unit)
        if obj.kind == RuleKind.REPETITION:
            yield fact(_("number of crossings"), obj.repeat)
            yield fact(_("within seconds"), number(obj.within_s), unit="s")
        yield fact(_("on-delay"), number(obj.on_delay_s), unit="s")
        yield fact(
            _("schedule"),
            str(obj.schedule) if obj.schedule else _("always"),
            url=obj.schedule.get_absolute_url() if obj.schedule else "",
        )

    def _clearing(self, obj: AlarmRule) -> Iterable[dict[str, Any]]:
        if obj.clear_lower is not None:
            yield fact(_("clears above"), number(obj.clear_lower), unit=obj.unit)
        if obj.clear_upper is not None:
            yield fact(_("clears below"), number(obj.clear_upper), unit=obj.unit)
        yield fact(_("dead-band"), number(obj.dead_band), unit=obj.unit)
        yield fact(_("off-delay"), number(obj.off_delay_s), unit="s")
        yield fact(_("stays until reset by a person"), _("yes") if obj.is_latching else _("no"))
        yield fact(_("level falls with the signal"), _("yes") if obj.steps_down else _("no"))

    def own_verbs(self, obj: AlarmRule) -> Iterable[Verb]:
        """Into force, out of force, learn."""
        if not self.rights.can(self.actor, CHANGE_RULE, obj):
            return
        if obj.state == RuleState.DRAFT and obj.kind == RuleKind.MULTICHANNEL:
            yield Verb(
                "learn",
                _("learn from the last 7 days"),
                reverse("alarms:rule_learn", args=[obj.pk]),
            )
        if obj.state != RuleState.RETIRED:
            yield Verb(
                "back_test",
                _("test on the last 30 days"),
                reverse("alarms:rule_back_test", args=[obj.pk]),
                style="" if obj.state == RuleState.ACTIVE or is_back_tested(obj) else "primary",
            )
        if obj.state == RuleState.DRAFT:
            tested = is_back_tested(obj)
            yield Verb(
                "activate",
                _("put into force") if tested else _("put into force untested"),
                reverse("alarms:rule_activate", args=[obj.pk]),
                style="primary" if tested else "",
                needs_reason=not tested,
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
        """What it learnt; the other versions."""
        if obj.kind == RuleKind.MULTICHANNEL:
            yield {
                "id": "baselines",
                "title": _("Learnt"),
                "rows": [
                    {
                        "label": row.subject_label,
                        "value": _("%(rows)d rows") % {"rows": row.rows},
                        "at": row.fitted_at,
                    }
                    for row in obj.baselines.all()
                ],
                "empty": _("Nothing learnt yet: let the draft learn before it goes into force."),
            }
        if self.actor.has(CHANGE_RULE):
            yield self._reviews(obj)
        tests = obj.back_tests.all()[:5]
        yield {
            "id": "back-tests",
            "title": _("Back-tests"),
            "rows": [
                {
                    "label": verdict_of(test),
                    "url": test.get_absolute_url() if self.actor.has(CHANGE_RULE) else "",
                    "state": {"label": test.get_state_display(), "tone": test.tone},
                    "at": test.created_at,
                }
                for test in tests
            ],
            "empty": _("Not tested on history yet."),
            "topic": "alarm-rules",
        }
        before = former_version(obj)
        if before is not None:
            yield {
                "id": "changes",
                "title": _("Changed against v%(version)d") % {"version": before.version},
                "rows": [
                    {"label": name, "value": f"{old or '—'} → {new or '—'}"}
                    for name, old, new in changes_between(before, obj)
                ],
                "empty": _("Nothing was changed."),
            }
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

    def _reviews(self, obj: AlarmRule) -> dict[str, Any]:
        reviews = RuleReview.objects.filter(rule__line=obj.line)
        return {
            "id": "reviews",
            "title": _("Reviews after false alarms"),
            "rows": [
                {
                    "label": review.evidence,
                    "url": review.get_absolute_url(),
                    "state": {"label": review.get_state_display(), "tone": review.tone},
                    "at": review.created_at,
                }
                for review in reviews[:5]
            ],
            "empty": _("Its false alarms gave no reason for a review yet."),
        }


class RuleCreatePage(CreatePage):
    """Write a rule."""

    model = AlarmRule
    permission = CHANGE_RULE
    form_class = RuleForm
    steps = RULE_STEPS
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
    steps = RULE_STEPS

    def save(self, form: Any) -> AlarmRule:
        """Draft the next version."""
        return revise_rule(rule_id=self.obj.pk, actor=self.actor, **form.values())


@require_POST
@requires(CHANGE_RULE)
def activate(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a version into force."""
    reason = request.POST.get("reason", "").strip()
    rule = activate_rule(rule_id=pk, actor=request.actor, reason=reason)
    return go_to(request, rule.get_absolute_url())


@require_POST
@requires(CHANGE_RULE)
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a rule out of force."""
    reason = request.POST.get("reason", "").strip()
    rule = retire_rule(rule_id=pk, actor=request.actor, reason=reason)
    return go_to(request, rule.get_absolute_url())


@require_POST
@requires(CHANGE_RULE)
def learn(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a draft over several points learn from what is stored."""
    learn_baselines(rule_id=pk, actor=request.actor)
    return go_to(request, reverse("alarms:rule", args=[pk]))
