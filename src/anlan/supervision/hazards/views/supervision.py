"""Listed supervision, hand-overs, trace-backs, and the tables an officer keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.base.documents.public import documents_of
from anlan.kernel.actor import Actor
from anlan.kernel.pages import (
    ChangePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.supervision.hazards import forms
from anlan.supervision.hazards.choices import (
    LISTING_TONES,
    SUPERVISION_COLOURS,
    TRANSFER_TONES,
    SupervisionLevel,
    TransferState,
)
from anlan.supervision.hazards.errors import AlreadyAnswered
from anlan.supervision.hazards.models import (
    HazardCategory,
    HazardLimit,
    HazardTransfer,
    ListedSupervision,
    TraceBack,
)
from anlan.supervision.hazards.permissions import (
    CHANGE_TABLES,
    TRACE,
    TRANSFER,
    VIEW,
    VIEW_TRACE,
)
from anlan.supervision.hazards.services.lateness import conclude_trace_back
from anlan.supervision.hazards.services.listing import (
    apply_for_lifting,
    check_listing,
    lift_supervision,
    refuse_lifting,
)
from anlan.supervision.hazards.services.requests import answer_transfer, may_answer
from anlan.supervision.hazards.services.tables import change_category, change_limit
from anlan.supervision.hazards.states import LISTING
from anlan.supervision.hazards.tables import (
    CategoryTable,
    LimitTable,
    ListingTable,
    TransferTable,
)

CRUMBS = ((gettext_lazy("Hazards"), "hazards:list"),)


class ListingListPage(ListPage):
    """Listed hazards, what is due first."""

    model = ListedSupervision
    table_class = ListingTable
    breadcrumbs = CRUMBS
    ordering = ("due_at",)
    select_related = ("hazard", "supervisor")
    saved_filters: ClassVar = (
        SavedFilter("in_force", gettext_lazy("In force"), ~Q(state="lifted"), counted=True),
        SavedFilter("lifted", pgettext_lazy("listings", "Lifted"), Q(state="lifted")),
        SavedFilter("all", gettext_lazy("All")),
    )
    empty_title = gettext_lazy("No hazard is listed")
    empty_text = gettext_lazy(
        "A major hazard is listed for supervision from its own page; its period runs here."
    )


class ListingPage(ObjectPage):
    """One listing: order, application, check, lifting."""

    model = ListedSupervision
    machine = LISTING
    state_tones = LISTING_TONES
    select_related = ("hazard", "supervisor")
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Listed supervision"), "hazards:listings"))
    transition_url_name = "hazards:listing_step"

    def level(self, obj: ListedSupervision) -> int:
        """The higher the authority, the graver."""
        return SUPERVISION_COLOURS[SupervisionLevel(obj.level)]

    def due(self, obj: ListedSupervision) -> Any:
        """The end of the period."""
        return obj.due_at if obj.lifted_at is None else None

    def facts(self, obj: ListedSupervision) -> list[dict[str, Any]]:
        """Order, application, check, lifting."""
        return [
            fact_group(
                _("Order"),
                fact(_("hazard"), str(obj.hazard), url=obj.hazard.get_absolute_url()),
                fact(_("supervised by"), obj.get_level_display()),
                fact(_("supervising office"), str(obj.supervisor) if obj.supervisor else None),
                fact(_("what must be done"), obj.requirements, wide=True),
                fact(_("listed at"), at=obj.listed_at),
                fact(_("listed by"), obj.listed_by),
            ),
            fact_group(
                _("Lifting"),
                fact(_("application"), obj.application, wide=True),
                fact(_("applied by"), obj.applied_by),
                fact(_("what was found on the spot"), obj.finding, wide=True),
                fact(_("checked by"), obj.checked_by),
                fact(pgettext_lazy("listing", "lifted by"), obj.lifted_by),
                fact(pgettext_lazy("listing", "lifted at"), at=obj.lifted_at),
            ),
        ]

    def own_panels(self, obj: ListedSupervision) -> Iterable[Mapping[str, Any]]:
        """The papers of the hazard."""
        rows = [
            {"label": paper.title, "url": paper.url, "where": paper.number, "at": paper.created_at}
            for paper in documents_of(obj.hazard, self.actor)
        ]
        yield {"id": "papers", "title": _("Papers"), "rows": rows}


class ListingStep(TransitionView):
    """Steps of a listing."""

    model = ListedSupervision
    machine = LISTING
    id_argument = "listing_id"
    permission = VIEW
    services: ClassVar = {
        "apply": apply_for_lifting,
        "check": check_listing,
        "refuse": refuse_lifting,
        "lift": lift_supervision,
    }


def to_answer(actor: Actor) -> Q:
    """What was offered to one's own office."""
    return Q(state=TransferState.OFFERED) & (
        Q(to_organisation_id=actor.organisation_id) if actor.organisation_id else Q()
    )


class TransferListPage(ListPage):
    """Hand-overs of one's office, both ways."""

    model = HazardTransfer
    table_class = TransferTable
    breadcrumbs = CRUMBS
    select_related = ("hazard", "from_organisation", "to_organisation")
    saved_filters: ClassVar = (
        SavedFilter("answer", gettext_lazy("Waiting for our answer"), to_answer, counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    empty_title = gettext_lazy("No hand-over")
    empty_text = gettext_lazy(
        "Hazards that are handed over between departments and townships appear here."
    )


class TransferObjectPage(ObjectPage):
    """One hand-over, with enough of the hazard to decide."""

    model = HazardTransfer
    select_related = (
        "hazard__region",
        "hazard__enterprise",
        "from_organisation",
        "to_organisation",
    )
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Hand-overs"), "hazards:transfers"))

    def state(self, obj: HazardTransfer) -> Mapping[str, Any] | None:
        """Where it stands."""
        return {
            "label": obj.get_state_display(),
            "tone": TRANSFER_TONES.get(obj.state, "neutral"),
            "value": obj.state,
        }

    def facts(self, obj: HazardTransfer) -> list[dict[str, Any]]:
        """The hazard, and who handed it to whom."""
        hazard = obj.hazard
        return [
            fact_group(
                _("Hazard"),
                fact(_("hazard level"), level=hazard.level),
                fact(_("title"), hazard.title, url=hazard.get_absolute_url()),
                fact(_("enterprise"), str(hazard.enterprise) if hazard.enterprise else None),
                fact(_("region"), str(hazard.region)),
                fact(_("place"), hazard.place),
                fact(_("description"), hazard.description, wide=True),
            ),
            fact_group(
                _("Hand-over"),
                fact(_("handed over by"), str(obj.from_organisation or "")),
                fact(_("handed over to"), str(obj.to_organisation)),
                fact(_("reason"), obj.reason, wide=True),
                fact(_("offered by"), obj.offered_by),
                fact(_("offered at"), at=obj.offered_at),
                fact(_("answer"), obj.answer, wide=True),
                fact(_("answered by"), obj.answered_by),
            ),
        ]

    def own_verbs(self, obj: HazardTransfer) -> Iterable[Verb]:
        """Answering."""
        if obj.state == TransferState.OFFERED and may_answer(obj, self.actor):
            url = reverse("hazards:answer_transfer", args=[obj.pk])
            yield Verb("answer", _("Answer"), url, method="get", style="primary")


class AnswerTransferPage(ChangePage):
    """Take a hazard over, or give it back."""

    model = HazardTransfer
    permission = TRANSFER
    title = gettext_lazy("Answer the hand-over")
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Hand-overs"), "hazards:transfers"))
    form_class = forms.AnswerForm

    def load(self, **kwargs: Any) -> None:
        """Fetch the hand-over; what is answered is answered."""
        self.obj = get_visible(HazardTransfer, kwargs["pk"], actor=self.actor)
        if self.obj.state != TransferState.OFFERED:
            raise AlreadyAnswered

    def get_initial(self) -> Mapping[str, Any]:
        """Empty."""
        return {}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return answer_transfer(
            transfer_id=self.obj.pk,
            is_accepted=form.cleaned_data["verdict"] == "accept",
            reason=form.cleaned_data["reason"],
            actor=self.actor,
        )


DUTY_WORDS = {
    "enterprise": lambda: _("main responsibility of the enterprise"),
    "department": lambda: _("supervision by the department"),
    "territory": lambda: _("territorial responsibility"),
}


class TraceBackPage(ObjectPage):
    """One trace-back: duties, records, conclusion."""

    model = TraceBack
    permission = VIEW_TRACE
    select_related = ("hazard",)
    breadcrumbs = CRUMBS

    def state(self, obj: TraceBack) -> Mapping[str, Any] | None:
        """Under way or concluded."""
        tone = "done" if obj.concluded_at else "waiting"
        return {"label": obj.get_state_display(), "tone": tone, "value": obj.state}

    def facts(self, obj: TraceBack) -> list[dict[str, Any]]:
        """Why, and what was concluded."""
        return [
            fact_group(
                _("Trace-back"),
                fact(_("hazard"), str(obj.hazard), url=obj.hazard.get_absolute_url()),
                fact(_("opened because"), obj.get_trigger_display()),
                fact(_("opened at"), at=obj.opened_at),
                fact(_("opened by"), obj.opened_by),
                fact(_("conclusion"), obj.conclusion, wide=True),
                fact(_("measures against those responsible"), obj.measures, wide=True),
                fact(_("concluded by"), obj.concluded_by),
            )
        ]

    def own_panels(self, obj: TraceBack) -> Iterable[Mapping[str, Any]]:
        """Who should have found it; what is on record."""
        yield {
            "id": "duties",
            "title": _("Who should have found it"),
            "rows": [
                {
                    "label": duty["name"],
                    "where": duty["office"],
                    "value": DUTY_WORDS[duty["why"]](),
                }
                for duty in obj.duties
            ],
        }
        yield {
            "id": "records",
            "title": _("Checks on record in the year before"),
            "empty": _("No check is on record: that itself is a finding."),
            "rows": [
                {
                    "label": row["what"],
                    "url": row["url"],
                    "value": row["result"],
                    "holder": row["by"],
                    "at": parse_datetime(row["at"]),
                }
                for row in obj.records
            ],
        }

    def own_verbs(self, obj: TraceBack) -> Iterable[Verb]:
        """Concluding."""
        if obj.concluded_at is None and self.rights.can(self.actor, TRACE, obj):
            url = reverse("hazards:conclude", args=[obj.pk])
            yield Verb("conclude", _("Conclude"), url, method="get", style="primary")


class ConcludePage(ChangePage):
    """Write the conclusion."""

    model = TraceBack
    permission = TRACE
    title = gettext_lazy("Conclude the trace-back")
    breadcrumbs = CRUMBS
    form_class = forms.ConclusionForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return conclude_trace_back(trace_back_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class LimitListPage(ListPage):
    """Numbers of the flow with their basis."""

    model = HazardLimit
    table_class = LimitTable
    title = gettext_lazy("Limits of the flow")
    breadcrumbs = CRUMBS
    ordering = ("code",)
    empty_title = gettext_lazy("No limit is loaded")
    empty_text = gettext_lazy("They come with the reference tables: anlan prepare loads them.")


class LimitPage(ChangePage):
    """Change a limit."""

    model = HazardLimit
    permission = CHANGE_TABLES
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Limits of the flow"), "hazards:limits"))
    form_class = forms.LimitForm
    keeps_draft: ClassVar[bool] = False

    def success_url(self, saved: Any) -> str:
        """Back to the table."""
        return reverse("hazards:limits")

    def save(self, form: Any) -> Any:
        """Call the service."""
        return change_limit(code=self.obj.pk, actor=self.actor, **form.cleaned_data)


class CategoryListPage(ListPage):
    """Causes in their four families."""

    model = HazardCategory
    table_class = CategoryTable
    breadcrumbs = CRUMBS
    ordering = ("sort_order", "code")
    empty_title = gettext_lazy("No cause is loaded")
    empty_text = gettext_lazy("They come with the reference tables: anlan prepare loads them.")


class CategoryPage(ChangePage):
    """Change a cause."""

    model = HazardCategory
    permission = CHANGE_TABLES
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Hazard categories"), "hazards:categories"))
    form_class = forms.CategoryForm
    keeps_draft: ClassVar[bool] = False

    def success_url(self, saved: Any) -> str:
        """Back to the table."""
        return reverse("hazards:categories")

    def save(self, form: Any) -> Any:
        """Call the service."""
        return change_category(code=self.obj.pk, actor=self.actor, **form.cleaned_data)
