"""A unit's own page, the review queue, townships, targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.governance.accreditation.choices import (
    IN_FORCE,
    CaseState,
    ObjectionState,
    ProposalAct,
    ProposalState,
    RectificationState,
    RoundState,
)
from anlan.governance.accreditation.forms import TargetForm
from anlan.governance.accreditation.models import Case, Target
from anlan.governance.accreditation.permissions import APPLY, AWARD, KEEP, MANAGE, REVIEW
from anlan.governance.accreditation.selectors.overview import own_cases, township_lines
from anlan.governance.accreditation.selectors.targets import target_lines
from anlan.governance.accreditation.services.kinds import set_target
from anlan.governance.accreditation.views.cases import CRUMBS
from anlan.kernel import clock
from anlan.kernel.pages import ActorPage, ChangePage, CreatePage
from anlan.kernel.policy import policy_of
from anlan.kernel.requests import render_page

#: Rows of one heading of the queue.
MOST = 50


class MinePage(ActorPage):
    """The titles of one's own unit, what is lacking and until when; one column for the phone."""

    model = Case
    permission = APPLY
    title = gettext_lazy("My titles")
    live_topic = "accreditation"

    def get(self, request: Any) -> HttpResponse:
        """Show them."""
        rows = policy_of(Case).permitted(self.actor, APPLY)
        page = {
            "title": self.title,
            "subtitle": "",
            "breadcrumbs": [],
            "live_topic": self.live_topic,
            "units": own_cases(self.actor, rows),
        }
        return render_page(request, "accreditation/mine.html", {"page": page})


class QueuePage(ActorPage):
    """What waits in the office, by step."""

    model = Case
    title = gettext_lazy("Review queue")
    breadcrumbs = CRUMBS
    live_topic = "accreditation"

    def get(self, request: Any) -> HttpResponse:
        """Show it."""
        reviews = policy_of(Case).permitted(self.actor, REVIEW)
        manages = policy_of(Case).permitted(self.actor, MANAGE)
        awards = policy_of(Case).permitted(self.actor, AWARD)
        today = clock.today()
        groups = [
            (
                pgettext_lazy("accreditation", "Papers to review"),
                reviews.filter(state=CaseState.SUBMITTED),
            ),
            (
                pgettext_lazy("accreditation", "Sites to visit"),
                reviews.filter(state=CaseState.ON_SITE),
            ),
            (
                pgettext_lazy("accreditation", "To publish or refuse"),
                manages.filter(state=CaseState.ASSESSED),
            ),
            (
                pgettext_lazy("accreditation", "Objections to decide"),
                manages.filter(objections__state=ObjectionState.OPEN),
            ),
            (
                pgettext_lazy("accreditation", "To award"),
                awards.filter(state=CaseState.PUBLICITY, publicity_until__lt=today),
            ),
            (
                pgettext_lazy("accreditation", "Re-checks to conclude"),
                reviews.filter(state__in=IN_FORCE, rounds__state=RoundState.SUBMITTED),
            ),
            (
                pgettext_lazy("accreditation", "Rectifications to check"),
                manages.filter(rectifications__state=RectificationState.ANSWERED),
            ),
            (
                pgettext_lazy("accreditation", "Proposals to decide"),
                manages.filter(proposals__state=ProposalState.OPEN),
            ),
            (
                pgettext_lazy("accreditation", "Titles to end"),
                awards.filter(
                    state__in=IN_FORCE,
                    proposals__state=ProposalState.TAKEN,
                    proposals__act=ProposalAct.EXIT,
                ),
            ),
        ]
        shown = []
        for label, rows in groups:
            found = list(rows.distinct().select_related("kind", "organisation")[:MOST])
            if found:
                shown.append({"label": label, "count": len(found), "rows": found})
        page = {
            "title": self.title,
            "subtitle": "",
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "groups": shown,
        }
        return render_page(request, "accreditation/queue.html", {"page": page})


class TownshipsPage(ActorPage):
    """Titles by township and kind."""

    model = Case
    title = gettext_lazy("By township")
    breadcrumbs = CRUMBS
    live_topic = "accreditation"

    def get(self, request: Any) -> HttpResponse:
        """Show the table."""
        kinds, lines = township_lines(self.actor)
        page = {
            "title": self.title,
            "subtitle": "",
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "kinds": kinds,
            "lines": lines,
        }
        return render_page(request, "accreditation/townships.html", {"page": page})


class TargetsPage(ActorPage):
    """Planned against awarded, and what will be missed."""

    model = Target
    title = gettext_lazy("Targets of creation")
    breadcrumbs = CRUMBS
    live_topic = "accreditation"

    def get(self, request: Any) -> HttpResponse:
        """Show them, what will be missed first."""
        rank = {"will_be_missed": 0, "missed": 1, "on_track": 2, "ahead": 3, "met": 4}
        lines = sorted(
            target_lines(self.actor), key=lambda line: (rank[line.state], line.target.ends_on)
        )
        page = {
            "title": self.title,
            "subtitle": _("What will be missed stands first."),
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "lines": [
                {
                    "line": line,
                    "state": {"label": line.label, "tone": line.tone},
                    "url": f"{reverse('accreditation:list')}?tab=all&kind={line.target.kind_code}",
                }
                for line in lines
            ],
            "may_keep": self.actor.has(KEEP),
        }
        return render_page(request, "accreditation/targets.html", {"page": page})


class NewTargetPage(CreatePage):
    """Set a target."""

    model = Target
    permission = KEEP
    form_class = TargetForm
    form_takes_actor = True
    title = gettext_lazy("Set a target")
    breadcrumbs = (*CRUMBS, (gettext_lazy("Targets of creation"), "accreditation:targets"))
    cancel_url = "/accreditation/targets/"

    def save(self, form: Any) -> Target:
        """Call the service."""
        return set_target(actor=self.actor, **form.cleaned_data)


class ChangeTargetPage(ChangePage):
    """Change a target."""

    model = Target
    permission = KEEP
    form_class = TargetForm
    form_takes_actor = True
    breadcrumbs = (*CRUMBS, (gettext_lazy("Targets of creation"), "accreditation:targets"))

    def get_initial(self) -> Mapping[str, Any]:
        """The present values."""
        names = ("name", "kind_code", "region", "planned", "starts_on", "ends_on", "basis")
        return {name: getattr(self.obj, name) for name in names}

    def save(self, form: Any) -> Target:
        """Call the service."""
        return set_target(actor=self.actor, target_id=self.obj.pk, **form.cleaned_data)
