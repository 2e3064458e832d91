"""The situation board of a response: at the desk, on the phone and on the wall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.command.responses.choices import ResponseState
from anlan.command.responses.models import Response
from anlan.command.responses.permissions import ORDER, ROLL_CALL, SET_OBJECTIVE, VIEW
from anlan.command.responses.selectors.board import board_of
from anlan.kernel.pages import ActorPage
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.rehearsal import is_rehearsal
from anlan.kernel.requests import render_page


class SituationPage(ActorPage):
    """What the commander must see, on one page."""

    model = Response
    permission = VIEW
    template: ClassVar[str] = "responses/situation.html"

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show the board; afterwards it keeps itself true."""
        response = get_visible(Response, pk, actor=self.actor)
        page = {
            "title": _("Situation board"),
            "is_drill": is_rehearsal(response),
            "view": f"situation:{response.pk}",
            "breadcrumbs": [{"label": response.matter, "url": response.get_absolute_url()}],
            "verbs": list(self.verbs(response)),
        }
        context = {"page": page, "board": board_of(response.pk)}
        return render_page(request, self.template, context)

    def verbs(self, response: Response) -> Iterable[Verb]:
        """What a commander does from here."""
        rights = policy_of(Response)

        def verb(name: str, label: str, icon: str, style: str = "secondary") -> Verb:
            url = reverse(f"responses:{name}", args=[response.pk])
            return Verb(name=name, label=label, url=url, method="get", icon=icon, style=style)

        if response.state == ResponseState.ACTIVE:
            if rights.can(self.actor, ORDER, response):
                yield verb("order", _("Issue an order"), "send", "primary")
            if rights.can(self.actor, ROLL_CALL, response):
                yield verb("order_roll_call", _("Order a roll call"), "users")
            if rights.can(self.actor, SET_OBJECTIVE, response):
                yield verb("set_objective", _("Set an objective"), "target")
        yield verb("situation_reports", _("Situation reports"), "file-text")
        yield verb("wall", _("Wall screen"), "device-tv")


class WallPage(SituationPage):
    """The board on a wall screen."""

    template = "responses/situation_wall.html"
