"""The pages on which a drill is played: directing staff, players, evaluators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.drills.choices import VERDICT_TONES, DrillState, Part
from anlan.command.drills.forms import ForwardForm, ObservationForm, TextForm
from anlan.command.drills.models import Drill, DrillInject, Observation
from anlan.command.drills.permissions import DIRECT, EVALUATE, PLAY, VIEW
from anlan.command.drills.selectors.stages import (
    actions_of,
    clock_of,
    part_of,
    received_by,
    script_of,
)
from anlan.command.drills.services import judging, running
from anlan.command.drills.states import DRILL
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Steps the directing staff has at hand, in this order.
CONTROLS = ("start", "resume", "pause", "finish")
#: Notes and observations shown at once.
LAST = 30


def _state(drill: Drill) -> dict[str, Any]:
    return {"label": drill.get_state_display(), "tone": drill.tone}


def _verbs(drill: Drill, actor: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    found = {step.name: step for step in DRILL.available(drill, actor)}
    return [
        {
            "name": name,
            "label": found[name].label,
            "url": reverse("drills:step", args=[drill.pk, name]),
            "method": "post",
            "blocked_reason": found[name].blocked_reason,
            "needs_reason": found[name].needs_reason,
            "primary": found[name].style == "primary",
            "danger": found[name].style == "danger",
        }
        for name in names
        if name in found
    ]


def _stop(drill: Drill, actor: Any) -> list[dict[str, Any]]:
    """The red button, for who may press it."""
    verbs = _verbs(drill, actor, ("suspend", "abort"))
    for verb in verbs:
        if verb["name"] == "suspend":
            verb["icon"] = "hand-stop"
            verb["confirm"] = _("Everybody is told at once that this is no drill.")
    return verbs


class StagePage(ActorPage):
    """What the pages of a running drill share."""

    model = Drill
    template = ""

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the page."""
        drill = self.drill(pk)
        return render_page(request, self.template, {"page": self.page(drill)})

    def drill(self, pk: int) -> Drill:
        """Return the drill, with the right this page needs."""
        found = get_visible(Drill, pk, actor=self.actor)
        self.rights.require(self.actor, self.required_permission(), found)
        return Drill.objects.select_related("scenario", "region", "incident", "plan").get(
            pk=found.pk
        )

    def page(self, drill: Drill) -> dict[str, Any]:
        """Return what every such page shows."""
        return {
            "title": drill.name,
            "is_drill": True,
            "subtitle": str(drill.get_kind_display()),
            "live_topic": f"drill:{drill.pk}",
            "state": _state(drill),
            "drill": drill,
            "clock": clock_of(drill),
            "back_url": drill.get_absolute_url(),
            "stop": _stop(drill, self.actor),
            "incident_url": drill.incident.get_absolute_url() if drill.incident else "",
        }


class DirectPage(StagePage):
    """The desk of the directing staff: clock, script, expected actions, notes."""

    permission = DIRECT
    template = "drills/direct.html"
    breadcrumbs = ((gettext_lazy("Drills"), "drills:list"),)

    def page(self, drill: Drill) -> dict[str, Any]:
        """Add what the directing staff leads by."""
        actions = actions_of(drill)
        notes = visible(Observation, self.actor).filter(drill=drill).select_related("action")
        return {
            **super().page(drill),
            "breadcrumbs": [
                *self.get_breadcrumbs(),
                {"label": drill.name, "url": drill.get_absolute_url()},
            ],
            "controls": _verbs(drill, self.actor, CONTROLS),
            "forward": ForwardForm() if drill.state == DrillState.RUNNING else None,
            "forward_url": reverse("drills:forward", args=[drill.pk]),
            "next_url": reverse("drills:next", args=[drill.pk]),
            "note_form": TextForm(),
            "note_url": reverse("drills:note", args=[drill.pk]),
            "script": script_of(drill),
            "actions": actions,
            "done": sum(1 for row in actions if row["record"] is not None),
            "late": sum(1 for row in actions if row["is_late"]),
            "notes": list(notes[:LAST]),
            "links": [
                {"label": _("Evaluate"), "url": reverse("drills:evaluate", args=[drill.pk])},
                {
                    "label": _("To the players' page"),
                    "url": reverse("drills:play", args=[drill.pk]),
                },
                {"label": _("Assessment"), "url": reverse("drills:assessment", args=[drill.pk])},
            ],
        }


class PlayPage(StagePage):
    """A player's phone: what reached me, what I answer, where I act."""

    permission = VIEW
    template = "drills/play.html"

    def page(self, drill: Drill) -> dict[str, Any]:
        """Add what reached this player."""
        me = part_of(drill, self.actor)
        incident = drill.incident
        links = []
        if incident is not None and drill.is_alive:
            links.append({"label": _("The incident"), "url": incident.get_absolute_url()})
            for name, label in (
                ("responses:my_tasks", _("My response tasks")),
                ("dispatch:list", _("Orders to my team")),
            ):
                if url := find_url(name):
                    links.append({"label": label, "url": url})
        return {
            **super().page(drill),
            "me": me,
            "received": received_by(drill, self.actor),
            "may_answer": drill.state == DrillState.RUNNING
            and me is not None
            and me.part == Part.PLAYER,
            "links": links,
            "back_url": drill.get_absolute_url(),
        }


class EvaluatePage(StagePage):
    """An evaluator's phone: judge an action, write what is seen."""

    permission = EVALUATE
    template = "drills/evaluate.html"

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Take an observation in."""
        drill = self.drill(pk)
        form = ObservationForm(request.POST, drill=drill)
        if form.is_valid():
            try:
                judging.observe(drill_id=pk, actor=self.actor, **form.cleaned_data)
            except InvalidInput as error:
                for name, message in error.fields.items():
                    form.add_error(name if name in form.fields else None, str(message))
            else:
                messages.success(request, _("Noted."))
                return go_to(request, reverse("drills:evaluate", args=[pk]))
        context = {"page": self.page(drill) | {"form": form}, "form": form}
        return render_page(request, self.template, context, status=422)

    def page(self, drill: Drill) -> dict[str, Any]:
        """Add the form, what is expected and what was noted."""
        form = ObservationForm(
            drill=drill, initial={"action_id": self.request.GET.get("action", "")}
        )
        seen = visible(Observation, self.actor).filter(drill=drill).select_related("action")
        return {
            **super().page(drill),
            "form": form,
            "is_open": drill.state not in (DrillState.PLANNED, DrillState.ASSESSED),
            "actions": actions_of(drill),
            "seen": list(seen[:LAST]),
            "tones": VERDICT_TONES,
        }


@require_POST
@requires(DIRECT)
def forward(request: ActorRequest, pk: int) -> HttpResponse:
    """Move the clock forward."""
    get_visible(Drill, pk, actor=request.actor)
    form = ForwardForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(fields={name: str(e[0]) for name, e in form.errors.items()})
    running.forward_drill(drill_id=pk, actor=request.actor, **form.cleaned_data)
    messages.success(request, _("The clock was moved forward."))
    return go_to(request, reverse("drills:direct", args=[pk]))


@require_POST
@requires(DIRECT)
def next_inject(request: ActorRequest, pk: int) -> HttpResponse:
    """Deliver the next inject now."""
    running.deliver_next(drill_id=pk, actor=request.actor)
    messages.success(request, _("Delivered."))
    return go_to(request, reverse("drills:direct", args=[pk]))


@require_POST
@requires(DIRECT)
def note(request: ActorRequest, pk: int) -> HttpResponse:
    """Write a note."""
    running.note_in_drill(drill_id=pk, text=request.POST.get("text", ""), actor=request.actor)
    messages.success(request, _("Noted."))
    return go_to(request, reverse("drills:direct", args=[pk]))


@require_POST
@requires(PLAY)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer an inject."""
    given = running.answer_inject(
        inject_id=pk, text=request.POST.get("text", ""), actor=request.actor
    )
    messages.success(request, _("Answered."))
    inject = DrillInject.objects.get(pk=given.inject_id)
    return go_to(request, inject.get_absolute_url())
