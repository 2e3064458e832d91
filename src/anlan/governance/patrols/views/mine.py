"""A unit's own page on the phone: notices to sign for, drafts to answer, what to put right."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from anlan.governance.patrols.choices import BEFORE, FindingState, RoundState, VisitState
from anlan.governance.patrols.models import Finding, Visit
from anlan.governance.patrols.panels import finding_row, visit_row
from anlan.governance.patrols.permissions import VIEW, teams_of
from anlan.kernel import clock
from anlan.kernel.pages import ActorPage
from anlan.kernel.policy import visible
from anlan.kernel.requests import render_page

SHOWN = 50


class MinePage(ActorPage):
    """“What must I do about patrols”: of one's unit, and of one's team."""

    model = Finding
    permission = VIEW
    title = gettext_lazy("Patrols of my unit")

    def get(self, request: Any) -> HttpResponse:
        """Show the page; each heap is one query."""
        unit = self.actor.organisation_id or 0
        visits = visible(Visit, self.actor).select_related("round")
        own = visits.filter(organisation_id=unit)
        findings = visible(Finding, self.actor).select_related("organisation")
        mine = list(
            findings.filter(organisation_id=unit)
            .exclude(state__in=(FindingState.DROPPED, FindingState.NOTED))
            .order_by("due_on", "pk")[: 4 * SHOWN]
        )
        # An official of the planning office sees its unit's plan in the rounds, not here.
        hidden = (VisitState.PLANNED, VisitState.CANCELLED)
        page = {
            "title": self.title,
            "live_topic": "patrols",
            "back_url": "/",
            "late": sum(1 for row in mine if row.is_overdue),
            "heaps": [
                (
                    "notices",
                    [visit_row(v) for v in own.filter(state=VisitState.NOTIFIED)[:SHOWN]],
                ),
                (
                    "drafts",
                    [visit_row(v) for v in own.filter(state=VisitState.CONSULTING)[:SHOWN]],
                ),
                (
                    "owed",
                    [finding_row(f) for f in mine if f.state == FindingState.RECTIFYING][:SHOWN],
                ),
                ("team", [visit_row(v) for v in self._of_team(visits)]),
                (
                    "sent",
                    [finding_row(f) for f in mine if f.state == FindingState.SUBMITTED][:SHOWN],
                ),
                (
                    "visits",
                    [
                        visit_row(v)
                        for v in own.exclude(state__in=hidden).order_by("-planned_on")[:SHOWN]
                    ],
                ),
                (
                    "closed",
                    [finding_row(f) for f in mine if f.state == FindingState.CLOSED][:SHOWN],
                ),
            ],
        }
        return render_page(request, "patrols/mine.html", {"page": page})

    def _of_team(self, visits: Any) -> list[Visit]:
        """The visits of one's teams that are to be made or written up, the nearest first."""
        teams = list(teams_of(self.actor.person_id).values_list("pk", flat=True))
        if not teams:
            return []
        open_ones = (*BEFORE, VisitState.UNDERWAY, VisitState.DRAFTED, VisitState.ANSWERED)
        rows = visits.filter(
            team_id__in=teams, state__in=open_ones, round__state=RoundState.RUNNING
        ).order_by("planned_on", "pk")
        today = clock.today()
        found = list(rows[:SHOWN])
        return sorted(found, key=lambda v: (v.state in BEFORE, v.planned_on or today, v.pk))
