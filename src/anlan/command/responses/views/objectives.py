"""Objectives and timers of a response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.responses.choices import OBJECTIVE_TONES, ObjectiveKind, ResponseState
from anlan.command.responses.forms import ObjectiveForm
from anlan.command.responses.models import Objective, Response
from anlan.command.responses.permissions import SET_OBJECTIVE, VIEW
from anlan.command.responses.services.objectives import (
    answer_timer,
    drop_objective,
    meet_objective,
    set_objective,
)
from anlan.command.responses.states import OBJECTIVE
from anlan.command.responses.views.responses import CommandPage
from anlan.kernel.pages import ActorPage, TransitionView
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Clocks most responses want: offered with one click, changed as needed.
PRESETS: dict[str, Mapping[str, Any]] = {
    "golden": {
        "title": gettext_lazy("Golden 72 hours of the rescue"),
        "kind": ObjectiveKind.TIMER,
        "due_minutes": 72 * 60,
        "counts_from_occurrence": True,
    },
    "recheck": {
        "title": gettext_lazy("Measure and check again"),
        "kind": ObjectiveKind.TIMER,
        "due_minutes": 30,
        "repeats": True,
    },
}


class ObjectivesPage(ActorPage):
    """All objectives and timers of one response, with what may be done with each."""

    model = Response
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show them."""
        response = get_visible(Response, pk, actor=self.actor)
        may_set = response.state == ResponseState.ACTIVE and policy_of(Response).can(
            self.actor, SET_OBJECTIVE, response
        )
        new_url = reverse("responses:set_objective", args=[response.pk])
        rows = response.objectives.select_related("response")
        page = {
            "title": _("Objectives and clocks"),
            "subtitle": response.matter,
            "live_topic": f"response:{response.pk}",
            "breadcrumbs": [
                {"label": response.matter, "url": response.get_absolute_url()},
                {
                    "label": _("Situation board"),
                    "url": reverse("responses:situation", args=[response.pk]),
                },
            ],
            "set_url": new_url if may_set else "",
            "presets": [
                {"label": values["title"], "url": f"{new_url}?preset={name}"}
                for name, values in PRESETS.items()
                if may_set
            ],
            "lines": [self.line(row, may_set) for row in rows],
        }
        return render_page(request, "responses/objectives.html", {"page": page})

    def line(self, objective: Objective, may_set: bool) -> dict[str, Any]:
        """One objective with its verbs."""
        verbs: list[Any] = []
        if may_set and objective.state == "open":
            if objective.repeat_minutes:
                verbs.append(
                    Verb(
                        name=f"answer-{objective.pk}",
                        label=_("Done, count again"),
                        url=reverse("responses:answer_timer", args=[objective.pk]),
                        style="primary",
                    )
                )
            for step in OBJECTIVE.available(objective, self.actor):
                verbs.append(
                    Verb(
                        name=f"{step.name}-{objective.pk}",
                        label=step.label,
                        url=reverse("responses:objective_step", args=[objective.pk, step.name]),
                        needs_reason=step.needs_reason,
                    )
                )
        return {
            "row": objective,
            "tone": OBJECTIVE_TONES[objective.state],
            "due": {"due_at": objective.due_at, "clock_state": objective.clock_state},
            "verbs": verbs,
        }


class SetObjectivePage(CommandPage):
    """Set an objective or a timer; ``?preset=`` fills in a usual one."""

    form_class = ObjectiveForm
    permission = SET_OBJECTIVE
    title = gettext_lazy("Set an objective or a timer")
    submit_label = gettext_lazy("Set it")

    def get_initial(self) -> Mapping[str, Any]:
        """The preset asked for."""
        return PRESETS.get(self.request.GET.get("preset", ""), {})

    def save(self, form: Any) -> Objective:
        """Call the service."""
        return set_objective(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """To the objectives."""
        return reverse("responses:objectives", args=[self.obj.pk])


class ObjectiveStep(TransitionView):
    """Reached, or given up."""

    model = Objective
    machine = OBJECTIVE
    services: ClassVar = {"meet": meet_objective, "drop": drop_objective}
    id_argument = "objective_id"


@require_POST
@requires(SET_OBJECTIVE)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """What a repeating timer asks for was done: it counts again."""
    objective = answer_timer(
        objective_id=pk, actor=request.actor, result=request.POST.get("reason", "")
    )
    messages.success(request, _("Done; the clock counts again."))
    return go_to(request, objective.get_absolute_url())
