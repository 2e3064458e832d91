"""Stand-by orders with what the dangers in force ask for, and joint trainings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.command.teams.choices import STAND_BY_TONES, StandByState
from anlan.command.teams.contracts import StandByProposal
from anlan.command.teams.forms.standing import StandByForm, TrainingForm
from anlan.command.teams.models import JointTraining, StandBy, Team
from anlan.command.teams.permissions import ORDER_STAND_BY, RECORD_TRAINING
from anlan.command.teams.rulebook import force_rule
from anlan.command.teams.selectors.needs import propose_stand_by
from anlan.command.teams.services.standing import (
    end_stand_by,
    order_stand_by,
    record_training,
    take_up_stand_by,
)
from anlan.command.teams.states import STAND_BY
from anlan.command.teams.tables import StandByTable, TrainingTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ActorPage,
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.requests import render_page

#: How long a stand-by lasts when nobody says otherwise: a night of rain.
USUAL_LENGTH = timedelta(hours=12)


class StandByListPage(ListPage):
    """The stand-by orders of one's area; the dangers in force are one click away."""

    model = StandBy
    table_class = StandByTable
    title = gettext_lazy("Stand-by orders")
    saved_filters: ClassVar = (
        SavedFilter(
            "now",
            gettext_lazy("In force"),
            Q(state__in=(StandByState.ORDERED, StandByState.ON_THE_SPOT)),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("state", gettext_lazy("State")),)
    search_fields = ("place", "why", "team__name")
    ordering = ("-starts_at",)
    select_related = ("team", "region")
    create_url_name = "teams:stand_by_proposals"
    create_permission = ORDER_STAND_BY
    create_label = gettext_lazy("What the dangers ask for")
    map_layer = "stand-bys"
    live_topic = "teams"
    empty_title = gettext_lazy("No team stands by")
    empty_text = gettext_lazy(
        "Teams are ordered to wait where a warning is in force: see what the dangers ask for."
    )


def order_url(proposal: StandByProposal) -> str:
    """Return the form of the order with everything filled in."""
    values = {
        "place": proposal.region_name,
        "longitude": f"{proposal.longitude:.6f}",
        "latitude": f"{proposal.latitude:.6f}",
        "level": proposal.level,
        "why": "；".join([f"{proposal.region_name}{proposal.hazard_label}", *proposal.reasons])[
            :500
        ],
        "danger_url": proposal.danger_url,
    }
    return f"{reverse('teams:stand_by_create', args=[proposal.team_id])}?{urlencode(values)}"


class StandByProposalsPage(ActorPage):
    """Which team should wait where, from the dangers in force."""

    model = StandBy
    permission = ORDER_STAND_BY
    title = gettext_lazy("Stand-by by danger")
    breadcrumbs = ((gettext_lazy("Stand-by orders"), "teams:stand_bys"),)

    def get(self, request: Any) -> HttpResponse:
        """Show every township in danger with the nearest free team."""
        proposals = propose_stand_by(self.actor)
        page = {
            "title": self.title,
            "breadcrumbs": self.get_breadcrumbs(),
            "proposals": [
                {
                    "proposal": item,
                    "order_url": order_url(item) if item.team_id else "",
                    "km": f"{item.distance_m / 1000:.1f}" if item.distance_m is not None else "",
                }
                for item in proposals
            ],
            "legal_basis": force_rule("stand_by").legal_basis,
            "orders_url": reverse("teams:stand_bys"),
            "neighbours_url": reverse("teams:neighbours"),
        }
        return render_page(request, "teams/stand_by_proposals.html", {"page": page})


class StandByCreatePage(ChangePage):
    """Order a team to stand by."""

    model = Team
    form_class = StandByForm
    permission = ORDER_STAND_BY
    submit_label = gettext_lazy("Order a stand-by")
    subtitle = force_rule("stand_by").legal_basis
    breadcrumbs = ((gettext_lazy("Stand-by orders"), "teams:stand_bys"),)

    def get_title(self) -> str:
        """Which team."""
        return _("Order a stand-by: %(team)s") % {"team": self.obj}

    def get_initial(self) -> Mapping[str, Any]:
        """What the proposal says; from now for the usual time."""
        now = clock.now()
        values: dict[str, Any] = {"starts_at": now, "ends_at": now + USUAL_LENGTH}
        for name in ("place", "longitude", "latitude", "level", "why", "danger_url"):
            if name in self.request.GET:
                values[name] = self.request.GET[name]
        return values

    def save(self, form: Any) -> StandBy:
        """Call the service."""
        return order_stand_by(team_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class StandByPage(ObjectPage):
    """One stand-by order."""

    model = StandBy
    machine = STAND_BY
    state_tones = STAND_BY_TONES
    transition_url_name = "teams:stand_by_step"
    select_related = ("team", "region")
    live_topic = "teams"
    breadcrumbs = ((gettext_lazy("Stand-by orders"), "teams:stand_bys"),)

    def level(self, obj: Any) -> int | None:
        """The level of the danger."""
        return obj.level  # type: ignore[no-any-return]

    def due(self, obj: Any) -> Any:
        """When it ends."""
        if obj.state == StandByState.ENDED:
            return None
        return {"due_at": obj.ends_at, "label": _("end of the stand-by")}

    def map_url(self, obj: Any) -> str:
        """The map at the place."""
        return f"/map/?layer=stand-bys&at={obj.location.x:.6f},{obj.location.y:.6f}"

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Who waits where, and why."""
        return [
            fact_group(
                pgettext("stand-by", "Order"),
                fact(_("Team"), str(obj.team), url=obj.team.get_absolute_url()),
                fact(_("Place"), obj.place),
                fact(_("Township"), obj.region),
                fact(_("Stand-by from"), at=obj.starts_at),
                fact(_("Stand-by until"), at=obj.ends_at),
                fact(_("Ordered by"), obj.ordered_by),
                fact(_("Why"), obj.why, wide=True, source=force_rule("stand_by").legal_basis),
                *(
                    [fact(_("Danger it answers"), _("Open the danger"), url=obj.danger_url)]
                    if obj.danger_url
                    else []
                ),
            ),
            fact_group(
                _("Course"),
                fact(_("On the spot since"), at=obj.arrived_at),
                fact(_("Ended at"), at=obj.ended_at),
            ),
        ]


class StandByTransition(TransitionView):
    """Report that the team is there, or that the stand-by is over."""

    model = StandBy
    machine = STAND_BY
    services: ClassVar = {"take_up": partial(take_up_stand_by), "end": partial(end_stand_by)}
    id_argument = "stand_by_id"


class TrainingListPage(ListPage):
    """Joint trainings and drills that were held."""

    model = JointTraining
    table_class = TrainingTable
    title = gettext_lazy("Joint trainings")
    facets = (Facet("kind", gettext_lazy("Kind")),)
    search_fields = ("subject", "place", "result")
    ordering = ("-held_on",)
    select_related = ("region",)
    create_url_name = "teams:training_create"
    create_permission = RECORD_TRAINING
    create_label = gettext_lazy("Record a joint training")
    empty_title = gettext_lazy("No joint training is on record")
    empty_text = gettext_lazy(
        "Professional and other teams train together; record each training and what came of it."
    )


class TrainingPage(ObjectPage):
    """One joint training."""

    model = JointTraining
    select_related = ("region",)
    breadcrumbs = ((gettext_lazy("Joint trainings"), "teams:trainings"),)
    related = (
        RelatedList(
            "teams",
            gettext_lazy("Teams that took part"),
            Team,
            lambda rows, training: rows.filter(trainings=training),
            lambda team: {
                "label": team.name,
                "url": team.get_absolute_url(),
                "where": team.get_kind_display(),
            },
            limit=40,
        ),
    )

    def get_subtitle(self, obj: Any) -> str:
        """Course or drill, and the day."""
        return f"{obj.get_kind_display()} · {obj.held_on.isoformat()}"

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Where, and what came of it."""
        return [
            fact_group(
                "",
                fact(_("Region"), obj.region),
                fact(_("Place"), obj.place),
                fact(
                    _("What came of it"),
                    obj.result,
                    wide=True,
                    source=force_rule("training").legal_basis,
                ),
            )
        ]


class TrainingCreatePage(CreatePage):
    """Record a joint training."""

    model = JointTraining
    form_class = TrainingForm
    form_takes_actor = True
    permission = RECORD_TRAINING
    title = gettext_lazy("Record a joint training")
    subtitle = force_rule("training").legal_basis
    breadcrumbs = ((gettext_lazy("Joint trainings"), "teams:trainings"),)

    def save(self, form: Any) -> JointTraining:
        """Call the service."""
        return record_training(actor=self.actor, **form.cleaned_data)
