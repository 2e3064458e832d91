"""The register of rescue teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.command.teams.choices import READINESS_TONES, StandByState
from anlan.command.teams.filters import TeamFilter
from anlan.command.teams.forms.teams import TeamForm
from anlan.command.teams.models import StandBy, Team
from anlan.command.teams.permissions import CHANGE, IMPORT, ORDER_STAND_BY
from anlan.command.teams.selectors.gaps import lapses_of
from anlan.command.teams.selectors.teams import shown_readiness
from anlan.command.teams.services.teams import change_team, create_team, report_readiness
from anlan.command.teams.states import READINESS
from anlan.command.teams.tables import TeamTable
from anlan.command.teams.views.parts import team_panels
from anlan.kernel.actor import Actor
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
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb


def _lapsed(actor: Actor) -> list[int]:
    """Teams that report themselves ready, but whose papers or gear have run out."""
    ready = visible(Team, actor).filter(is_active=True, readiness="ready")
    return list(lapses_of(ready.values_list("pk", flat=True)))


def _ready(actor: Actor) -> Q:
    """Ready, and nothing has run out."""
    return Q(is_active=True, readiness="ready") & ~Q(pk__in=_lapsed(actor))


def _limited(actor: Actor) -> Q:
    """Limited or not available, by its report or because something has run out."""
    told = Q(readiness__in=("limited", "unavailable"))
    return Q(is_active=True) & (told | Q(pk__in=_lapsed(actor)))


class TeamListPage(ListPage):
    """All teams of one's area."""

    model = Team
    table_class = TeamTable
    title = gettext_lazy("Rescue teams")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All"), Q(is_active=True)),
        SavedFilter("ready", gettext_lazy("Ready"), _ready, counted=True),
        SavedFilter(
            "engaged", gettext_lazy("Engaged"), Q(is_active=True, readiness="engaged"), counted=True
        ),
        SavedFilter(
            "unavailable",
            gettext_lazy("Limited or not available"),
            _limited,
            counted=True,
        ),
    )
    facets = (
        Facet("kind", gettext_lazy("Kind")),
        Facet("readiness", gettext_lazy("Readiness")),
    )
    filterset_class = TeamFilter
    search_fields = ("name", "code", "address")
    ordering = ("code",)
    select_related = ("region", "leader")
    create_url_name = "teams:create"
    create_permission = CHANGE
    create_label = gettext_lazy("Register a team")
    import_url_name = "teams:import"
    import_permission = IMPORT
    map_layer = "teams"
    live_topic = "teams"
    empty_title = gettext_lazy("No team yet")
    empty_text = gettext_lazy("Register the rescue forces of your area, or import them from Excel.")


class TeamPage(ObjectPage):
    """One team: what it can do, who leads it, what it brings."""

    model = Team
    machine = READINESS
    state_tones = READINESS_TONES
    transition_url_name = "teams:transition"
    select_related = ("region", "organisation", "leader")
    edit_url_name = "teams:change"
    edit_permission = CHANGE
    live_topic = "teams"
    breadcrumbs = ((gettext_lazy("Rescue teams"), "teams:list"),)

    def number(self, obj: Any) -> str:
        """Its code."""
        return str(obj.code)

    def get_subtitle(self, obj: Any) -> str:
        """What it can do."""
        return "、".join(obj.capability_labels)

    def state(self, obj: Any) -> Mapping[str, Any] | None:
        """The readiness to plan with: what has expired limits a ready team."""
        readiness, label = shown_readiness(obj, lapses_of([obj.pk]).get(obj.pk, ""))
        return {"label": label, "tone": READINESS_TONES[readiness], "value": readiness}

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """Where it stands by, when that is not its base."""
        order = (
            visible(StandBy, self.actor).filter(team=obj).exclude(state=StandByState.ENDED).first()
        )
        if order is None:
            return None
        if order.state == StandByState.ON_THE_SPOT:
            text = _("Stands by at %(place)s and is sent from there.") % {"place": order.place}
        else:
            text = _("Ordered to stand by at %(place)s, not there yet.") % {"place": order.place}
        return {"text": text, "tone": "info", "url": order.get_absolute_url()}

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Order a stand-by."""
        if self.rights.can(self.actor, ORDER_STAND_BY, obj):
            yield Verb(
                name="order_stand_by",
                label=_("Order a stand-by"),
                url=reverse("teams:stand_by_create", args=[obj.pk]),
                method="get",
            )

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """What is wanting, people, certificates, gear, insurance, stand-by, training."""
        return team_panels(obj, self.actor)

    def holder(self, obj: Any) -> Mapping[str, Any] | None:
        """The leader."""
        return {"label": obj.leader.name} if obj.leader is not None else None

    def map_url(self, obj: Any) -> str:
        """The map at its base."""
        return f"/map/?layer=teams&at={obj.location.x:.6f},{obj.location.y:.6f}"

    def verbs(self, obj: Any) -> list[dict[str, Any]]:
        """Sending and standing down belong to dispatch, not to this page."""
        return [v for v in super().verbs(obj) if v["name"] not in ("engage", "release")]

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """The record."""
        return [
            fact_group(
                _("Team"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Belongs to"), obj.organisation),
                fact(_("Region"), obj.region),
                fact(_("Address"), obj.address),
                fact(_("Duty phone"), obj.duty_phone),
                fact(_("Members"), obj.member_count, unit=pgettext("unit", "people")),
                fact(_("Vehicles"), obj.vehicle_count),
            ),
            fact_group(
                _("Readiness"),
                fact(_("Since"), at=obj.readiness_at),
                fact(_("Note"), obj.readiness_note),
                fact(_("Mean speed"), f"{obj.speed_kmh:g}", unit="km/h"),
                fact(_("Time to turn out"), obj.turnout_minutes, unit=_("min")),
            ),
        ]


class TeamCreatePage(CreatePage):
    """Register a team."""

    model = Team
    form_class = TeamForm
    form_takes_actor = True
    permission = CHANGE
    title = gettext_lazy("Register a team")
    breadcrumbs = ((gettext_lazy("Rescue teams"), "teams:list"),)

    def save(self, form: Any) -> Team:
        """Call the service."""
        return create_team(actor=self.actor, **form.cleaned_data)


class TeamChangePage(ChangePage):
    """Correct a team's record."""

    model = Team
    form_class = TeamForm
    form_takes_actor = True
    permission = CHANGE
    breadcrumbs = ((gettext_lazy("Rescue teams"), "teams:list"),)

    def get_initial(self) -> Mapping[str, Any]:
        """The present record."""
        team = self.obj
        values = dict(super().get_initial())
        values.update(
            region_code=team.region_id,
            longitude=team.location.x,
            latitude=team.location.y,
            organisation_id=team.organisation_id,
            leader_id=team.leader_id,
        )
        return values

    def save(self, form: Any) -> Team:
        """Call the service."""
        return change_team(team_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class TeamTransition(TransitionView):
    """Report readiness."""

    model = Team
    machine = READINESS
    services: ClassVar = {
        "declare_ready": partial(report_readiness, step="declare_ready"),
        "declare_limited": partial(report_readiness, step="declare_limited"),
        "declare_unavailable": partial(report_readiness, step="declare_unavailable"),
    }
    id_argument = "team_id"
