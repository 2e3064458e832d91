"""Evaluations of plans: list, making one, the page with its items, conclusion, report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.governance.indicators.choices import (
    EVALUATION_TONES,
    VERDICT_TONES,
    EvaluationState,
    ItemKind,
    Verdict,
)
from anlan.governance.indicators.forms import ConclusionForm, EvaluationForm, ItemForm
from anlan.governance.indicators.models import Evaluation, EvaluationItem
from anlan.governance.indicators.permissions import EVALUATE
from anlan.governance.indicators.services.evaluations import (
    approve_evaluation,
    comment_item,
    conclude,
    gather_again,
    make_evaluation,
    print_evaluation,
    return_evaluation,
    submit_evaluation,
)
from anlan.governance.indicators.states import EVALUATION
from anlan.governance.indicators.tables import EvaluationTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Evaluations"), "indicators:evaluations"),)


class EvaluationListPage(ListPage):
    """All evaluations."""

    model = Evaluation
    table_class = EvaluationTable
    title = gettext_lazy("Evaluations")
    live_topic = "indicators"
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "submitted",
            gettext_lazy("To be approved"),
            Q(state=EvaluationState.SUBMITTED),
            counted=True,
        ),
        SavedFilter("approved", gettext_lazy("Approved"), Q(state=EvaluationState.APPROVED)),
    )
    search_fields = ("title",)
    ordering = ("-as_of", "-pk")
    create_url_name = "indicators:evaluation_new"
    create_permission = EVALUATE
    create_label = gettext_lazy("Evaluate a plan")
    empty_title = gettext_lazy("No evaluation yet")
    empty_text = gettext_lazy(
        "An evaluation gathers how all indicators and tasks of a plan stand on a day, in the "
        "middle and at the end of its time."
    )


class EvaluationNewPage(CreatePage):
    """Choose plan, kind and day."""

    model = Evaluation
    permission = EVALUATE
    form_class = EvaluationForm
    form_takes_actor = True
    title = gettext_lazy("Evaluate a plan")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Gather")
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"as_of": clock.today()}

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("indicators:evaluations")

    def save(self, form: Any) -> Evaluation:
        """Call the service."""
        return make_evaluation(actor=self.actor, **form.cleaned_data)


class EvaluationPage(ObjectPage):
    """One evaluation with its items."""

    model = Evaluation
    template = "indicators/evaluation.html"
    select_related = ("document",)
    breadcrumbs = CRUMBS
    live_topic = "indicators"
    machine = EVALUATION
    state_tones = EVALUATION_TONES
    transition_url_name = "indicators:evaluation_step"

    def facts(self, obj: Evaluation) -> list[dict[str, Any]]:
        """Plan, day, who, counts, papers."""
        items = list(obj.items.all())
        return [
            fact_group(
                "",
                fact(_("planning document"), obj.document, url=obj.document.get_absolute_url()),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("as of"), obj.as_of),
                fact(_("made by"), obj.made_by),
                fact(_("approved by"), obj.approved_by),
                *(
                    fact(_("report"), f"{paper.number} v{paper.version}", url=paper.url)
                    for paper in documents_of(obj, self.actor)[:1]
                ),
            ),
            fact_group(
                _("Verdicts"),
                *(
                    fact(verdict.label, sum(item.verdict == verdict for item in items))
                    for verdict in Verdict
                ),
            ),
            fact_group(_("Conclusion"), fact("", obj.conclusion or "—", wide=True)),
        ]

    def own_verbs(self, obj: Evaluation) -> Iterable[Verb]:
        """Conclude, gather anew, make the report."""
        if not self.rights.can(self.actor, EVALUATE, obj):
            return
        if obj.state == EvaluationState.DRAFT:
            yield Verb(
                "conclude",
                _("Write the conclusion"),
                reverse("indicators:evaluation_conclude", args=[obj.pk]),
                method="get",
                icon="pencil",
            )
            yield Verb(
                "gather",
                _("Gather anew"),
                reverse("indicators:evaluation_gather", args=[obj.pk]),
                icon="refresh",
            )
        yield Verb(
            "report",
            _("Make the report"),
            reverse("indicators:evaluation_report", args=[obj.pk]),
            icon="file-report",
        )

    def describe(self, obj: Evaluation) -> dict[str, Any]:
        """Add the items, indicators and tasks apart."""
        may = obj.state == EvaluationState.DRAFT and self.rights.can(self.actor, EVALUATE, obj)
        groups: dict[str, list[dict[str, Any]]] = {"indicator": [], "commitment": []}
        for item in obj.items.all():
            groups[item.kind].append(
                {
                    "row": item,
                    "verdict": {
                        "label": item.get_verdict_display(),
                        "tone": VERDICT_TONES[item.verdict],
                    },
                    "url": item.url,
                    "change_url": reverse("indicators:evaluation_item", args=[item.pk])
                    if may
                    else "",
                }
            )
        return super().describe(obj) | {
            "indicators": groups[ItemKind.INDICATOR],
            "tasks": groups[ItemKind.COMMITMENT],
        }


class EvaluationStep(TransitionView):
    """Submit, approve, send back."""

    model = Evaluation
    machine = EVALUATION
    id_argument = "evaluation_id"
    services: ClassVar = {
        "submit": submit_evaluation,
        "approve": approve_evaluation,
        "return_": return_evaluation,
    }


class ConcludePage(ChangePage):
    """Write what follows."""

    model = Evaluation
    permission = EVALUATE
    form_class = ConclusionForm
    breadcrumbs = CRUMBS
    title = gettext_lazy("Conclusion")

    def save(self, form: Any) -> Evaluation:
        """Call the service."""
        return conclude(evaluation_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ItemPage(ChangePage):
    """Judge one item, with commentary."""

    model = EvaluationItem
    permission = EVALUATE
    form_class = ItemForm
    breadcrumbs = CRUMBS

    def get_title(self) -> str:
        """Which item."""
        return str(self.obj)

    def save(self, form: Any) -> EvaluationItem:
        """Call the service."""
        return comment_item(item_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_POST
@requires(EVALUATE)
def gather(request: ActorRequest, pk: int) -> HttpResponse:
    """Gather the figures anew."""
    row = gather_again(evaluation_id=pk, actor=request.actor)
    messages.success(request, _("Gathered anew; commentaries were kept."))
    return go_to(request, row.get_absolute_url())


@require_POST
@requires(EVALUATE)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the Word report."""
    paper = print_evaluation(evaluation_id=pk, actor=request.actor)
    messages.success(request, _("The report %(number)s is ready.") % {"number": paper.number})
    return go_to(request, paper.url)
