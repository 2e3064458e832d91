"""Incidents on the desks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.command.incidents.choices import UNFINISHED, IncidentState, ReportState
from anlan.command.incidents.models import Incident, IncidentReport
from anlan.command.incidents.permissions import REPORT, VERIFY_CAUSE, VIEW
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import (
    DeskFigure,
    DeskItem,
    DeskSection,
    Situation,
    register_clause,
    register_desk,
    register_figure,
)
from anlan.kernel.policy import visible
from anlan.kernel.registry import verbs_for

ON_DESK = 30
#: Buttons stand on the gravest few only: each asks other apps, and the desk must stay quick.
WITH_VERBS = 3


def _open_rows(actor: Actor) -> list[Incident]:
    rows = visible(Incident, actor).filter(state__in=UNFINISHED).select_related("region")
    return list(rows.order_by("is_drill", "grade", "-reported_at")[:ON_DESK])


def _item(incident: Incident, actor: Actor, *, with_verbs: bool) -> DeskItem:
    verbs = tuple(
        {"name": verb.name, "label": verb.label, "url": verb.url, "method": verb.method}
        for verb in (verbs_for(incident, actor) if with_verbs else ())
        if verb.blocked_reason is None and verb.method == "get"
    )
    return DeskItem(
        label=incident.title,
        url=incident.get_absolute_url(),
        where=incident.region.name,
        level=None if incident.is_drill else incident.grade,
        state={"label": incident.get_state_display(), "tone": incident.tone},
        at=incident.reported_at,
        verbs=verbs[:2],
    )


def open_items(actor: Actor) -> Iterable[DeskItem]:
    """Unfinished incidents."""
    return [
        _item(incident, actor, with_verbs=place < WITH_VERBS)
        for place, incident in enumerate(_open_rows(actor))
    ]


def verify_items(actor: Actor) -> Iterable[DeskItem]:
    """Causes that wait for somebody else's eyes."""
    rows = (
        visible(Incident, actor)
        .filter(
            state__in=UNFINISHED,
            cause_removed_at__isnull=False,
            cause_verified_at__isnull=True,
        )
        .exclude(cause_removed_by_id=actor.id)
        .select_related("region")[:ON_DESK]
    )
    return [
        DeskItem(
            label=_("Verify the removal of the cause: %(title)s") % {"title": row.title},
            url=row.get_absolute_url(),
            where=row.region.name,
            level=None if row.is_drill else row.grade,
            at=row.cause_removed_at,
        )
        for row in rows
    ]


def draft_items(actor: Actor) -> Iterable[DeskItem]:
    """Reports not sent yet."""
    rows = (
        visible(IncidentReport, actor)
        .filter(state=ReportState.DRAFT)
        .select_related("incident__region")[:ON_DESK]
    )
    return [
        DeskItem(
            label=_("Submit: %(title)s") % {"title": row.title},
            url=row.get_absolute_url(),
            where=row.incident.region.name,
            level=None if row.incident.is_drill else row.incident.grade,
            due=row.due_at,
            at=row.created_at,
        )
        for row in rows
    ]


def changed_items(actor: Actor) -> Iterable[DeskItem]:
    """Incidents finished in the last day."""
    since = clock.now() - timedelta(days=1)
    rows = (
        visible(Incident, actor)
        .filter(closed_at__gte=since)
        .exclude(state=IncidentState.MERGED)
        .select_related("region")
        .order_by("-closed_at")[:ON_DESK]
    )
    return [
        DeskItem(
            label=row.title,
            url=row.get_absolute_url(),
            where=row.region.name,
            state={"label": row.get_state_display(), "tone": row.tone},
            at=row.closed_at,
        )
        for row in rows
    ]


def situation(actor: Actor) -> Situation | None:
    """How many incidents stand open, and the gravest of them; drills do not count."""
    if not actor.has(VIEW):
        return None
    rows = visible(Incident, actor).filter(state__in=UNFINISHED, is_drill=False)
    count = rows.count()
    if not count:
        return Situation(_("No incident is open"), order=10)
    text = ngettext("%(count)d incident is open", "%(count)d incidents are open", count) % {
        "count": count
    }
    gravest = rows.exclude(grade=None).order_by("grade", "-reported_at").first()
    if gravest is None:
        return Situation(text, order=10)
    return Situation(
        _("%(text)s, first of all: %(title)s") % {"text": text, "title": gravest.title},
        gravest.grade,
        order=10,
    )


def count_open(actor: Actor) -> int:
    """How many incidents are not finished; drills do not count."""
    return visible(Incident, actor).filter(state__in=UNFINISHED, is_drill=False).count()


register_desk(
    DeskSection(
        name="incidents.open",
        title=gettext_lazy("Open incidents"),
        place="now",
        items=open_items,
        permission=VIEW,
        order=20,
        topics=("incidents",),
    ),
    DeskSection(
        name="incidents.verify",
        title=gettext_lazy("Causes to verify"),
        place="now",
        items=verify_items,
        permission=VERIFY_CAUSE,
        order=30,
        topics=("incidents",),
    ),
    DeskSection(
        name="incidents.drafts",
        title=gettext_lazy("Reports to submit"),
        place="now",
        items=draft_items,
        permission=REPORT,
        order=25,
        topics=("incidents",),
    ),
    DeskSection(
        name="incidents.changed",
        title=gettext_lazy("Finished incidents"),
        place="changed",
        items=changed_items,
        permission=VIEW,
        order=20,
        topics=("incidents",),
    ),
)
register_figure(
    DeskFigure(
        name="incidents.open",
        label=gettext_lazy("Open incidents"),
        value=count_open,
        url=lambda: reverse("incidents:list"),
        permission=VIEW,
        order=10,
    )
)
register_clause("incidents", situation)
