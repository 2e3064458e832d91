"""The register of supervision documents, one document with its way, drawing one up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import get_document
from anlan.base.files.public import attachments_of
from anlan.base.organisations.public import organisation_names
from anlan.base.workflow.public import approval_of, may_decide
from anlan.governance.oversight.choices import (
    RUNNING,
    STATEMENT_TONES,
    UNISSUED,
    WITH_UNIT,
    OrderState,
    StatementState,
)
from anlan.governance.oversight.forms import DraftForm, DrawUpForm
from anlan.governance.oversight.models import Order, OrderKind
from anlan.governance.oversight.panels import order_row
from anlan.governance.oversight.permissions import (
    CHECK,
    ISSUE,
    RECEIVE,
)
from anlan.governance.oversight.services import drawing, moving
from anlan.governance.oversight.sources import Beginning, beginning_of, find_subject
from anlan.governance.oversight.states import ORDER
from anlan.governance.oversight.tables import OrderTable
from anlan.governance.oversight.waiting import about_units, waiting_for
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import address_for, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Supervision documents"), "oversight:orders"),)


def _overdue(_actor: Actor) -> Q:
    return Q(state__in=WITH_UNIT, due_on__lt=clock.today(), kind__needs_answer=True)


def _kinds(_keys: Sequence[str]) -> Mapping[str, Message]:
    return {str(kind.pk): kind.name for kind in OrderKind.objects.all()}


def _units(keys: Sequence[str]) -> Mapping[str, Message]:
    names = organisation_names(int(key) for key in keys if key.isdigit())
    return {str(key): name for key, name in names.items()}


class OrderListPage(ListPage):
    """The register; each sees what concerns him."""

    model = Order
    template = "oversight/orders.html"
    table_class = OrderTable
    title = gettext_lazy("Supervision documents")
    live_topic = "oversight"
    saved_filters: ClassVar = (
        SavedFilter(
            "waiting", pgettext_lazy("oversight", "Waiting for me"), waiting_for, counted=True
        ),
        SavedFilter("units", pgettext_lazy("oversight", "About my units"), about_units),
        SavedFilter("running", gettext_lazy("Running"), Q(state__in=RUNNING), counted=True),
        SavedFilter("overdue", gettext_lazy("Overdue"), _overdue, counted=True, level=1),
        SavedFilter("closed", pgettext_lazy("oversight", "Closed"), Q(state=OrderState.CLOSED)),
        SavedFilter(
            "office", pgettext_lazy("oversight", "Drafts and proposals"), Q(state__in=UNISSUED)
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("kind", gettext_lazy("Kind"), "kind_id", labels=_kinds),
        Facet("state", gettext_lazy("State")),
        Facet(
            "organisation",
            pgettext_lazy("oversight", "unit concerned"),
            "organisation_id",
            labels=_units,
        ),
    )
    search_fields = ("title", "number", "organisation__search_text", "subject_label")
    search_placeholder = gettext_lazy("Subject, number or unit")
    select_related = ("kind", "organisation")
    ordering = ("-pk",)
    hidden_columns = (
        "signed_at",
        "signed_by",
        "answered_at",
        "subject_label",
        "approved_by",
        "reason",
        "outcome",
    )
    create_url_name = "oversight:draw_up"
    create_permission = ISSUE
    create_label = gettext_lazy("Draw up a document")
    empty_title = gettext_lazy("No supervision document here")
    empty_text = gettext_lazy(
        "Documents are drawn up here, or in one step from an overdue task, an indicator in danger, "
        "a hazard that is late or an accident."
    )
    #: What those read who answer documents and draw up none.
    answering_text = gettext_lazy(
        "What is served on your unit appears here: sign for it, then answer it in time."
    )

    def describe_empty(self) -> dict[str, Any]:
        """Advise units what will come instead of what only the office may do."""
        found = super().describe_empty()
        if found["text"] == self.empty_text and not self.actor.has(ISSUE):
            found["text"] = self.answering_text
        return found


class DrawUpPage(CreatePage):
    """Draw up a document, with the facts of what it is about filled in."""

    model = Order
    permission = ISSUE
    form_class = DrawUpForm
    form_takes_actor = True
    title = gettext_lazy("Draw up a supervision document")
    submit_label = gettext_lazy("Save the draft")
    success_text = gettext_lazy("Drawn up as a draft. Submit it for approval.")
    breadcrumbs = CRUMBS
    beginning: Beginning | None = None
    subject: Any = None

    def load(self, **kwargs: Any) -> None:
        """Fetch what it is about."""
        about, key = self.request.GET.get("about", ""), self.request.GET.get("key", "")
        if about:
            self.subject = find_subject(about, key, self.actor)
            self.beginning = beginning_of(self.subject, self.actor)

    def form(self, **data: Any) -> Any:
        """Limit people and enterprises to the unit."""
        unit = self.beginning.organisation_id if self.beginning else None
        given = self.request.GET.get("unit", "")
        unit = unit or (int(given) if given.isdigit() else None)
        return self.form_class(
            actor=self.actor, organisation_id=unit, initial=self.get_initial(), **data
        )

    def get_initial(self) -> Mapping[str, Any]:
        """What the object tells."""
        given = {
            name: self.request.GET[key]
            for key, name in (("kind", "kind"), ("unit", "organisation_id"))
            if key in self.request.GET
        }
        if self.beginning is None:
            return given
        return {
            "kind": self.beginning.kind,
            "organisation_id": self.beginning.organisation_id,
            "reason": self.beginning.reason,
            "is_listed": self.beginning.is_listed,
            **given,
        }

    def get_cancel_url(self) -> str:
        """Back to where one came from."""
        page = getattr(self.subject, "get_absolute_url", None)
        return str(page()) if page is not None else reverse("oversight:orders")

    def save(self, form: Any) -> Order:
        """Call the service."""
        return drawing.draw_up_order(
            **form.cleaned_data,
            subject=self.subject,
            subject_label=self.beginning.label if self.beginning else "",
            facts=[{"label": k, "value": v} for k, v in self.beginning.facts]
            if self.beginning
            else (),
            actor=self.actor,
        )


class ChangeOrderPage(ChangePage):
    """Change a draft."""

    model = Order
    permission = ISSUE
    form_class = DraftForm
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Order:
        """Call the service; an emptied day stays as it was."""
        values = {**form.cleaned_data}
        values["due_on"] = values["due_on"] or self.obj.due_on
        values["title"] = values["title"] or self.obj.title
        return drawing.change_order(order_id=self.obj.pk, actor=self.actor, **values)


class OrderPage(ObjectPage):
    """One document: what, to whom, until when, how it stands, what was answered."""

    model = Order
    machine = ORDER
    transition_url_name = "oversight:step"
    transition_forms: ClassVar = {
        "answer": "oversight:answer",
        "return_answer": "oversight:return",
    }
    edit_url_name = "oversight:change"
    edit_permission = ISSUE
    select_related = ("kind__next_kind", "organisation", "office", "person", "previous")
    live_topic = "oversight-order:{pk}"
    breadcrumbs = CRUMBS

    def get_object(self, pk: Any) -> Any:
        """Reading a restricted document is recorded."""
        drawing.visible_order(pk, self.actor)
        return super().get_object(pk)

    def number(self, obj: Order) -> str:
        """The number of the paper."""
        return obj.number

    def get_subtitle(self, obj: Order) -> str:
        """Kind and unit."""
        return f"{obj.kind.name} · {obj.organisation}"

    def due(self, obj: Order) -> Any:
        """When the unit must answer."""
        return obj.due_at if obj.state in WITH_UNIT and obj.kind.needs_answer else None

    def state(self, obj: Order) -> Mapping[str, Any] | None:
        """The state, red when late."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def note(self, obj: Order) -> Mapping[str, Any] | None:
        """What must be known first."""
        if obj.state == OrderState.PROPOSED:
            return {
                "text": _("Proposed by the platform: take it up, or withdraw it with a reason."),
                "tone": "info",
            }
        if obj.kind.is_restricted:
            return {
                "text": _("Restricted: every reading of this document is recorded."),
                "tone": "warning",
            }
        if obj.is_overdue:
            return {"text": _("The unit has not answered in time."), "tone": "danger"}
        return None

    def verbs(self, obj: Order) -> list[dict[str, Any]]:
        """Leave out the steps the platform takes itself."""
        found = [verb for verb in super().verbs(obj) if verb["name"] != "issue"]
        if obj.state != OrderState.PROPOSED and obj.drawn_up_by_id != self.actor.id:
            found = [verb for verb in found if verb["name"] != "return_draft"]
        return found

    def facts(self, obj: Order) -> list[dict[str, Any]]:
        """What it says, and how it went."""
        return [
            fact_group(
                pgettext("oversight", "Content"),
                fact(
                    pgettext("oversight", "unit concerned"),
                    obj.organisation,
                    url=address_for(self.actor, obj.organisation),
                ),
                fact(pgettext("oversight", "person concerned"), obj.person),
                fact(
                    pgettext("oversight", "drawn up about"),
                    obj.subject_label,
                    url=obj.subject_url,
                ),
                fact(pgettext("oversight", "facts"), obj.reason, wide=True),
                *(fact(row["label"], row["value"]) for row in obj.facts),
                fact(pgettext("oversight", "what is demanded"), obj.demand, wide=True),
                fact(
                    _("legal basis"),
                    obj.kind.legal_basis
                    + ("" if obj.kind.is_verified else f"（{_('not verified')}）"),
                    wide=True,
                ),
                fact(pgettext("oversight", "copy to"), obj.copy_to),
            ),
            _known(
                pgettext("oversight", "Course"),
                fact(pgettext("oversight", "issuing office"), obj.office),
                fact(pgettext("oversight", "drawn up by"), obj.drawn_up_by),
                fact(pgettext("oversight", "issued by"), obj.approved_by),
                _moment(pgettext("oversight", "issued at"), obj.issued_at),
                fact(
                    pgettext("oversight", "to be answered by"),
                    obj.due_on if obj.kind.needs_answer else None,
                ),
                _moment(pgettext("oversight", "signed for at"), obj.signed_at),
                fact(pgettext("oversight", "signed for by"), obj.signed_by),
                _moment(pgettext("oversight", "answered at"), obj.answered_at),
                _moment(pgettext("oversight", "interview at"), obj.meets_at),
                fact(pgettext("oversight", "record of the interview"), obj.minutes, wide=True),
                _moment(pgettext("oversight", "closed at"), obj.closed_at),
                fact(pgettext("oversight", "result"), obj.outcome, wide=True),
            ),
        ]

    def describe(self, obj: Any) -> dict[str, Any]:
        """Only a draft is changed."""
        page = super().describe(obj)
        if obj.state not in (OrderState.DRAFT, OrderState.PROPOSED):
            page["edit_url"] = ""
        return page

    def own_verbs(self, obj: Order) -> Iterable[Verb]:
        """Approval, paper, interview, statement, next step."""
        can = self.rights.can
        approval = approval_of(obj) if obj.state == OrderState.APPROVING else None
        if approval is not None:
            decides = may_decide(approval.id, self.actor)
            yield _link(
                "approval",
                _("Decide on the approval") if decides else _("See the approval"),
                approval.url,
                "checks",
                first=decides,
            )
        if obj.document_id is not None:
            paper = get_document(obj.document_id, self.actor)
            yield _link("paper", _("Download the paper"), paper.url, "download")
        if obj.kind.code == "interview" and obj.state in RUNNING and can(self.actor, CHECK, obj):
            yield _link(
                "minutes",
                _("Record the interview"),
                reverse("oversight:minutes", args=[obj.pk]),
                "edit",
            )
        is_ours = obj.organisation_id == self.actor.organisation_id
        if is_ours and obj.state in RUNNING and can(self.actor, RECEIVE, obj):
            yield _link(
                "statement",
                _("Explain or appeal"),
                reverse("oversight:statement", args=[obj.pk]),
                "message",
            )
        if obj.is_overdue and obj.kind.next_kind is not None and can(self.actor, ISSUE, obj):
            yield Verb(
                "escalate",
                _("Next step: %(kind)s") % {"kind": obj.kind.next_kind},
                reverse("oversight:escalate", args=[obj.pk]),
                icon="arrow-up",
            )

    def own_panels(self, obj: Order) -> Iterable[Mapping[str, Any]]:
        """Answers with evidence, statements, documents before and after."""
        answers = list(obj.answers.order_by("-pk"))
        if answers or obj.kind.needs_answer:
            yield {
                "id": "answers",
                "title": pgettext("oversight", "Answers"),
                "count": len(answers),
                "template": "oversight/_answers.html",
                "answers": [{"answer": row, "files": attachments_of(row)} for row in answers],
            }
        statements = list(obj.statements.order_by("-pk"))
        if statements:
            decides = self.rights.can(self.actor, CHECK, obj)
            yield {
                "id": "statements",
                "title": _("Explanations and appeals"),
                "count": len(statements),
                "rows": [
                    {
                        "label": row.text,
                        "where": str(row.get_kind_display()),
                        "url": reverse("oversight:decide", args=[row.pk])
                        if decides and row.state == StatementState.OPEN
                        else "",
                        "state": {
                            "label": row.get_state_display(),
                            "tone": STATEMENT_TONES[StatementState(row.state)],
                        },
                        "value": row.decision,
                        "at": row.made_at,
                    }
                    for row in statements
                ],
            }
        chain = (
            policy_of(Order)
            .visible(self.actor)
            .filter(Q(pk=obj.previous_id) | Q(previous_id=obj.pk))
        )
        rows = [order_row(row) for row in chain.select_related("kind").order_by("pk")]
        if rows:
            yield {
                "id": "chain",
                "title": pgettext("oversight", "Before and after"),
                "rows": rows,
            }


def _known(title: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """A group of facts without those that do not exist yet."""
    return fact_group(title, *(row for row in rows if row.get("value") or row.get("at")))


def _moment(label: str, at: Any) -> dict[str, Any]:
    return fact(label, at=at) if at else fact(label)


def _link(name: str, label: str, url: str, icon: str, *, first: bool = False) -> Verb:
    style = "primary" if first else "secondary"
    return Verb(name, label, url, method="get", icon=icon, style=style)


class OrderStep(TransitionView):
    """The steps of a document."""

    model = Order
    machine = ORDER
    id_argument = "order_id"
    services: ClassVar = {
        "take_up": drawing.take_up_proposal,
        "submit": drawing.submit_order,
        "return_draft": drawing.take_back_order,
        "sign": moving.sign_order,
        "close": moving.close_order,
        "conclude": moving.close_order,
        "withdraw": moving.withdraw_order,
    }


@requires(ISSUE)
@require_POST
def escalate(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw up the next kind."""
    made = drawing.escalate_order(order_id=pk, actor=request.actor)
    return go_to(request, made.get_absolute_url())
