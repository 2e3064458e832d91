"""The unit's own page: what I have, what I lack, what costs points and until when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.organisations.public import list_organisations
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import BAND_WORDS, ItemState, RunState
from anlan.governance.assessment.models import ItemResult, UnitResult
from anlan.governance.assessment.permissions import REPORT
from anlan.governance.assessment.selectors.preview import (
    Preview,
    open_items,
    preview,
    unit_by_id,
)
from anlan.governance.assessment.services.marking import finish_handing_in
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import visible
from anlan.kernel.requests import ActorRequest, render_page, requires

KINDS = ("department", "township", "park")


class MinePage(ActorPage):
    """The live pre-score of the unit one reports for, readable on a phone."""

    model = UnitResult
    permission = REPORT
    title = gettext_lazy("My unit's points")

    def _unit_id(self) -> int | None:
        """The unit of one's grant, of one's township, or one's own office."""
        for scope in self.actor.scopes_for(REPORT):
            if scope.kind == "organisation" and scope.value.isdigit():
                return int(scope.value)
            if scope.kind == "region" and len(scope.value) > 6:
                for row in list_organisations(
                    self.actor, kinds=("township",), region_prefix=scope.value
                ):
                    return row.id
        return self.actor.organisation_id

    def get(self, request: Any) -> HttpResponse:
        """Show it."""
        unit_id = self._unit_id()
        found: Preview | None = None
        if unit_id is not None:
            unit = unit_by_id(unit_id)
            found = preview(unit) if unit.kind in KINDS else None
        page: dict[str, Any] = {
            "title": self.title,
            "subtitle": found.unit.name if found is not None else "",
            "live_topic": "assessment",
            "preview": found,
        }
        if unit_id is not None:
            page |= self._rows(unit_id)
        if found is not None:
            page |= self._score(found)
        return render_page(request, "assessment/mine.html", {"page": page})

    def _rows(self, unit_id: int) -> dict[str, Any]:
        results = visible(UnitResult, self.actor).filter(organisation_id=unit_id)
        results = results.select_related("run", "organisation", "person")
        todo = open_items(unit_id)
        published = ItemResult.objects.filter(
            result__organisation_id=unit_id, result__run__state=RunState.PUBLISHED
        ).select_related("item", "result__run")
        lost = [row for row in published if row.points is not None and row.points < row.item.points]
        return {
            "todo": [
                {
                    "row": row,
                    "is_in": row.state != ItemState.WAITING,
                    "due": row.result.run.hand_in_until,
                }
                for row in todo
            ],
            "waiting": sum(1 for row in todo if row.state == ItemState.WAITING),
            "open_results": results.filter(run__state=RunState.OPEN, handed_in_at__isnull=True),
            "published": results.filter(run__state=RunState.PUBLISHED),
            "contestable": [row for row in lost if row.item.effect == "earn"][:20],
            "final": [
                {"result": row, "band": BAND_WORDS.get(row.band, "")}
                for row in results.filter(run__state=RunState.CONFIRMED).order_by("-run__until")[:8]
            ],
        }

    def _score(self, found: Preview) -> dict[str, Any]:
        total = found.total
        percent = None
        if total.score is not None:
            percent = min(100, round(100 * total.score / found.scheme.full_mark))
        return {
            "score": None if total.score is None else scoring.plain(total.score),
            "full": scoring.plain(found.scheme.full_mark),
            "known": scoring.plain(found.known),
            "percent": percent,
            "parts": [
                {
                    "name": name,
                    "earned": scoring.plain(earned),
                    "possible": scoring.plain(possible),
                    "percent": round(100 * earned / possible) if possible else 0,
                }
                for name, (earned, possible) in total.by_part.items()
            ],
            "scheme_url": reverse("assessment:scheme", args=[found.scheme.pk]),
        }


@require_POST
@requires(REPORT)
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that all is handed in."""
    finish_handing_in(result_id=pk, actor=request.actor)
    messages.success(request, _("Handed in. The assessors have it now."))
    return go_to(request, reverse("assessment:mine"))
