"""Pages of approvals: what waits, one approval with its steps, the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.workflow.choices import ApprovalState, StepState, Verdict
from anlan.base.workflow.models import Approval
from anlan.base.workflow.permissions import VIEW
from anlan.base.workflow.services import cancel_approval, decide, may_decide
from anlan.base.workflow.tables import TONES, ApprovalTable
from anlan.kernel.pages import (
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to, url_of
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import requires


def _mine_to_decide(actor: Any) -> Q:
    held = {p for grant in actor.grants for p in grant.permissions}
    waiting = Q(
        state=ApprovalState.RUNNING,
        steps__state=StepState.ACTIVE,
        steps__permission__in=held,
    )
    return waiting & ~Q(started_by_id=actor.id)


class ApprovalList(ListPage):
    """Approvals: those one may decide first."""

    model = Approval
    table_class = ApprovalTable
    ordering = ("-started_at",)
    select_related = ("definition",)
    search_fields = ("subject_label", "started_by_name")
    saved_filters = (
        SavedFilter("mine", gettext_lazy("Waiting for me"), _mine_to_decide, counted=True),
        SavedFilter("running", gettext_lazy("In approval"), Q(state=ApprovalState.RUNNING)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("state", gettext_lazy("State")),)
    live_topic = "approvals"
    empty_text = gettext_lazy("Nothing waits for your decision.")


class ApprovalPage(ObjectPage):
    """One approval: what, who submitted it, each step with its decisions."""

    model = Approval
    select_related = ("definition",)
    breadcrumbs = ((gettext_lazy("Approvals"), "workflow:approvals"),)
    live_topic = "approvals"

    def state(self, obj: Approval) -> Mapping[str, Any]:
        """Where it stands."""
        return {"label": obj.get_state_display(), "tone": TONES[obj.state]}

    def facts(self, obj: Approval) -> list[dict[str, Any]]:
        """What is approved, by which rule."""
        subject = obj.subject
        return [
            fact_group(
                _("Approval"),
                fact(
                    _("What is approved"), obj.subject_label, url=url_of(subject) if subject else ""
                ),
                fact(_("Rule"), obj.definition.name, help=obj.definition.legal_basis),
                fact(_("Submitted by"), obj.started_by_name),
                fact(_("Submitted at"), at=obj.started_at),
                fact(_("Note"), obj.note, wide=True),
                fact(_("Ended at"), at=obj.ended_at),
            )
        ]

    def own_verbs(self, obj: Approval) -> Iterable[Verb]:
        """Approve and return for who may decide now; withdraw for who submitted it."""
        active = obj.steps.filter(state=StepState.ACTIVE).first()
        if may_decide(obj, active, self.actor):
            yield Verb(
                "approve", _("Approve"), reverse("workflow:approve", args=[obj.pk]), style="primary"
            )
            yield Verb(
                "return", _("Return"), reverse("workflow:return", args=[obj.pk]), needs_reason=True
            )
        if obj.state == ApprovalState.RUNNING and obj.started_by_id == self.actor.id:
            yield Verb("cancel", _("Withdraw"), reverse("workflow:cancel", args=[obj.pk]))

    def own_panels(self, obj: Approval) -> Iterable[Mapping[str, Any]]:
        """The steps in order."""
        yield {
            "id": "steps",
            "title": _("Steps"),
            "wide": True,
            "template": "workflow/_steps.html",
            "steps": obj.steps.prefetch_related("decisions"),
        }


def _decide(request: Any, pk: int, verdict: str) -> HttpResponse:
    get_visible(Approval, pk, actor=request.actor)
    approval = decide(
        approval_id=pk,
        verdict=verdict,
        comment=request.POST.get("reason", ""),
        actor=request.actor,
    )
    return go_to(request, approval.get_absolute_url())


@require_POST
@requires(VIEW)
def approve(request: Any, pk: int) -> HttpResponse:
    """Approve the active step."""
    return _decide(request, pk, Verdict.APPROVE)


@require_POST
@requires(VIEW)
def return_(request: Any, pk: int) -> HttpResponse:
    """Return for improvement."""
    return _decide(request, pk, Verdict.RETURN)


@require_POST
@requires(VIEW)
def cancel(request: Any, pk: int) -> HttpResponse:
    """Withdraw one's own submission."""
    get_visible(Approval, pk, actor=request.actor)
    approval = cancel_approval(
        approval_id=pk, actor=request.actor, reason=request.POST.get("reason", "")
    )
    return go_to(request, approval.get_absolute_url())
