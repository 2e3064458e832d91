"""What a unit owes this month, on one phone page: sheets, entries, tasks, notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from anlan.governance.campaigns.models import Sheet
from anlan.governance.campaigns.permissions import REPORT
from anlan.governance.campaigns.selectors.owed import owed_by
from anlan.kernel import clock
from anlan.kernel.pages import ActorPage
from anlan.kernel.requests import render_page


class OwedPage(ActorPage):
    """“What do I owe this month”: everything of one's own unit, the latest first."""

    model = Sheet
    permission = REPORT
    title = gettext_lazy("What my unit owes")

    def get(self, request: Any) -> HttpResponse:
        """Show the page."""
        today = clock.today()
        found = owed_by(self.actor, today)
        page = {
            "title": self.title,
            "subtitle": found.subtitle,
            "live_topic": "campaigns",
            "back_url": "/",
            "owed": found,
        }
        return render_page(request, "campaigns/owed.html", {"page": page})
