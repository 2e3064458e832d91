"""What a stage owes: the list of one's unit, one trace with its answers, disputes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.base.files.public import attachments_of
from anlan.base.organisations.public import organisation_names
from anlan.governance.chains.choices import (
    DISPUTE_TONES,
    WITH_UNIT,
    ClueState,
    DisputeState,
    TraceState,
)
from anlan.governance.chains.forms import AnswerForm, DecisionForm, DisputeForm
from anlan.governance.chains.models import Chain, Dispute, Trace
from anlan.governance.chains.permissions import (
    COORDINATE,
    DECIDE,
    DRAW_UP_ORDER,
    HANDLE,
)
from anlan.governance.chains.services import disputes, traces
from anlan.governance.chains.states import TRACE
from anlan.governance.chains.tables import TraceTable
from anlan.governance.chains.views.clues import CRUMBS
from anlan.governance.chains.waiting import late_q, of_my_units, traces_waiting
from anlan.governance.oversight.public import orders_about
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.pages import (
    AboutPage,
    ChangePage,
    Facet,
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


def _waiting(actor: Actor) -> Q:
    return Q(pk__in=traces_waiting(actor).values("pk"))


def _late(_actor: Actor) -> Q:
    return late_q() & Q(clue__state=ClueState.TRACING)


def _units(keys: Sequence[str]) -> Mapping[str, Message]:
    names = organisation_names(int(key) for key in keys if key.isdigit())
    return {str(key): name for key, name in names.items()}


def _chains(keys: Sequence[str]) -> Mapping[str, Message]:
    return {str(row.pk): row.name for row in Chain.objects.filter(pk__in=list(keys))}


class TraceListPage(ListPage):
    """What stages owe; a unit sees its own first."""

    model = Trace
    table_class = TraceTable
    title = gettext_lazy("Stages to trace")
    live_topic = "clues"
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter("waiting", pgettext_lazy("traces", "Waiting for me"), _waiting, counted=True),
        SavedFilter("units", pgettext_lazy("traces", "Of my units"), of_my_units),
        SavedFilter("late", pgettext_lazy("traces", "Late"), _late, counted=True, level=1),
        SavedFilter(
            "disputed", gettext_lazy("Competence in dispute"), Q(state=TraceState.DISPUTED)
        ),
        SavedFilter("all", gettext_lazy("All"), ~Q(state=TraceState.PROPOSED)),
    )
    facets = (
        Facet("state", gettext_lazy("State")),
        Facet("unit", gettext_lazy("Unit"), "organisation_id", labels=_units),
        Facet("chain", gettext_lazy("Chain"), "clue__chain_id", labels=_chains),
    )
    search_fields = ("clue__title", "clue__number", "stage__name")
    search_placeholder = gettext_lazy("Problem, number or stage")
    select_related = ("clue__chain", "stage", "organisation")
    ordering = ("-clue_id", "stage__position")
    hidden_columns = ("number", "reason", "signed_by")
    empty_title = gettext_lazy("Nothing waits here")
    empty_text = gettext_lazy(
        "When a problem concerns a stage your unit leads, it stands here with its day."
    )


class TracePage(ObjectPage):
    """One stage concerned: what is to be found out, until when, what was answered."""

    model = Trace
    machine = TRACE
    transition_url_name = "chains:trace_step"
    transition_forms: ClassVar = {"answer": "chains:answer", "dispute": "chains:dispute"}
    select_related = ("clue__chain", "clue__stage", "stage", "organisation")
    live_topic = "clue:{pk}"
    breadcrumbs = CRUMBS

    def topic(self, obj: Trace) -> str:
        """It moves with its clue."""
        return f"clue:{obj.clue_id}"

    def get_title(self, obj: Trace) -> str:
        """The stage and the problem."""
        return str(obj)

    def number(self, obj: Trace) -> str:
        """The number of the clue."""
        return obj.clue.number

    def get_subtitle(self, obj: Trace) -> str:
        """Chain and direction."""
        return f"{obj.clue.chain} · {obj.get_direction_display()}"

    def holder(self, obj: Trace) -> Mapping[str, Any] | None:
        """The unit in charge."""
        if obj.organisation is None:
            return None
        return {"label": str(obj.organisation), "url": obj.organisation.get_absolute_url()}

    def due(self, obj: Trace) -> Any:
        """When it is to be answered."""
        return obj.due_at if obj.state in WITH_UNIT else None

    def state(self, obj: Trace) -> Mapping[str, Any] | None:
        """The state, red when late."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def note(self, obj: Trace) -> Mapping[str, Any] | None:
        """What must be known first."""
        if obj.is_late:
            return {"text": _("The unit has not answered in time."), "tone": "danger"}
        return None

    def verbs(self, obj: Trace) -> list[dict[str, Any]]:
        """Steps that are taken with the clue or on the page of a dispute are left out."""
        left_out = {"send", "settle"}
        if obj.clue.state != ClueState.TRACING:
            left_out |= {step.name for step in TRACE.transitions}
        return [verb for verb in super().verbs(obj) if verb["name"] not in left_out]

    def facts(self, obj: Trace) -> list[dict[str, Any]]:
        """The problem, the duty, how it went."""
        clue, stage = obj.clue, obj.stage
        course = [
            row
            for row in (
                fact(pgettext("trace", "to be answered by"), obj.due_on),
                fact(pgettext("trace", "signed for by"), obj.signed_by),
                fact(pgettext("trace", "finding"), obj.get_outcome_display()),
            )
            if row["value"]
        ]
        basis = stage.legal_basis
        if basis and not stage.is_verified:
            basis += f"（{_('not verified')}）"
        return [
            fact_group(
                pgettext("trace", "The problem"),
                fact(_("clue along a chain"), clue.title, url=clue.get_absolute_url()),
                fact(pgettext("clue", "what was found"), clue.text or clue.title, wide=True),
                fact(_("place"), clue.place),
                fact(pgettext("clue", "unit or person concerned"), clue.unit_name),
                *(fact(key.get_kind_display(), key.value) for key in clue.keys.all()),
                fact(pgettext("trace", "why this stage"), obj.reason, wide=True)
                if obj.reason
                else fact(pgettext("clue", "found at the stage"), clue.stage),
            ),
            fact_group(
                pgettext("trace", "The stage"),
                fact(pgettext("chain stage", "what is supervised"), stage.supervised, wide=True),
                fact(pgettext("chain stage", "legal duty"), stage.duty, wide=True),
                fact(_("legal basis"), basis, wide=True),
                fact(
                    pgettext("chain stage", "information handed to the next stage"),
                    stage.handover,
                    wide=True,
                ),
            ),
            *([fact_group(pgettext("trace", "Course"), *course)] if course else []),
        ]

    def own_verbs(self, obj: Trace) -> Iterable[Verb]:
        """Decide an open dispute; take a late stage to supervision."""
        if obj.state == TraceState.DISPUTED and self.rights.can(self.actor, DECIDE, obj):
            dispute = obj.disputes.filter(state=DisputeState.OPEN).first()
            if dispute is not None:
                yield Verb(
                    "decide",
                    _("Decide the dispute"),
                    reverse("chains:decide", args=[dispute.pk]),
                    method="get",
                    style="primary",
                    icon="scale",
                )
        may_order = self.actor.has(DRAW_UP_ORDER) and self.rights.can(self.actor, COORDINATE, obj)
        if obj.is_late and may_order and obj.clue.state == ClueState.TRACING:
            yield Verb(
                "order",
                _("Draw up a supervision document"),
                reverse("chains:order", args=[obj.pk]),
                icon="gavel",
            )

    def own_panels(self, obj: Trace) -> Iterable[Mapping[str, Any]]:
        """Answers with evidence, disputes, decisions, supervision documents."""
        answers = list(obj.answers.order_by("-pk"))
        yield {
            "id": "answers",
            "title": pgettext("trace", "Answers"),
            "count": len(answers),
            "template": "chains/_answers.html",
            "answers": [{"answer": row, "files": attachments_of(row)} for row in answers],
        }
        rows = obj.disputes.select_related("claimant", "suggested", "competent")
        held = [
            {
                "label": row.claim,
                "where": str(row.claimant),
                "state": {
                    "label": row.get_state_display(),
                    "tone": DISPUTE_TONES[DisputeState(row.state)],
                },
                "value": f"{row.competent or ''} {row.decision}".strip(),
                "at": row.made_at,
            }
            for row in rows.order_by("-pk")
        ]
        papers = [
            {"label": f"{paper.title} {paper.number}", "url": paper.url, "at": paper.created_at}
            for paper in documents_of(obj, self.actor)
        ]
        if held:
            yield {
                "id": "disputes",
                "title": _("disputes over competence"),
                "count": len(held),
                "rows": [*held, *papers],
            }
        orders = orders_about(self.actor, subject_type=obj._meta.label, subject_ids=[obj.pk]).get(
            str(obj.pk), []
        )
        if orders:
            yield {
                "id": "orders",
                "title": _("Supervision documents"),
                "count": len(orders),
                "rows": [
                    {"label": row.title, "url": row.url, "value": row.state_label} for row in orders
                ],
            }


class OnTrace(AboutPage):
    """A form about a trace."""

    model = Trace
    permission = HANDLE
    breadcrumbs = CRUMBS


class AnswerPage(OnTrace):
    """Answer, on the phone as well."""

    form_class = AnswerForm
    title = gettext_lazy("Answer for the stage")
    submit_label = gettext_lazy("Send this answer")
    success_text = gettext_lazy("The answer was sent to the coordinating office.")

    def form(self, **data: Any) -> Any:
        """Offer the stages it can be passed on to."""
        return AnswerForm(trace=self.obj, **data)

    def save(self, form: Any) -> Trace:
        """Call the service."""
        return traces.answer_trace(
            trace_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).trace


class DisputePage(OnTrace):
    """Say that it is not one's own competence."""

    form_class = DisputeForm
    title = gettext_lazy("Not our competence")
    submit_label = gettext_lazy("Send to the safety-committee office")
    success_text = gettext_lazy("Sent. The clock stands still until it is decided.")

    def form(self, **data: Any) -> Any:
        """Offer the other units."""
        return DisputeForm(trace=self.obj, **data)

    def save(self, form: Any) -> Trace:
        """Call the service."""
        return disputes.raise_dispute(
            trace_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).trace


class DecidePage(ChangePage):
    """Decide a dispute in writing."""

    model = Dispute
    permission = DECIDE
    form_class = DecisionForm
    title = gettext_lazy("Decide on competence")
    submit_label = gettext_lazy("Decide and make the paper")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """An empty form."""
        return {}

    def form(self, **data: Any) -> Any:
        """Offer the units, the two concerned first."""
        return DecisionForm(dispute=self.obj, **data)

    def describe(self, form: Any) -> dict[str, Any]:
        """Show what the unit says."""
        page = super().describe(form)
        page["subtitle"] = f"{self.obj.claimant}：{self.obj.claim}"
        return page

    def save(self, form: Any) -> Dispute:
        """Call the service."""
        return disputes.decide_dispute(
            dispute_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class TraceStep(TransitionView):
    """The steps of a trace."""

    model = Trace
    machine = TRACE
    id_argument = "trace_id"
    services: ClassVar = {
        "sign": traces.sign_trace,
        "return_": traces.return_answer,
        "release": traces.release_trace,
    }


@requires(COORDINATE)
@require_POST
def order(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw up a supervision document about a late stage."""
    made = traces.order_about(trace_id=pk, actor=request.actor)
    return go_to(request, made.url)
