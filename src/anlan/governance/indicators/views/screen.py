"""The county leader's one screen, on a desk, a phone and a wall."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from anlan.governance.indicators.models import Indicator
from anlan.governance.indicators.permissions import VIEW_SCREEN
from anlan.governance.indicators.selectors.screen import leader_screen
from anlan.kernel.pages.base import ActorPage, find_url
from anlan.kernel.requests import ActorRequest, render_page


class ScreenPage(ActorPage):
    """What will be missed this year, and why."""

    model = Indicator
    permission = VIEW_SCREEN
    title = gettext_lazy("What will be missed this year")
    template = "indicators/screen.html"

    def get(self, request: ActorRequest) -> HttpResponse:
        """Show the screen."""
        screen = leader_screen(self.actor)
        page = {
            "title": self.title,
            "live_topic": "indicators",
            "print": True,
            "screen": screen,
            "indicators_url": reverse("indicators:list"),
            "commitments_url": find_url("commitments:list"),
            "wall_url": reverse("indicators:screen_wall"),
            "situation": screen.sentence,
            "situation_level": 1 if screen.tone == "missed" else None,
        }
        return render_page(request, self.template, {"page": page})


class WallPage(ScreenPage):
    """The same on a wall: dark, no menu."""

    template = "indicators/screen_wall.html"
