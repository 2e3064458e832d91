"""The two lists of a campaign: list, entry, asking for clearing, clearing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.base.files.public import attachments_of, store_upload
from anlan.base.organisations.public import organisation_names
from anlan.governance.campaigns.choices import (
    ENTRY_TONES,
    UNCLEARED,
    EntryState,
    ListKind,
)
from anlan.governance.campaigns.forms import EntryForm, RemedyForm
from anlan.governance.campaigns.models import Campaign, ListEntry, SubPlan
from anlan.governance.campaigns.permissions import REPORT, VIEW_SHEET, campaign_in_reach
from anlan.governance.campaigns.services import lists as services
from anlan.governance.campaigns.states import ENTRY
from anlan.governance.campaigns.tables import EntryTable
from anlan.governance.campaigns.views.campaigns import CRUMBS
from anlan.kernel import clock
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
from anlan.kernel.policy import address_for

_OPEN = Q(state__in=UNCLEARED)


def _units(values: Sequence[str]) -> dict[str, str]:
    """Units in words, for the facet."""
    return {str(pk): name for pk, name in organisation_names(map(int, values)).items()}


def _plans(values: Sequence[str]) -> dict[str, str]:
    """Sub-plans in words, for the facet."""
    return {str(p.pk): p.name for p in SubPlan.objects.filter(pk__in=list(values))}


class EntryListPage(ListPage):
    """The two lists of one campaign."""

    model = ListEntry
    table_class = EntryTable
    title = gettext_lazy("The two lists")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter("open", pgettext_lazy("list entries", "Not cleared"), _OPEN),
        SavedFilter(
            "late",
            pgettext_lazy("list entries", "Overdue"),
            lambda _actor: _OPEN & Q(due_on__lt=clock.today()),
        ),
        SavedFilter("asked", gettext_lazy("Clearing asked for"), Q(state=EntryState.SUBMITTED)),
        SavedFilter("problems", gettext_lazy("Problems and hazards"), Q(kind=ListKind.PROBLEM)),
        SavedFilter("systems", gettext_lazy("Institutions and measures"), Q(kind=ListKind.SYSTEM)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("state", gettext_lazy("State")),
        Facet("level", gettext_lazy("Level")),
        Facet("unit", gettext_lazy("Unit"), "unit_id", labels=_units),
        Facet("sub_plan", gettext_lazy("Sub-plan"), "sub_plan_id", labels=_plans),
    )
    search_fields = ("title", "place")
    search_placeholder = gettext_lazy("Title, place")
    select_related = ("unit", "sub_plan")
    ordering = ("due_on", "pk")
    empty_title = gettext_lazy("No entry here")
    empty_text = gettext_lazy(
        "Problems found and institutions to be set up stand here until they are cleared."
    )

    @property
    def campaign(self) -> Campaign:
        """The campaign of the address."""
        match = self.request.resolver_match
        return campaign_in_reach(match.kwargs["pk"] if match else 0, self.actor, VIEW_SHEET)

    def queryset(self) -> QuerySet[Any]:
        """Return those of the campaign."""
        return super().queryset().filter(campaign=self.campaign)

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Name the campaign, offer a new entry."""
        page = super().describe(*args, **kwargs)
        campaign = self.campaign
        page["subtitle"] = campaign.name
        page["breadcrumbs"] = [
            *page["breadcrumbs"],
            {"label": campaign.name, "url": campaign.get_absolute_url()},
        ]
        if campaign.is_running and self.actor.has(REPORT):
            page["create_url"] = reverse("campaigns:entry_new", args=[campaign.pk])
            page["create_label"] = _("Put on the list")
        return page


class EntryNewPage(CreatePage):
    """Put something on one of the lists."""

    model = ListEntry
    permission = REPORT
    form_class = EntryForm
    title = gettext_lazy("Put on the list")
    submit_label = gettext_lazy("Put on the list")
    success_text = gettext_lazy("On the list. The unit was told.")
    breadcrumbs = CRUMBS
    campaign: Campaign

    def load(self, **kwargs: Any) -> None:
        """Fetch the campaign."""
        self.campaign = campaign_in_reach(kwargs["pk"], self.actor, REPORT)
        self.subtitle = self.campaign.name
        self.cancel_url = reverse("campaigns:entries", args=[self.campaign.pk])

    def form(self, **data: Any) -> Any:
        """Offer the units one may name and the sub-plans."""
        return EntryForm(
            actor=self.actor,
            campaign=self.campaign,
            initial={"unit_id": self.actor.organisation_id},
            **data,
        )

    def save(self, form: Any) -> ListEntry:
        """Call the service."""
        return services.list_entry(
            campaign_id=self.campaign.pk, actor=self.actor, **form.cleaned_data
        )


class EntryPage(ObjectPage):
    """One entry: what, whose, until when, what was done."""

    model = ListEntry
    machine = ENTRY
    state_tones = ENTRY_TONES
    transition_url_name = "campaigns:entry_step"
    transition_forms: ClassVar = {"submit": "campaigns:entry_submit"}
    select_related = ("campaign", "sub_plan", "unit", "region")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS

    def get_subtitle(self, obj: ListEntry) -> str:
        """Which list of which campaign."""
        return f"{obj.get_kind_display()} · {obj.campaign.name}"

    def level(self, obj: ListEntry) -> int | None:
        """Major problems are red."""
        return 1 if obj.level == "major" else None

    def holder(self, obj: ListEntry) -> Mapping[str, Any]:
        """The unit in charge."""
        return {"label": str(obj.unit), "url": address_for(self.actor, obj.unit)}

    def note(self, obj: ListEntry) -> Mapping[str, Any] | None:
        """Late, or cleared by supervision."""
        if obj.is_overdue:
            days = (clock.today() - obj.due_on).days
            return {"text": _("Overdue by %(days)d days.") % {"days": days}, "tone": "danger"}
        if obj.hazard_id is not None and obj.state in UNCLEARED:
            return {
                "text": _("Cleared by itself when the hazard is crossed off in supervision."),
                "tone": "info",
            }
        return None

    def facts(self, obj: ListEntry) -> list[dict[str, Any]]:
        """What, where, until when, what was done."""
        lists = reverse("campaigns:entries", args=[obj.campaign_id])
        hazard = reverse("hazards:hazard", args=[obj.hazard_id]) if obj.hazard_id else ""
        return [
            fact_group(
                _("List entry"),
                fact(_("list"), obj.get_kind_display(), url=lists),
                fact(
                    _("sub-plan"),
                    obj.sub_plan,
                    url=obj.sub_plan.get_absolute_url() if obj.sub_plan else "",
                ),
                fact(_("level"), obj.get_level_display() if obj.level else None),
                fact(_("place"), obj.place or obj.region),
                fact(_("listed on"), obj.listed_on),
                fact(_("to be cleared by"), obj.due_on),
                fact(_("hazard in supervision"), obj.hazard_id, url=hazard),
                fact(_("description"), obj.text, wide=True),
            ),
            fact_group(
                _("Clearing"),
                fact(pgettext("list entry", "what was done"), obj.remedy, wide=True),
                fact(_("cleared on"), obj.cleared_on),
                fact(_("cleared by"), obj.cleared_by),
            ),
        ]

    def own_panels(self, obj: ListEntry) -> Iterable[Mapping[str, Any]]:
        """What shows that it was done."""
        files = attachments_of(obj)
        if files:
            yield {
                "id": "files",
                "title": _("Evidence"),
                "count": len(files),
                "rows": [
                    {"label": f.name, "url": f.url, "where": f.uploaded_by, "at": f.created_at}
                    for f in files
                ],
            }


class SubmitEntryPage(ChangePage):
    """Say what was done and ask for clearing."""

    model = ListEntry
    permission = REPORT
    form_class = RemedyForm
    title = gettext_lazy("Ask for clearing")
    submit_label = gettext_lazy("Ask for clearing")
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> ListEntry:
        """Call the service."""
        uploaded = form.cleaned_data.pop("file")
        entry = services.submit_entry(entry_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        if uploaded:
            store_upload(uploaded=uploaded, subject=entry, actor=self.actor)
        return entry


class EntryStep(TransitionView):
    """The steps of an entry."""

    model = ListEntry
    machine = ENTRY
    id_argument = "entry_id"
    services: ClassVar = {
        "clear": services.clear_entry,
        "return": services.return_entry,
        "reopen": services.reopen_entry,
        "drop": services.drop_entry,
    }
