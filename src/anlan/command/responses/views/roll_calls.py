"""Roll calls: ordering one, its answers, the leader's phone, the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.responses.choices import ResponseState
from anlan.command.responses.forms import AnswerForm, RollCallForm
from anlan.command.responses.models import Response, RollCall, RollCallAnswer
from anlan.command.responses.permissions import ANSWER, ROLL_CALL, VIEW
from anlan.command.responses.services.roll_calls import (
    answer_roll_call,
    close_roll_call,
    order_roll_call,
)
from anlan.command.responses.views.responses import CommandPage
from anlan.kernel.pages import ActorPage, ChangePage
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.rehearsal import is_rehearsal
from anlan.kernel.requests import ActorRequest, render_page, requires


def way_to(response: Response) -> list[dict[str, Any]]:
    """The way to the pages of a response."""
    return [
        {"label": response.matter, "url": response.get_absolute_url()},
        {"label": _("Situation board"), "url": reverse("responses:situation", args=[response.pk])},
    ]


class RollCallsPage(ActorPage):
    """Every roll call of a response, newest first."""

    model = Response
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show them."""
        response = get_visible(Response, pk, actor=self.actor)
        may = response.state == ResponseState.ACTIVE and policy_of(Response).can(
            self.actor, ROLL_CALL, response
        )
        page = {
            "title": _("Roll calls"),
            "is_drill": is_rehearsal(response),
            "subtitle": response.matter,
            "live_topic": f"response:{response.pk}",
            "breadcrumbs": way_to(response),
            "order_url": reverse("responses:order_roll_call", args=[response.pk]) if may else "",
            "calls": list(response.roll_calls.prefetch_related("answers")),
        }
        return render_page(request, "responses/roll_calls.html", {"page": page})


class OrderRollCallPage(CommandPage):
    """Order a roll call."""

    form_class = RollCallForm
    permission = ROLL_CALL
    title = gettext_lazy("Order a roll call")
    submit_label = gettext_lazy("Ask every team now")
    law = "生产安全事故应急条例第二十二条"

    def save(self, form: Any) -> RollCall:
        """Call the service."""
        return order_roll_call(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """To the answers."""
        return str(saved.get_absolute_url())


class RollCallPage(ActorPage):
    """One roll call: who answered what, who has not."""

    model = RollCall
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show the answers, the alarming ones first."""
        call = get_visible(RollCall, pk, actor=self.actor)
        answers = list(call.answers.select_related("leader", "roll_call"))
        answers.sort(key=lambda a: (not a.has_missing, not a.is_overdue, a.answered_at is not None))
        verbs = []
        if call.closed_at is None and policy_of(RollCall).can(self.actor, ROLL_CALL, call):
            verbs.append(
                Verb(
                    name="close",
                    label=_("Close the roll call"),
                    url=reverse("responses:close_roll_call", args=[call.pk]),
                    needs_reason=True,
                )
            )
        page = {
            "title": _("Roll call: %(reason)s") % {"reason": call.reason},
            "is_drill": is_rehearsal(call),
            "subtitle": call.response.matter,
            "live_topic": f"response:{call.response_id}",
            "breadcrumbs": [
                *way_to(call.response),
                {
                    "label": _("Roll calls"),
                    "url": reverse("responses:roll_calls", args=[call.response_id]),
                },
            ],
            "call": call,
            "answers": [
                {
                    "row": answer,
                    "url": answer.get_absolute_url()
                    if call.closed_at is None
                    and policy_of(RollCallAnswer).can(self.actor, ANSWER, answer)
                    else "",
                }
                for answer in answers
            ],
            "verbs": verbs,
        }
        return render_page(request, "responses/roll_call.html", {"page": page})


class AnswerPage(ChangePage):
    """The leader's phone: how many are safe, how many are missing."""

    model = RollCallAnswer
    keeps_draft = False
    template = "responses/roll_call_answer.html"
    form_class = AnswerForm
    permission = ANSWER
    title = gettext_lazy("Roll call")
    submit_label = gettext_lazy("Answer")
    success_text = gettext_lazy("Answered. Thank you.")

    def get_initial(self) -> Mapping[str, Any]:
        """What was answered before, else everybody of the team."""
        answer: RollCallAnswer = self.obj
        if answer.answered_at is None:
            return {"safe": answer.expected, "missing": 0}
        return {"safe": answer.safe, "missing": answer.missing, "note": answer.note}

    def save(self, form: Any) -> RollCallAnswer:
        """Call the service."""
        return answer_roll_call(answer_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Stay: the answer stands there and can be corrected."""
        return str(self.obj.get_absolute_url())

    def answer(self, form: Any, status: int = 200) -> HttpResponse:
        """Render the phone page with its bottom bar."""
        context = {
            "form": form,
            "page": self.describe(form),
            "object": self.obj,
            "phone_tabs": [
                {"label": label, "url": f"{find_url(name)}{query}", "icon": icon}
                for label, name, query, icon in (
                    (_("Orders"), "dispatch:list", "?tab=mine", "route"),
                    (_("Tasks"), "responses:my_tasks", "", "list-check"),
                    (_("Notices"), "notifications:inbox", "", "bell"),
                )
                if find_url(name)
            ],
        }
        return render_page(self.request, self.template, context, status=status)

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the call and the clock."""
        page = super().describe(form)
        call = self.obj.roll_call
        page.update(
            title=self.obj.team_name,
            subtitle=f"{call.reason} · {call.response.matter}",
            back_url=f"{find_url('dispatch:list')}?tab=mine",
            answer=self.obj,
            call=call,
            is_open=call.closed_at is None,
            due=None
            if self.obj.answered_at or call.closed_at
            else {"due_at": call.due_at, "clock_state": ""},
            live_topic=f"response:{call.response_id}",
        )
        return page


@require_POST
@requires(ROLL_CALL)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a roll call that not all have answered."""
    call = close_roll_call(
        roll_call_id=pk, actor=request.actor, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Roll call closed."))
    return go_to(request, call.get_absolute_url())
