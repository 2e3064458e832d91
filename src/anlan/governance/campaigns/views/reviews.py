"""Scheduling by period: list, page with agenda and decisions, minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.campaigns.choices import REVIEW_TONES, NoticeState, ReviewState
from anlan.governance.campaigns.forms import DECISIONS, DecisionForm, MinutesForm
from anlan.governance.campaigns.models import Campaign, Decision, Review
from anlan.governance.campaigns.periods import period_label
from anlan.governance.campaigns.permissions import RUN
from anlan.governance.campaigns.selectors.agenda import kind_words
from anlan.governance.campaigns.selectors.standing import DECISION_MODEL
from anlan.governance.campaigns.services import notices
from anlan.governance.campaigns.services import reviews as services
from anlan.governance.campaigns.states import REVIEW
from anlan.governance.campaigns.tables import ReviewTable
from anlan.governance.campaigns.views.campaigns import CRUMBS, link
from anlan.governance.commitments.public import list_commitments
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class ReviewListPage(ListPage):
    """The periods of one campaign: months, quarters, half-years, years."""

    model = Review
    table_class = ReviewTable
    title = gettext_lazy("Scheduling")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS
    facets = (
        Facet("cadence", gettext_lazy("Kind")),
        Facet("state", gettext_lazy("State")),
    )
    select_related = ("campaign",)
    ordering = ("-ends_on", "cadence", "-pk")
    empty_title = gettext_lazy("No period yet")
    empty_text = gettext_lazy(
        "Months, quarters, half-years and years open by themselves every night while the campaign "
        "runs."
    )

    @property
    def campaign(self) -> Campaign:
        """The campaign of the address."""
        match = self.request.resolver_match
        return get_visible(Campaign, match.kwargs["pk"] if match else None, actor=self.actor)

    def queryset(self) -> QuerySet[Any]:
        """Return those of the campaign."""
        return super().queryset().filter(campaign=self.campaign)

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Name the campaign."""
        page = super().describe(*args, **kwargs)
        campaign = self.campaign
        page["breadcrumbs"] = [
            *page["breadcrumbs"],
            {"label": campaign.name, "url": campaign.get_absolute_url()},
        ]
        return page


class ReviewPage(ObjectPage):
    """One period: agenda, minutes, decisions, the sunshine list and the notice that follow."""

    model = Review
    machine = REVIEW
    state_tones = REVIEW_TONES
    transition_url_name = "campaigns:review_step"
    transition_forms: ClassVar = {"hold": "campaigns:hold"}
    select_related = ("campaign", "campaign__office")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS

    def get_title(self, obj: Review) -> str:
        """The period."""
        period = period_label(obj.cadence, obj.starts_on, obj.ends_on)
        return f"{period} · {_('Scheduling')}"

    def get_subtitle(self, obj: Review) -> str:
        """Of which campaign."""
        return obj.campaign.name

    def facts(self, obj: Review) -> list[dict[str, Any]]:
        """When, who, what was said."""
        return [
            fact_group(
                _("Meeting"),
                fact(_("campaign"), obj.campaign.name, url=obj.campaign.get_absolute_url()),
                fact(_("meeting held on"), obj.held_on),
                fact(pgettext("meeting", "chair"), obj.chair),
                fact(_("units reminded at"), at=obj.reminded_at)
                if obj.reminded_at
                else fact(_("units reminded at")),
                fact(pgettext("meeting", "minutes"), obj.minutes, wide=True),
            )
        ]

    def own_verbs(self, obj: Review) -> Iterable[Verb]:
        """Remind, add a decision, the ranking, the notice."""
        if self.rights.can(self.actor, RUN, obj):
            if obj.state in (ReviewState.OPEN, ReviewState.PREPARED):
                remind = reverse("campaigns:review_remind", args=[obj.pk])
                yield Verb("remind", _("Remind the units"), remind, icon="bell")
            if obj.state == ReviewState.HELD:
                new = reverse("campaigns:decide", args=[obj.pk])
                yield link("decide", _("Add a decision"), new, "plus")
            if not obj.notices.exclude(state=NoticeState.DROPPED).exists():
                draft = reverse("campaigns:notice_draft", args=[obj.pk])
                yield Verb("notice", _("Draw up a notice"), draft, icon="speakerphone")
        sunshine = reverse("campaigns:sunshine", args=[obj.campaign_id])
        yield link("sunshine", _("Sunshine list"), f"{sunshine}?review={obj.pk}", "sun")

    def own_panels(self, obj: Review) -> Iterable[Mapping[str, Any]]:
        """Agenda, decisions, notices."""
        words = kind_words()
        yield {
            "id": "agenda",
            "title": _("Agenda: what is late"),
            "count": len([item for item in obj.agenda if item.get("url")]),
            "template": "campaigns/_agenda.html",
            "items": [{**item, "kind_label": words.get(item["kind"], "")} for item in obj.agenda],
            "wide": True,
        }
        decisions = list(obj.decisions.select_related("unit"))
        infos = {
            info.source_id: info
            for info in list_commitments(
                self.actor,
                source_model=DECISION_MODEL,
                source_ids=[str(row.pk) for row in decisions],
            )
        }
        rows = []
        for row in decisions:
            info = infos.get(str(row.pk))
            rows.append(
                {
                    "label": row.text,
                    "url": info.url if info else "",
                    "where": f"{row.unit} · {row.due_on}",
                    "value": info.state_words if info else "",
                }
            )
        yield {
            "id": "decisions",
            "title": _("Decisions of the meeting"),
            "count": len(rows),
            "rows": rows,
            "empty": _("Decisions entered with the minutes become tasks of their units."),
        }
        papers = [
            {"label": row.title, "url": row.get_absolute_url(), "value": row.get_state_display()}
            for row in obj.notices.all()
            if self.actor.has(RUN) or row.state == NoticeState.PUBLISHED
        ]
        if papers:
            yield {"id": "notices", "title": _("Notices of the period"), "rows": papers}


class ReviewStep(TransitionView):
    """The steps of a period."""

    model = Review
    machine = REVIEW
    id_argument = "review_id"
    services: ClassVar = {"prepare": services.prepare_review, "close": services.close_review}


class HoldPage(ChangePage):
    """Enter the minutes with the decisions."""

    model = Review
    permission = RUN
    form_class = MinutesForm
    form_takes_actor = True
    title = gettext_lazy("Enter the minutes")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is known yet."""
        return {}

    def save(self, form: Any) -> Review:
        """Call the service."""
        data = form.cleaned_data
        return services.hold_review(
            review_id=self.obj.pk,
            held_on=data["held_on"],
            chair=data["chair"],
            minutes=data["minutes"],
            decisions=[
                services.Decided(data[f"text_{n}"], data[f"unit_{n}"], data[f"due_{n}"])
                for n in range(1, DECISIONS + 1)
                if data.get(f"text_{n}")
            ],
            actor=self.actor,
        )


class DecidePage(ChangePage):
    """Add one more decision."""

    model = Review
    permission = RUN
    form_class = DecisionForm
    form_takes_actor = True
    title = gettext_lazy("Add a decision")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is known yet."""
        return {}

    def save(self, form: Any) -> Decision:
        """Call the service."""
        return services.add_decision(review_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_POST
@requires(RUN)
def remind(request: ActorRequest, pk: int) -> HttpResponse:
    """Remind the units that are behind."""
    told = services.remind_units(review_id=pk, actor=request.actor)
    messages.success(
        request,
        ngettext("%(n)d person was told.", "%(n)d people were told.", told) % {"n": told},
    )
    return go_to(request, reverse("campaigns:review", args=[pk]))


@require_POST
@requires(RUN)
def draft(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw up the notice of a period."""
    notice = notices.draft_notice(review_id=pk, actor=request.actor)
    return go_to(request, notice.get_absolute_url())
