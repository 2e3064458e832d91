"""Pages of a scene at the desk: list, the scene with its drawing map, withdrawals, periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from anlan.base.field.public import sentences_of
from anlan.command.incidents import public as incidents
from anlan.command.responses.public import get_active_response
from anlan.command.scene.constants import KEEP_POSITIONS_DAYS, NEAR_M
from anlan.command.scene.forms import MeetingForm, PeriodForm, WithdrawalForm
from anlan.command.scene.models import Evacuation, Scene, SketchChange, SketchPeriod
from anlan.command.scene.permissions import COMMAND, TAKE_PART, VIEW, VIEW_TRACKS
from anlan.command.scene.rules import visibility_rule
from anlan.command.scene.selectors.sketch import sketch_picture
from anlan.command.scene.selectors.state import (
    open_withdrawal,
    scene_state,
    server_time,
)
from anlan.command.scene.selectors.tracks import list_scene_tracks, track_features
from anlan.command.scene.services.evacuations import lift_withdrawal, order_withdrawal
from anlan.command.scene.services.scenes import (
    call_to_meeting,
    join_meeting,
    meeting_url,
    set_meeting,
    visible_scene,
)
from anlan.command.scene.services.sketches import keep_sketch
from anlan.command.scene.tables import SceneTable
from anlan.kernel import clock
from anlan.kernel.pages import ActorPage, ChangePage, ListPage, SavedFilter
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires

RUNNING = ("open", "responding", "controlled")
HISTORY = 40


class SceneListPage(ListPage):
    """The scenes of one's area, with the clock of their visibility."""

    model = Scene
    table_class = SceneTable
    title = gettext_lazy("Scenes of incidents")
    saved_filters: ClassVar = (
        SavedFilter(
            "running", gettext_lazy("Running"), Q(incident__state__in=RUNNING), counted=True
        ),
        SavedFilter(
            "late",
            gettext_lazy("Not visible in time"),
            lambda actor: (
                Q(visible_at__isnull=True, visible_due_at__lt=clock.now())
                | Q(visible_at__gt=F("visible_due_at"))
            ),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("title",)
    select_related = ("region",)
    ordering = ("-alarmed_at",)
    live_topic = "incidents"
    empty_title = gettext_lazy("No scene yet")
    empty_text = gettext_lazy(
        "The scene of every incident appears here: sketch, entries from the phones, withdrawals."
    )


def way_to(scene: Scene, *, with_scene: bool = True) -> list[dict[str, Any]]:
    """The way to the pages of a scene."""
    found = [{"label": _("Scenes of incidents"), "url": reverse("scene:list")}]
    if with_scene:
        found.append({"label": scene.title, "url": scene.get_absolute_url()})
    return found


class ScenePage(ActorPage):
    """One scene: the map one draws on together, what came from the phones, who is out."""

    model = Scene
    permission = VIEW

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show it; scripts keep map and lists true."""
        scene = visible_scene(pk, self.actor)
        incident = incidents.incident_of(pk)
        state = scene_state(scene, self.actor)
        withdrawal = open_withdrawal(scene)
        history = SketchChange.objects.filter(element__scene=scene).select_related("element")
        page = {
            "title": scene.title,
            "subtitle": incident.number,
            "is_drill": incident.is_drill,
            "breadcrumbs": way_to(scene, with_scene=False),
            "verbs": list(self.verbs(scene, incident, withdrawal)),
            "topic": f"scene:{pk}",
            "scene": scene,
            "incident": incident,
            "rule": visibility_rule(),
            "withdrawal": withdrawal,
            "answers": list(withdrawal.answers.all()) if withdrawal else [],
            "entries": state["entries"],
            "history": history.order_by("-made_at", "-pk")[:HISTORY],
            "periods": list(scene.periods.select_related("report")[:10]),
            "phone_url": f"{reverse('field:app')}#/scene/{pk}",
            "sketch": {
                "state": {"server_time": server_time(), "scenes": [state]},
                "state_url": reverse("scene:one_state", args=[pk]),
                "draw_url": reverse("scene:sketch", args=[pk]),
                "topic": f"scene:{pk}",
            },
            "words": sentences_of("scene."),
        }
        return render_page(request, "scene/scene.html", {"page": page})

    def verbs(
        self, scene: Scene, incident: incidents.IncidentInfo, withdrawal: Evacuation | None
    ) -> Iterable[Verb]:
        """What one does from here."""
        rights, pk = policy_of(Scene), scene.incident_id
        commands = rights.can(self.actor, COMMAND, scene)
        meets = commands or (
            meeting_url(scene, incident.number) and rights.can(self.actor, TAKE_PART, scene)
        )
        if incident.is_unfinished and meets:
            yield Verb(
                name="meeting",
                label=_("Video meeting"),
                url=reverse("scene:meeting", args=[pk]),
                method="get",
                icon="video",
            )
        if commands:
            if incident.is_unfinished and withdrawal is None:
                yield Verb(
                    name="withdraw",
                    label=_("Everybody out"),
                    url=reverse("scene:withdraw", args=[pk]),
                    method="get",
                    icon="urgent",
                )
            yield Verb(
                name="keep",
                label=_("Keep the sketch of this period"),
                url=reverse("scene:keep", args=[pk]),
                method="get",
                icon="camera",
            )
        if rights.can(self.actor, VIEW_TRACKS, scene):
            yield Verb(
                name="tracks",
                label=_("Movements"),
                url=reverse("scene:tracks", args=[pk]),
                method="get",
                icon="route",
            )
        response = get_active_response(pk)
        if response is not None and self.actor.has("responses.view_response"):
            yield Verb(
                name="situation",
                label=_("Situation board"),
                url=reverse("responses:situation", args=[response.id]),
                method="get",
                icon="layout-dashboard",
            )
        if self.actor.has("incidents.view_incident"):
            yield Verb(
                name="incident",
                label=_("Incident"),
                url=incident.url,
                method="get",
                icon="file-text",
            )


class _SceneForm(ChangePage):
    """Base of the forms over a scene, by its incident."""

    model = Scene
    permission = COMMAND
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Fetch the scene of the incident."""
        self.obj = visible_scene(int(kwargs["pk"]), self.actor, self.permission)

    def get_initial(self) -> dict[str, Any]:
        """Nothing is filled in."""
        return {}

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """The way to the scene."""
        return way_to(self.obj)

    def success_url(self, saved: Any) -> str:
        """Back to the scene."""
        return str(self.obj.get_absolute_url())


class WithdrawPage(_SceneForm):
    """Order everybody out."""

    form_class = WithdrawalForm
    title = gettext_lazy("Everybody out")
    submit_label = gettext_lazy("Order the withdrawal now")
    law = "生产安全事故应急条例第二十二条"

    def save(self, form: Any) -> Evacuation:
        """Call the service."""
        return order_withdrawal(
            incident_id=self.obj.incident_id, actor=self.actor, **form.cleaned_data
        )

    def success_url(self, saved: Any) -> str:
        """To the teams."""
        return str(saved.get_absolute_url())


class KeepPage(_SceneForm):
    """Keep the sketch of an operational period."""

    form_class = PeriodForm
    title = gettext_lazy("Keep the sketch of this period")

    def get_initial(self) -> dict[str, Any]:
        """A name by number."""
        return {"name": _("Operational period %(n)d") % {"n": self.obj.periods.count() + 1}}

    def save(self, form: Any) -> SketchPeriod:
        """Call the service."""
        return keep_sketch(incident_id=self.obj.incident_id, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """To the sketch as it was kept."""
        return str(saved.get_absolute_url())


class EvacuationPage(ActorPage):
    """One order to withdraw: who is out, who has not confirmed."""

    model = Evacuation
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show the teams, the unconfirmed first."""
        order = get_visible(Evacuation, pk, actor=self.actor)
        answers = list(order.answers.select_related("leader"))
        answers.sort(key=lambda a: (a.confirmed_at is not None, not a.is_short))
        verbs = []
        if order.lifted_at is None and policy_of(Evacuation).can(self.actor, COMMAND, order):
            verbs.append(
                Verb(
                    name="lift",
                    label=_("Lift the withdrawal"),
                    url=reverse("scene:lift", args=[order.pk]),
                    confirm=_("The teams may enter the scene again. Lift the withdrawal?"),
                )
            )
        page = {
            "title": pgettext("page", "Everybody out: %(reason)s") % {"reason": order.reason},
            "live_topic": f"scene:{order.scene.incident_id}",
            "breadcrumbs": way_to(order.scene),
            "order": order,
            "answers": answers,
            "verbs": verbs,
        }
        return render_page(request, "scene/evacuation.html", {"page": page})


@require_POST
@requires(COMMAND)
def lift(request: ActorRequest, pk: int) -> HttpResponse:
    """Lift an order to withdraw."""
    order = lift_withdrawal(evacuation_id=pk, actor=request.actor)
    messages.success(request, _("The withdrawal is lifted."))
    return go_to(request, order.get_absolute_url())


class PeriodPage(ActorPage):
    """The sketch as it was kept."""

    model = SketchPeriod
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show the picture and every element with its author."""
        period = get_visible(SketchPeriod, pk, actor=self.actor)
        page = {
            "title": period.name,
            "subtitle": period.scene.title,
            "breadcrumbs": way_to(period.scene),
            "period": period,
            "picture": sketch_picture(period.features, title=period.name),
            "elements": [
                {**row["properties"], "moment": datetime.fromisoformat(row["properties"]["at"])}
                for row in period.features
            ],
        }
        return render_page(request, "scene/period.html", {"page": page})


class TracksPage(ActorPage):
    """Who was where, for the reconstruction: a picture and a table."""

    model = Scene
    permission = VIEW_TRACKS

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the tracks of people and teams."""
        scene = visible_scene(pk, self.actor, VIEW_TRACKS)
        tracks = list_scene_tracks(scene)
        place = scene.incident.location
        page = {
            "title": _("Movements: %(scene)s") % {"scene": scene.title},
            "breadcrumbs": way_to(scene),
            "tracks": tracks,
            "picture": sketch_picture(
                track_features(tracks),
                place=(place.x, place.y) if place else None,
                title=_("Movements on the scene"),
            ),
            "days": KEEP_POSITIONS_DAYS,
            "near_km": NEAR_M / 1000,
        }
        return render_page(request, "scene/tracks.html", {"page": page})


class MeetingPage(_SceneForm):
    """Join the video meeting; who commands enters its address and calls the others."""

    template = "scene/meeting.html"
    form_class = MeetingForm
    permission = TAKE_PART
    title = gettext_lazy("Video meeting")
    success_text = gettext_lazy("The address was kept.")

    def get_initial(self) -> dict[str, Any]:
        """The address typed by hand."""
        return {"url": self.obj.meeting_url}

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the address that holds and what may be done."""
        incident = incidents.incident_of(self.obj.incident_id)
        return {
            **super().describe(form),
            "subtitle": self.obj.title,
            "address": meeting_url(self.obj, incident.number),
            "is_running": incident.is_unfinished,
            "has_joined": "joined" in self.request.GET,
            "may_command": policy_of(Scene).can(self.actor, COMMAND, self.obj),
            "join_url": reverse("scene:join", args=[self.obj.incident_id]),
            "call_url": reverse("scene:call", args=[self.obj.incident_id]),
        }

    def save(self, form: Any) -> Scene:
        """Call the service."""
        return set_meeting(incident_id=self.obj.incident_id, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Stay here."""
        return reverse("scene:meeting", args=[self.obj.incident_id])


@require_POST
@requires(TAKE_PART)
def join(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that somebody joins; the page then has the link (a form may not lead outside)."""
    join_meeting(incident_id=pk, actor=request.actor)
    return go_to(request, f"{reverse('scene:meeting', args=[pk])}?joined=1")


@require_POST
@requires(COMMAND)
def call(request: ActorRequest, pk: int) -> HttpResponse:
    """Call commander and leaders to the meeting."""
    n = call_to_meeting(incident_id=pk, actor=request.actor)
    messages.success(
        request, ngettext("%(n)d person was called.", "%(n)d people were called.", n) % {"n": n}
    )
    return go_to(request, reverse("scene:meeting", args=[pk]))
