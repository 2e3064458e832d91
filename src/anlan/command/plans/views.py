"""The plan library: list and readable plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.plans.choices import STATE_TONES
from anlan.command.plans.models import Plan
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.plans import expire_plan, publish_plan, revise_plan
from anlan.command.plans.states import PLAN
from anlan.command.plans.tables import PlanTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class PlanListPage(ListPage):
    """All plans one may read."""

    model = Plan
    table_class = PlanTable
    title = gettext_lazy("Emergency plans")
    saved_filters: ClassVar = (
        SavedFilter("in_force", gettext_lazy("In force"), Q(state="published"), counted=True),
        SavedFilter(
            "review",
            gettext_lazy("Review overdue"),
            lambda actor: Q(state="published", review_due_on__lt=clock.today()),
            counted=True,
        ),
        SavedFilter("draft", gettext_lazy("Drafts"), Q(state="draft"), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    search_fields = ("name", "code", "purpose")
    ordering = ("kind", "code", "-version")
    live_topic = "plans"
    empty_title = gettext_lazy("No plan here")
    empty_text = gettext_lazy(
        "Plans in structure: the platform chooses among those in force and starts their tasks."
    )


class PlanPage(ObjectPage):
    """One plan: levels with triggers, groups with tasks, resources."""

    model = Plan
    template = "plans/plan.html"
    machine = PLAN
    state_tones = STATE_TONES
    transition_url_name = "plans:transition"
    select_related = ("organisation", "region")
    breadcrumbs = ((gettext_lazy("Emergency plans"), "plans:list"),)

    def number(self, obj: Any) -> str:
        """Code and version."""
        return f"{obj.code} · v{obj.version}"

    def get_subtitle(self, obj: Any) -> str:
        """What the plan is for."""
        return str(obj.purpose)

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """Say when the text was not compared with the issued one, or its review is overdue."""
        if obj.is_review_overdue:
            return {"text": _("The review of this plan is overdue."), "tone": "warning"}
        if obj.is_demonstration:
            return {
                "text": _(
                    "For demonstration: thresholds and deadlines must be compared with the plan "
                    "this county has issued."
                ),
                "tone": "info",
            }
        return None

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Where it comes from and until when it holds."""
        return [
            fact_group(
                _("Plan"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Issued by"), obj.organisation),
                fact(_("Issued on"), obj.issued_on),
                fact(_("Review due on"), obj.review_due_on),
                fact(_("Principles"), obj.principles, wide=True),
                fact(_("Legal basis"), obj.legal_basis, wide=True),
                fact(_("Source"), obj.source, wide=True),
                fact(
                    _("Checked against the source"),
                    _("yes") if obj.is_verified else _("not checked yet"),
                ),
            )
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Begin a revision."""
        if obj.state != "draft" and policy_of(Plan).can(self.actor, CHANGE, obj):
            yield Verb(
                name="revise",
                label=_("Begin a revision"),
                url=reverse("plans:revise", args=[obj.pk]),
                icon="copy",
            )

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add the structure the template shows."""
        page = super().describe(obj)
        page["levels"] = [
            {"level": level, "clauses": _clauses(level)}
            for level in obj.levels.prefetch_related("triggers")
        ]
        page["groups"] = list(obj.groups.prefetch_related("tasks"))
        page["resources"] = list(obj.resources.all())
        return page


def _clauses(level: Any) -> list[list[Any]]:
    """Group triggers by clause: conditions of one clause must all hold."""
    found: dict[int, list[Any]] = {}
    for trigger in level.triggers.all():
        found.setdefault(trigger.clause, []).append(trigger)
    return [found[number] for number in sorted(found)]


class PlanTransition(TransitionView):
    """Put into force, take out of force."""

    model = Plan
    machine = PLAN
    services: ClassVar = {"publish": publish_plan, "expire": expire_plan}
    id_argument = "plan_id"


@require_POST
@requires(CHANGE)
def revise(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the draft of the next version and go there."""
    draft = revise_plan(plan_id=pk, actor=request.actor)
    return go_to(request, draft.get_absolute_url())
