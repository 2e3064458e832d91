"""The board of tasks and the bar chart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.governance.commitments.choices import AT_WORK
from anlan.governance.commitments.choices import CommitmentState as S
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import REPORT, own_units
from anlan.governance.commitments.selectors.boards import (
    HEAD_HEIGHT,
    LABEL_WIDTH,
    ROW_HEIGHT,
    ROWS_PER_PAGE,
    chart,
    lanes,
)
from anlan.governance.commitments.states import COMMITMENT
from anlan.governance.commitments.views.commitments import CRUMBS
from anlan.governance.commitments.wording import late_words
from anlan.kernel import clock
from anlan.kernel.pages import ActorPage
from anlan.kernel.requests import render_page

#: Steps a card may be moved by: from the states of a lane, to which lane.
MOVES = (
    ("accept", (S.ASSIGNED,), S.ACCEPTED),
    ("start", (S.ACCEPTED, S.SENT_BACK), S.RUNNING),
    ("resume", (S.PAUSED,), S.RUNNING),
)


class _NarrowedPage(ActorPage):
    """A view of many commitments, narrowed by plan and unit in the address."""

    model = Commitment
    breadcrumbs = CRUMBS
    live_topic = "commitments"

    def rows(self) -> QuerySet[Commitment]:
        """Return the visible commitments of the chosen plan and unit."""
        rows = self.rights.visible(self.actor)
        unit, plan = self.request.GET.get("unit", ""), self.request.GET.get("plan", "")
        if unit == "mine":
            rows = rows.filter(lead_id__in=own_units(self.actor, REPORT))
        elif unit.isdigit():
            rows = rows.filter(lead_id=int(unit))
        if plan:
            rows = rows.filter(source_name=plan)
        return rows

    def choices(self) -> dict[str, Any]:
        """Return the plans and units there are, and which are chosen: two queries."""
        rows = self.rights.visible(self.actor).order_by()
        plans = rows.exclude(source_name="").values_list("source_name", flat=True).distinct()
        units = rows.values_list("lead_id", "lead__short_name", "lead__name").distinct()
        return {
            "plans": sorted(plans),
            "plan": self.request.GET.get("plan", ""),
            "units": sorted(
                ((str(pk), short or name) for pk, short, name in units), key=lambda pair: pair[1]
            ),
            "unit": self.request.GET.get("unit", ""),
            "has_own": bool(own_units(self.actor, REPORT)),
        }


class BoardPage(_NarrowedPage):
    """Lanes by state; a card is moved by dragging or with the arrow keys."""

    title = gettext_lazy("Board of tasks")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the board."""
        words = dict(S.choices)
        page = {
            "title": self.title,
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "lanes": [
                {
                    "id": lane.name,
                    "label": words[S(lane.name)],
                    "count": lane.count,
                    "cards": [self._card(row) for row in lane.rows],
                }
                for lane in lanes(self.rows())
            ],
            **self.choices(),
        }
        return render_page(request, "commitments/board.html", {"page": page})

    def _card(self, row: Commitment) -> dict[str, Any]:
        state = None
        if row.is_overdue:
            state = {"label": pgettext("commitments", "Overdue"), "tone": "overdue"}
        elif words := late_words(row):
            state = {"label": words, "tone": "waiting"}
        if row.state in (S.SENT_BACK, S.DECLINED, S.PAUSED):
            state = {"label": row.get_state_display(), "tone": row.tone}
        return {
            "label": row.title,
            "url": row.get_absolute_url(),
            "holder": str(row.lead),
            "where": f"{row.progress}%",
            "due": row.due_at,
            "state": state,
            "moves": self._moves(row),
        }

    def _moves(self, row: Commitment) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for step, sources, lane in MOVES:
            if row.state in sources and self.rights.can(
                self.actor, COMMITMENT[step].permission, row
            ):
                found[lane] = {"url": reverse("commitments:step_to", args=[row.pk, step])}
        if row.state in AT_WORK and self.rights.can(self.actor, REPORT, row):
            found[S.REPORTED] = {
                "url": "",
                "blocked_reason": _("Open the task and report it done: words are needed."),
            }
        if row.state == S.REPORTED and self.rights.can(
            self.actor, COMMITMENT["complete"].permission, row
        ):
            found[S.COMPLETED] = {
                "url": "",
                "blocked_reason": _("Open the task and record the check."),
            }
        return found


class GanttPage(_NarrowedPage):
    """Bars by unit or part of the plan, milestones, today, deviation; a list by month on phones."""

    title = gettext_lazy("Timetable of tasks")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the chart."""
        query = request.GET
        today = clock.today()
        year = query.get("year", "")
        chosen = int(year) if year.isdigit() and 2000 <= int(year) <= 2100 else today.year
        number = int(query.get("page", "1")) if query.get("page", "1").isdigit() else 1
        drawn = chart(
            self.rows(),
            first=date(chosen, 1, 1),
            last=date(chosen + (4 if query.get("span") == "plan" else 0), 12, 31),
            by="section" if query.get("by") == "section" else "lead",
            page=max(1, number),
        )
        page = {
            "title": self.title,
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "print": True,
            "chart": drawn,
            "label_width": LABEL_WIDTH,
            "row_height": ROW_HEIGHT,
            "head_height": HEAD_HEIGHT,
            "years": range(today.year - 1, today.year + 5),
            "year": chosen,
            "span": query.get("span", ""),
            "by": query.get("by", "lead"),
            "months": _by_month(drawn),
            "page_number": max(1, number),
            "pages": -(-drawn.total // ROWS_PER_PAGE),
            **self.choices(),
        }
        return render_page(request, "commitments/gantt.html", {"page": page})


def _by_month(drawn: Any) -> list[tuple[str, list[Commitment]]]:
    """Return the tasks of the chart by the month of their deadline."""
    rows = [bar.commitment for group in drawn.groups for bar in group.bars]
    found: dict[str, list[Commitment]] = {}
    for row in sorted(rows, key=lambda r: (r.deadline, r.pk)):
        found.setdefault(f"{row.deadline:%Y-%m}", []).append(row)
    return list(found.items())
