"""Patrols on the desks: what waits for me, my team's next visits, figures for the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from anlan.governance.patrols.choices import BEFORE, FindingState, RoundState, VisitState
from anlan.governance.patrols.models import Finding, Round, Visit
from anlan.governance.patrols.permissions import VIEW, VIEW_PLAN
from anlan.governance.patrols.waiting import findings_for, visits_for
from anlan.governance.responsibility.public import organisations_of_person
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import visible

ON_DESK = 8
#: A day this near stands under “about to be late”.
SOON = timedelta(days=5)
LATE_LEVEL = 2


def _evening(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def _visit(visit: Visit) -> DeskItem:
    return DeskItem(
        label=visit.name,
        url=visit.get_absolute_url(),
        where=visit.round.title,
        level=LATE_LEVEL if visit.is_late else None,
        state={"label": visit.get_state_display(), "tone": visit.tone},
        due=_evening(visit.comment_due_on)
        if visit.state == VisitState.CONSULTING and visit.comment_due_on
        else _evening(visit.planned_on)
        if visit.state in BEFORE and visit.planned_on
        else None,
    )


def _finding(finding: Finding) -> DeskItem:
    return DeskItem(
        label=finding.title,
        url=finding.get_absolute_url(),
        where=str(finding.organisation),
        level=LATE_LEVEL if finding.is_overdue else None,
        state={"label": finding.get_state_display(), "tone": finding.tone},
        due=_evening(finding.due_on) if finding.state == FindingState.RECTIFYING else None,
    )


def waiting(actor: Actor) -> Iterable[DeskItem]:
    """Notices to sign for, drafts to answer, visits to make, reports to check."""
    visits = visible(Visit, actor).filter(visits_for(actor)).select_related("round")
    findings = visible(Finding, actor).filter(findings_for(actor)).select_related("organisation")
    return [
        *(_visit(row) for row in visits.order_by("planned_on", "pk")[:ON_DESK]),
        *(_finding(row) for row in findings.order_by("due_on", "pk")[:ON_DESK]),
    ]


def near(actor: Actor) -> Iterable[DeskItem]:
    """Findings of the units one answers for that are due within days or late."""
    if actor.person_id is None:
        return []
    units = organisations_of_person(actor.person_id)
    rows = visible(Finding, actor).filter(
        organisation_id__in=units,
        state=FindingState.RECTIFYING,
        due_on__lte=clock.today() + SOON,
    )
    rows = rows.exclude(organisation_id=actor.organisation_id or 0)
    return [
        _finding(row) for row in rows.select_related("organisation").order_by("due_on")[:ON_DESK]
    ]


def count_late(actor: Actor) -> int:
    """Findings overdue with units."""
    late = Q(state=FindingState.RECTIFYING, due_on__lt=clock.today())
    return visible(Finding, actor).filter(late).count()


def rounds_of(actor: Actor) -> dict[str, object] | None:
    """The rounds that run, with how far they are."""
    found = list(visible(Round, actor).filter(state=RoundState.RUNNING)[:ON_DESK])
    if not found:
        return None
    visits = Visit.objects.filter(round__in=found).exclude(state=VisitState.CANCELLED)
    counted: dict[int, list[int]] = {row.pk: [0, 0] for row in found}
    for round_id, visited_on in visits.values_list("round_id", "visited_on"):
        counted[round_id][0] += visited_on is not None
        counted[round_id][1] += 1
    return {
        "count": len(found),
        "rows": [
            {
                "label": row.title,
                "url": row.get_absolute_url(),
                "where": f"{row.starts_on} — {row.ends_on}",
                "value": "{}/{}".format(*counted[row.pk]),
            }
            for row in found
        ],
    }


register_desk(
    DeskSection(
        name="patrols.waiting",
        title=gettext_lazy("Patrols and findings"),
        place="now",
        items=waiting,
        permission=VIEW,
        order=57,
        topics=("patrols",),
    ),
    DeskSection(
        name="patrols.near",
        title=gettext_lazy("Patrol findings of my units due soon"),
        place="soon",
        items=near,
        permission=VIEW,
        order=57,
        topics=("patrols",),
    ),
    DeskSection(
        name="patrols.rounds",
        title=gettext_lazy("Patrol rounds that run"),
        place="panel",
        context=rounds_of,
        permission=VIEW_PLAN,
        roles=("county_leader", "commander", "bureau_officer"),
        order=47,
        topics=("patrols-office",),
        url="/patrols/",
    ),
)
register_figure(
    DeskFigure(
        name="patrols.late",
        label=gettext_lazy("Overdue patrol findings"),
        value=count_late,
        url=lambda: f"{reverse('patrols:findings')}?tab=overdue",
        permission=VIEW_PLAN,
        roles=("county_leader", "commander", "bureau_officer"),
        order=76,
    )
)
