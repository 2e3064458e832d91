"""The assessment: points, plan beside actual course, proposals, improvements, the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.command.drills.choices import (
    HELD,
    PROPOSAL_TONES,
    VERDICT_TONES,
    DrillState,
    ObservationKind,
    ProposalState,
)
from anlan.command.drills.forms import ConclusionForm, ImprovementForm
from anlan.command.drills.models import Drill, Observation, RevisionProposal
from anlan.command.drills.permissions import EVALUATE, VIEW
from anlan.command.drills.selectors.records import compare_with_plan
from anlan.command.drills.selectors.report import scores
from anlan.command.drills.services import judging
from anlan.command.drills.states import DRILL, PROPOSAL
from anlan.command.responses.public import list_responses
from anlan.kernel.errors import NotPermitted
from anlan.kernel.pages import ActorPage, ChangePage, ObjectPage, TransitionView, fact, fact_group
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires


class AssessmentPage(ActorPage):
    """What the drill came to, open to everybody who sees it once it is over."""

    model = Drill
    permission = VIEW
    breadcrumbs = ((gettext_lazy("Drills"), "drills:list"),)

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the assessment."""
        drill = get_visible(Drill, pk, actor=self.actor)
        may = self.rights.can(self.actor, EVALUATE, drill)
        if not may and drill.state not in HELD:
            raise NotPermitted(permission=EVALUATE)
        return render_page(request, "drills/assessment.html", {"page": self.page(drill, may)})

    def page(self, drill: Drill, may: bool) -> dict[str, Any]:
        """Return what the page shows; ``may``: the actor judges."""
        told = scores(drill)
        compared = compare_with_plan(drill)
        seen = list(visible(Observation, self.actor).filter(drill=drill).select_related("action"))
        proposals = list(visible(RevisionProposal, self.actor).filter(drill=drill))
        ran = list_responses(drill.incident_id) if drill.incident_id is not None else []
        is_open = may and drill.state != DrillState.ASSESSED
        return {
            "title": _("Assessment: %(drill)s") % {"drill": drill.name},
            "is_drill": True,
            "subtitle": f"{drill.number} · {drill.get_kind_display()}",
            "live_topic": f"drill:{drill.pk}",
            "breadcrumbs": [
                *self.get_breadcrumbs(),
                {"label": drill.name, "url": drill.get_absolute_url()},
            ],
            "drill": drill,
            "state": {"label": drill.get_state_display(), "tone": drill.tone},
            "scores": told,
            "compared": compared,
            "in_time": sum(1 for row in compared if row.verdict == "done"),
            "strengths": [row for row in seen if row.kind == ObservationKind.STRENGTH],
            "problems": [row for row in seen if row.kind == ObservationKind.PROBLEM],
            "verdict_tones": VERDICT_TONES,
            "proposals": [
                {
                    "row": row,
                    "state": {
                        "label": row.get_state_display(),
                        "tone": PROPOSAL_TONES[ProposalState(row.state)],
                    },
                }
                for row in proposals
            ],
            "review_url": find_url("responses:review", ran[0].id) if ran else "",
            "papers": documents_of(drill, self.actor),
            "verbs": self._verbs(drill, is_open, bool(ran), bool(proposals)) if may else [],
        }

    def _verbs(
        self, drill: Drill, is_open: bool, has_response: bool, has_proposals: bool
    ) -> list[dict[str, Any]]:
        def button(name: str, label: str, url_name: str, **more: Any) -> dict[str, Any]:
            return {
                "name": name,
                "label": label,
                "url": reverse(url_name, args=[drill.pk]),
                "method": "post",
                **more,
            }

        held = drill.state in HELD
        found = []
        if is_open:
            found.append(button("score", _("Score anew"), "drills:score", icon="refresh"))
            found.append(
                button(
                    "observe",
                    _("Note an observation"),
                    "drills:evaluate",
                    method="get",
                    icon="clipboard-check",
                )
            )
        if held and drill.plan_id is not None and not has_proposals:
            found.append(
                button("propose", _("Propose changes of the plan"), "drills:propose", icon="pencil")
            )
        if held and has_response:
            found.append(
                button(
                    "improve", _("Set an improvement"), "drills:improve", method="get", icon="tool"
                )
            )
        if held:
            found.append(
                button(
                    "conclude",
                    _("Overall judgement"),
                    "drills:conclude",
                    method="get",
                    icon="scale",
                )
            )
            found.append(
                button(
                    "report",
                    _("Make the assessment report"),
                    "drills:report",
                    icon="file-text",
                    primary=True,
                )
            )
        if drill.state == DrillState.ENDED:
            found.append(
                {
                    "name": "assess",
                    "label": DRILL["assess"].label,
                    "url": reverse("drills:step", args=[drill.pk, "assess"]),
                    "method": "post",
                    "confirm": _("Close the assessment? Points and observations stand then."),
                }
            )
        return found


def _back(request: ActorRequest, pk: int) -> HttpResponse:
    return go_to(request, reverse("drills:assessment", args=[pk]))


@require_POST
@requires(EVALUATE)
def score(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the points anew."""
    drill = judging.score_drill(drill_id=pk, actor=request.actor)
    messages.success(request, _("Scored: %(score)s.") % {"score": drill.score})
    return _back(request, pk)


@require_POST
@requires(EVALUATE)
def propose(request: ActorRequest, pk: int) -> HttpResponse:
    """Make proposals for the plan."""
    made = judging.propose_revisions(drill_id=pk, actor=request.actor)
    messages.success(request, _("Proposals made: %(n)d.") % {"n": len(made)})
    return _back(request, pk)


@require_POST
@requires(EVALUATE)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the assessment report."""
    paper = judging.make_report(drill_id=pk, actor=request.actor)
    messages.success(request, _("Report made: %(number)s.") % {"number": paper.number})
    return _back(request, pk)


class ConcludePage(ChangePage):
    """Write the overall judgement."""

    model = Drill
    permission = EVALUATE
    form_class = ConclusionForm
    title = gettext_lazy("Overall judgement")

    def save(self, form: Any) -> Drill:
        """Call the service."""
        return judging.conclude(drill_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Back to the assessment."""
        return reverse("drills:assessment", args=[self.obj.pk])


class ImprovePage(ChangePage):
    """Turn a problem into a task of improvement."""

    model = Drill
    permission = EVALUATE
    form_class = ImprovementForm
    form_takes_actor = True
    title = gettext_lazy("Set an improvement")
    success_text = gettext_lazy("Set. It is followed up with the review of the response.")

    def get_initial(self) -> Mapping[str, Any]:
        """Begin with a problem somebody saw, when asked from there."""
        given = self.request.GET.get("seen", "")
        rows = visible(Observation, self.actor).filter(drill=self.obj)
        seen = rows.filter(pk=given).first() if given.isdigit() else None
        return {"lesson": seen.text} if seen is not None else {}

    def save(self, form: Any) -> Drill:
        """Call the service."""
        judging.set_drill_improvement(drill_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]

    def success_url(self, saved: Any) -> str:
        """Back to the assessment."""
        return reverse("drills:assessment", args=[self.obj.pk])


class ProposalPage(ObjectPage):
    """One proposal for a plan, and the two ways to decide on it."""

    model = RevisionProposal
    machine = PROPOSAL
    state_tones = PROPOSAL_TONES
    transition_url_name = "drills:proposal_step"
    select_related = ("drill", "plan", "draft")
    breadcrumbs: ClassVar = ((gettext_lazy("Drills"), "drills:list"),)

    def get_title(self, obj: RevisionProposal) -> str:
        """Which task."""
        return obj.task_title

    def get_subtitle(self, obj: RevisionProposal) -> str:
        """Of which plan."""
        return f"{obj.get_kind_display()} · {obj.plan}"

    def facts(self, obj: RevisionProposal) -> list[dict[str, Any]]:
        """What stands, what is proposed, why."""
        return [
            fact_group(
                _("Proposal"),
                fact(_("emergency plan"), obj.plan, url=obj.plan.get_absolute_url()),
                fact(_("command group"), obj.group_name),
                fact(_("stands now"), obj.current),
                fact(_("proposed"), obj.proposed),
                fact(_("reason"), obj.reason, wide=True),
                fact(
                    _("drill"),
                    obj.drill,
                    url=reverse("drills:assessment", args=[obj.drill_id]),
                ),
                fact(_("decided by"), obj.decided_by, as_of=obj.decided_at),
            )
        ]

    def own_verbs(self, obj: RevisionProposal) -> Iterable[Verb]:
        """On to the draft."""
        if obj.draft is not None:
            yield Verb(
                "draft",
                _("Open the draft of the plan"),
                find_url("plans:editor", obj.draft.pk) or obj.draft.get_absolute_url(),
                method="get",
                style="primary",
                icon="pencil",
            )


class ProposalStep(TransitionView):
    """Adopt or reject."""

    model = RevisionProposal
    machine = PROPOSAL
    id_argument = "proposal_id"
    services: ClassVar = {
        "adopt": judging.adopt_proposal,
        "reject": judging.reject_proposal,
    }
