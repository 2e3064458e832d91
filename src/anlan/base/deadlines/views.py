"""Pages of clocks: what runs, one clock, the table of legal clocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import F, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.deadlines import services
from anlan.base.deadlines.forms import ExtendForm, RuleForm
from anlan.base.deadlines.models import ClockRule, Deadline, DeadlineState
from anlan.base.deadlines.permissions import CHANGE, CHANGE_RULE
from anlan.base.deadlines.tables import ClockRuleTable, DeadlineTable
from anlan.kernel import clock
from anlan.kernel.errors import Message, NotVisible
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

TONES = {
    DeadlineState.RUNNING: "active",
    DeadlineState.PAUSED: "waiting",
    DeadlineState.MET: "done",
    DeadlineState.CANCELLED: "neutral",
}


class DeadlineListPage(ListPage):
    """The clocks of one's area."""

    model = Deadline
    table_class = DeadlineTable
    select_related = ("rule",)
    saved_filters: ClassVar = (
        SavedFilter("running", gettext_lazy("Running"), Q(state="running"), counted=True),
        SavedFilter(
            "overdue",
            gettext_lazy("Overdue"),
            lambda actor: Q(state="running", due_at__lt=clock.now()),
            counted=True,
            level=1,
        ),
        SavedFilter("late", gettext_lazy("Met late"), Q(state="met", met_at__gt=F("due_at"))),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("state", gettext_lazy("state")),)
    search_fields = ("title", "subject_label")
    ordering = ("due_at", "id")
    live_topic = "deadlines"
    empty_title = gettext_lazy("No clock runs")
    empty_text = gettext_lazy(
        "Legal and planned time limits appear here as soon as something starts them, with their "
        "basis, and turn red when they pass."
    )


class DeadlinePage(ObjectPage):
    """One clock."""

    model = Deadline
    select_related = ("rule", "region", "organisation")
    breadcrumbs: ClassVar = ((gettext_lazy("Deadlines"), "deadlines:list"),)

    def get_title(self, obj: Any) -> Message:
        """What must be done."""
        return str(obj.title)

    def state(self, obj: Any) -> dict[str, Any]:
        """Overdue comes before running."""
        if obj.state == DeadlineState.RUNNING and obj.is_overdue:
            return {"label": _("overdue"), "tone": "overdue", "value": obj.state}
        return {"label": obj.get_state_display(), "tone": TONES[obj.state], "value": obj.state}

    def due(self, obj: Any) -> Any:
        """The due time while it runs."""
        return obj.due_at if obj.state == DeadlineState.RUNNING else None

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Subject, times, basis."""
        people = "、".join(str(person) for person in obj.responsible.all())
        return [
            fact_group(
                _("Clock"),
                fact(_("about"), obj.subject_label, url=obj.subject_url),
                fact(_("started at"), obj.started_at),
                fact(_("due at"), obj.due_at),
                fact(_("met at"), obj.met_at),
                fact(_("responsible"), people or None),
                fact(_("evidence"), obj.evidence or None),
            ),
            fact_group(
                _("Basis"),
                fact(
                    _("legal basis"),
                    obj.rule.legal_basis,
                    wide=True,
                    url=reverse("deadlines:rule", args=[obj.rule_id]),
                ),
                fact(
                    _("checked against the primary text"),
                    _("yes") if obj.rule.is_verified else _("not yet"),
                ),
            ),
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Pause, resume, extend, for those who may."""
        if not policy_of(Deadline).can(self.actor, CHANGE, obj):
            return
        if obj.state == DeadlineState.RUNNING:
            yield Verb("pause", _("Pause"), _step(obj, "pause"), needs_reason=True)
        if obj.state == DeadlineState.PAUSED:
            yield Verb("resume", _("Resume"), _step(obj, "resume"), style="primary")
        if obj.state in services.ACTIVE:
            url = reverse("deadlines:extend", args=[obj.pk])
            yield Verb("extend", _("Extend"), url, method="get")


def _step(obj: Any, name: str) -> str:
    return reverse("deadlines:step", args=[obj.pk, name])


class ExtendPage(ChangePage):
    """Give a clock more time."""

    model = Deadline
    permission = CHANGE
    form_class = ExtendForm
    title = gettext_lazy("Extend the deadline")

    def save(self, form: Any) -> Deadline:
        """Extend."""
        return services.extend_deadline(
            deadline_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


@require_POST
@requires(CHANGE)
def step(request: ActorRequest, pk: int, name: str) -> HttpResponse:
    """Pause or resume a clock."""
    reason = request.POST.get("reason", "")
    if name == "pause":
        services.pause_deadline(deadline_id=pk, actor=request.actor, reason=reason)
    elif name == "resume":
        services.resume_deadline(deadline_id=pk, actor=request.actor, reason=reason)
    else:
        raise NotVisible
    return go_to(request, reverse("deadlines:detail", args=[pk]))


class ClockRuleListPage(ListPage):
    """Every legal clock with its basis."""

    model = ClockRule
    table_class = ClockRuleTable
    title = gettext_lazy("Legal clocks")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "unverified", gettext_lazy("To be checked"), Q(is_verified=False), counted=True
        ),
    )
    facets = (Facet("unit", gettext_lazy("unit of time")),)
    search_fields = ("title", "legal_basis", "code")
    ordering = ("code",)


class ClockRulePage(ObjectPage):
    """One legal clock."""

    model = ClockRule
    breadcrumbs: ClassVar = ((gettext_lazy("Legal clocks"), "deadlines:rules"),)
    edit_url_name = "deadlines:change_rule"
    edit_permission = CHANGE_RULE

    def number(self, obj: Any) -> str:
        """Its code."""
        return str(obj.code)

    def note(self, obj: Any) -> dict[str, str] | None:
        """Say when nobody has compared it with the primary text."""
        if obj.is_verified:
            return None
        return {
            "text": _(
                "This time limit has not been compared with the primary text. Compare it, then "
                "confirm it under “Change”."
            ),
            "tone": "warning",
        }

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Limit and basis."""
        return [
            fact_group(
                _("Time limit"),
                fact(_("time limit"), f"{obj.amount} {obj.get_unit_display()}"),
                fact(_("legal basis"), obj.legal_basis, wide=True),
                fact(
                    _("checked against the primary text"),
                    _("yes") if obj.is_verified else _("not yet"),
                ),
                fact(_("remind before, seconds"), obj.remind_before_s or None),
            )
        ]


class ChangeRulePage(ChangePage):
    """Correct or confirm a legal clock."""

    model = ClockRule
    permission = CHANGE_RULE
    form_class = RuleForm
    law = gettext_lazy("Running clocks keep the time they were started with.")

    def save(self, form: Any) -> ClockRule:
        """Change."""
        return services.change_rule(rule_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
