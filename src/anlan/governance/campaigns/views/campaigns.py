"""Campaigns: the list, setting one up, its page with progress by sub-plan and unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.campaigns import blueprints
from anlan.governance.campaigns.choices import CAMPAIGN_TONES, CampaignState
from anlan.governance.campaigns.forms import (
    CampaignChangeForm,
    CampaignForm,
    MeasureForm,
    SubPlanForm,
    TemplateStartForm,
)
from anlan.governance.campaigns.models import Campaign, CampaignMeasure, SubPlan
from anlan.governance.campaigns.permissions import RUN
from anlan.governance.campaigns.selectors.agenda import behind, by_unit, coming, with_own_links
from anlan.governance.campaigns.selectors.progress import measures_of, progress_of
from anlan.governance.campaigns.services import campaigns as services
from anlan.governance.campaigns.states import CAMPAIGN
from anlan.governance.campaigns.tables import CampaignTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    FormPage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import address_for, get_visible, require
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Campaigns"), "campaigns:list"),)
#: Lines of “what is behind” on the page of a campaign.
LINES = 12
#: Days in which something becomes due soon.
SOON = 30


def link(name: str, label: str, url: str, icon: str, *, first: bool = False) -> Verb:
    """Return a button that leads to a page."""
    return Verb(
        name, label, url, method="get", icon=icon, style="primary" if first else "secondary"
    )


class CampaignListPage(ListPage):
    """Every campaign of the county."""

    model = Campaign
    table_class = CampaignTable
    title = gettext_lazy("Campaigns")
    live_topic = "campaigns"
    saved_filters: ClassVar = (
        SavedFilter(
            "alive",
            gettext_lazy("Running and prepared"),
            Q(state__in=[CampaignState.RUNNING, CampaignState.DRAFT]),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("name",)
    search_placeholder = gettext_lazy("Name")
    select_related = ("office",)
    ordering = ("-starts_on", "-pk")
    create_url_name = "campaigns:start"
    create_permission = RUN
    create_label = gettext_lazy("Begin from a template")
    empty_title = gettext_lazy("No campaign yet")
    empty_text = gettext_lazy(
        "The three-year action is ready as a template with 22 sub-plans: choose those that apply; "
        "a special rectification is set up by hand."
    )


class StartPage(CreatePage):
    """Begin a campaign from a template in one step."""

    model = Campaign
    permission = RUN
    form_class = TemplateStartForm
    form_takes_actor = True
    title = gettext_lazy("Begin a campaign from a template")
    submit_label = gettext_lazy("Set the campaign up")
    success_text = gettext_lazy("Set up. Look over units and days, then begin the campaign.")
    breadcrumbs = CRUMBS
    template = "campaigns/start.html"

    def get_initial(self) -> Mapping[str, Any]:
        """All sub-plans, this year, one's own office."""
        found = blueprints.read_template(blueprints.THREE_YEAR)
        year = clock.today().year
        return {
            "template": found.code,
            "first_year": year,
            "name": f"{found.name}（{year}—{year + found.last_year - found.first_year}年）",
            "office_id": self.actor.organisation_id,
            "sub_plans": [plan.number for plan in found.sub_plans],
        }

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the way to a campaign set up by hand."""
        return {**super().describe(form), "own_url": reverse("campaigns:new")}

    def save(self, form: Any) -> Campaign:
        """Call the service."""
        return services.start_from_template(actor=self.actor, **form.cleaned_data)


class NewPage(CreatePage):
    """Set a campaign up by hand."""

    model = Campaign
    permission = RUN
    form_class = CampaignForm
    form_takes_actor = True
    title = gettext_lazy("Set a campaign up by hand")
    success_text = gettext_lazy("Set up. Add its sub-plans and measures.")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """One's own office."""
        return {"office_id": self.actor.organisation_id, "starts_on": clock.today()}

    def save(self, form: Any) -> Campaign:
        """Call the service."""
        return services.create_campaign(actor=self.actor, **form.cleaned_data)


class CampaignChangePage(ChangePage):
    """Change a campaign."""

    model = Campaign
    permission = RUN
    form_class = CampaignChangeForm
    form_takes_actor = True
    initial_fields = ("name", "office_id", "starts_on", "ends_on", "aims")
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Campaign:
        """Call the service."""
        return services.change_campaign(
            campaign_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class CampaignPage(ObjectPage):
    """One campaign: how far it is by sub-plan and by unit, what is behind and why."""

    model = Campaign
    machine = CAMPAIGN
    state_tones = CAMPAIGN_TONES
    transition_url_name = "campaigns:step"
    edit_url_name = "campaigns:change"
    edit_permission = RUN
    select_related = ("office", "region")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS
    template = "campaigns/campaign.html"

    def get_subtitle(self, obj: Campaign) -> str:
        """Kind, period and the phase it is in."""
        today = clock.today()
        phase = next((p for p in obj.phases.all() if p.holds(today)), None)
        parts = [obj.get_kind_display(), f"{obj.starts_on} – {obj.ends_on}", phase]
        return " · ".join(str(part) for part in parts if part)

    def holder(self, obj: Campaign) -> Mapping[str, Any]:
        """Its office."""
        return {"label": str(obj.office), "url": address_for(self.actor, obj.office)}

    def facts(self, obj: Campaign) -> list[dict[str, Any]]:
        """Aims and phases."""
        today = clock.today()
        now = " · " + pgettext("phase", "now")
        return [
            fact_group(_("Campaign"), fact(pgettext("campaign", "aims"), obj.aims, wide=True)),
            fact_group(
                _("Phases"),
                *(
                    fact(
                        phase.name,
                        f"{phase.starts_on} – {phase.ends_on}"
                        + (now if phase.holds(today) else ""),
                        help=phase.aims,
                        wide=True,
                    )
                    for phase in obj.phases.all()
                ),
            ),
        ]

    def own_verbs(self, obj: Campaign) -> Iterable[Verb]:
        """The ways to its lists, meetings and ranking."""
        lists = reverse("campaigns:entries", args=[obj.pk])
        yield link("lists", _("The two lists"), lists, "list-check")
        sunshine = reverse("campaigns:sunshine", args=[obj.pk])
        yield link("sunshine", _("Sunshine list"), sunshine, "sun")
        reviews = reverse("campaigns:reviews", args=[obj.pk])
        yield link("reviews", _("Scheduling"), reviews, "calendar")
        forms = f"{reverse('campaigns:forms')}?campaign={obj.pk}"
        yield link("forms", _("Report forms"), forms, "table")
        if self.rights.can(self.actor, RUN, obj) and obj.state != CampaignState.FINISHED:
            new = reverse("campaigns:sub_plan_new", args=[obj.pk])
            yield link("sub_plan", _("Add a sub-plan"), new, "plus")

    def describe(self, obj: Campaign) -> dict[str, Any]:
        """Add the matrix and what is behind."""
        today = clock.today()
        late = behind(obj, today)
        page = super().describe(obj)
        if obj.state in (CampaignState.FINISHED, CampaignState.CANCELLED):
            page["edit_url"] = ""
        return {
            **page,
            "progress": progress_of(obj, today),
            "behind": with_own_links(self.actor, late[:LINES]),
            "behind_count": len(late),
            "behind_units": by_unit(late)[:LINES],
            "coming": coming(obj, today, SOON),
            "reviews_url": reverse("campaigns:reviews", args=[obj.pk]),
        }


class CampaignStep(TransitionView):
    """The steps of a campaign."""

    model = Campaign
    machine = CAMPAIGN
    id_argument = "campaign_id"
    services: ClassVar = {
        "start": services.start_campaign,
        "finish": services.finish_campaign,
        "cancel": services.cancel_campaign,
    }


class SubPlanPage(ObjectPage):
    """One sub-plan: who does it, its measures and how each stands."""

    model = SubPlan
    edit_url_name = "campaigns:sub_plan_change"
    edit_permission = RUN
    select_related = ("campaign", "lead")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS

    def get_title(self, obj: SubPlan) -> str:
        """Its name."""
        return obj.name

    def get_subtitle(self, obj: SubPlan) -> str:
        """Of which campaign."""
        return obj.campaign.name

    def number(self, obj: SubPlan) -> str:
        """Its number in the campaign."""
        return str(obj.number)

    def note(self, obj: SubPlan) -> Mapping[str, Any] | None:
        """Without a lead unit nothing can be given."""
        if obj.lead_id is None:
            words = obj.lead_words or "—"
            return {
                "text": _("“%(words)s” is no unit of this county: choose the lead unit.")
                % {"words": words},
                "tone": "warning",
            }
        return None

    def facts(self, obj: SubPlan) -> list[dict[str, Any]]:
        """Who does it, and where it comes from."""
        supports = [str(unit) for unit in obj.supports.all()]
        return [
            fact_group(
                _("Who does it"),
                fact(
                    _("campaign"), obj.campaign.name, url=obj.campaign.get_absolute_url(), wide=True
                ),
                fact(_("lead unit"), obj.lead),
                fact(_("units that support"), "、".join(supports), wide=True),
                fact(_("place in the source"), obj.anchor, wide=True),
            )
        ]

    def own_verbs(self, obj: SubPlan) -> Iterable[Verb]:
        """Give its measures, add one."""
        if not self.rights.can(self.actor, RUN, obj):
            return
        waiting = obj.measures.filter(given_at__isnull=True).count()
        if waiting:
            blocked = None
            if not obj.campaign.is_running:
                blocked = _("Begin the campaign first.")
            elif obj.lead_id is None:
                blocked = _("Name the lead unit of the sub-plan first.")
            yield Verb(
                "give",
                ngettext("Give %(n)d measure to its unit", "Give %(n)d measures to units", waiting)
                % {"n": waiting},
                reverse("campaigns:give", args=[obj.pk]),
                style="primary",
                blocked_reason=blocked,
                icon="send",
            )
        new = reverse("campaigns:measure_new", args=[obj.pk])
        yield link("measure", _("Add a measure"), new, "plus")

    def own_panels(self, obj: SubPlan) -> Iterable[Mapping[str, Any]]:
        """The measures."""
        rows = measures_of(obj, clock.today())
        may_change = self.rights.can(self.actor, RUN, obj)
        yield {
            "id": "measures",
            "title": pgettext("campaign", "Measures"),
            "count": len(rows),
            "template": "campaigns/_measures.html",
            "measures": [
                {
                    **row,
                    "change_url": reverse("campaigns:measure_change", args=[obj.pk, row["row"].pk])
                    if may_change and row["row"].given_at is None
                    else "",
                }
                for row in rows
            ],
            "wide": True,
        }


class _SubPlanForm(FormPage):
    """What adding and changing a sub-plan share."""

    model = SubPlan
    permission = RUN
    form_class = SubPlanForm
    form_takes_actor = True
    breadcrumbs = CRUMBS
    campaign: Campaign

    def save(self, form: Any) -> SubPlan:
        """Call the service."""
        return services.save_sub_plan(
            campaign_id=self.campaign.pk,
            sub_plan_id=self.obj.pk if self.obj is not None else None,
            actor=self.actor,
            **form.cleaned_data,
        )


class SubPlanNewPage(_SubPlanForm):
    """Add a sub-plan."""

    title = gettext_lazy("Add a sub-plan")

    def load(self, **kwargs: Any) -> None:
        """Fetch the campaign."""
        self.campaign = get_visible(Campaign, kwargs["pk"], actor=self.actor)
        require(self.actor, RUN, self.campaign)
        self.cancel_url = self.campaign.get_absolute_url()


class SubPlanChangePage(_SubPlanForm):
    """Change a sub-plan."""

    title = gettext_lazy("Change the sub-plan")

    def load(self, **kwargs: Any) -> None:
        """Fetch the sub-plan."""
        self.obj = get_visible(SubPlan, kwargs["pk"], actor=self.actor)
        require(self.actor, RUN, self.obj)
        self.campaign = self.obj.campaign

    def get_initial(self) -> Mapping[str, Any]:
        """What is kept."""
        return {
            "name": self.obj.name,
            "sector": self.obj.sector,
            "lead_id": self.obj.lead_id,
            "support_ids": list(self.obj.supports.values_list("pk", flat=True)),
        }


class MeasurePage(FormPage):
    """Add a measure to a sub-plan, or change one."""

    model = CampaignMeasure
    permission = RUN
    form_class = MeasureForm
    form_takes_actor = True
    breadcrumbs = CRUMBS
    title = gettext_lazy("Measure of a sub-plan")
    plan: SubPlan

    def load(self, **kwargs: Any) -> None:
        """Fetch the sub-plan, and the measure when it is changed."""
        self.plan = get_visible(SubPlan, kwargs["pk"], actor=self.actor)
        require(self.actor, RUN, self.plan)
        if "row" in kwargs:
            self.obj = get_visible(CampaignMeasure, kwargs["row"], actor=self.actor)
        self.subtitle = self.plan.name
        self.cancel_url = self.plan.get_absolute_url()

    def get_initial(self) -> Mapping[str, Any]:
        """What is kept."""
        if self.obj is None:
            return {}
        names = ("title", "kind", "quantity", "cadence", "deadline", "lead_id")
        return {name: getattr(self.obj, name) for name in names}

    def save(self, form: Any) -> CampaignMeasure:
        """Call the service."""
        return services.save_measure(
            sub_plan_id=self.plan.pk,
            measure_id=self.obj.pk if self.obj is not None else None,
            actor=self.actor,
            **form.cleaned_data,
        )


@require_POST
@requires(RUN)
def give(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the measures of a sub-plan to their units."""
    count = services.give_measures(sub_plan_id=pk, actor=request.actor)
    messages.success(
        request,
        ngettext("%(n)d measure was given.", "%(n)d measures were given.", count) % {"n": count},
    )
    return go_to(request, reverse("campaigns:sub_plan", args=[pk]))
