"""Natural hazards on the desks: where danger is, which warnings hold, what must be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.base.regions.public import names_of
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
from anlan.kernel.policy import policy_of, visible
from anlan.monitoring.natural_hazards.choices import Finding, GeoState, InspectionState
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
    IncomingWarning,
    ProductArea,
    WarningFeed,
)
from anlan.monitoring.natural_hazards.permissions import (
    ACCEPT_INSPECTION,
    MONITOR,
    OBSERVE,
    RECEIVE_WARNING,
    VIEW,
    VIEW_GEO,
    VIEW_WARNING,
)
from anlan.monitoring.natural_hazards.words import reason_text

LINES = 12
PANEL_LINES = 6
SOON = timedelta(days=7)
DAY = timedelta(days=1)
#: A feed that failed so often in a row is told on the desk.
FEED_LOST_AFTER = 3


def dangers(actor: Actor) -> Mapping[str, Any]:
    """Townships with a level, the gravest first."""
    areas = list(
        visible(ProductArea, actor)
        .filter(is_current=True, level__isnull=False)
        .order_by("level", "hazard", "region_id")[:PANEL_LINES]
    )
    names = names_of([area.region_id for area in areas])
    return {
        "rows": [
            {
                "label": f"{names.get(area.region_id, area.region_id)} {area.get_hazard_display()}",
                "url": area.get_absolute_url(),
                "level": area.level,
                "where": reason_text(area.reasons[0]) if area.reasons else "",
            }
            for area in areas
        ],
        "url": reverse("natural_hazards:overview"),
        "empty": _("No township is above a threshold."),
    }


def inspections_to_do(actor: Actor) -> Iterable[DeskItem]:
    """Inspections that are due within a week or late, of the points one reports from."""
    rows = policy_of(GeoInspection).permitted(actor, OBSERVE)
    rows = rows.filter(state=InspectionState.PLANNED, due_at__lte=clock.now() + SOON)
    for row in rows.select_related("geo_point__region").order_by("due_at", "pk")[:LINES]:
        yield DeskItem(
            label=f"{row.get_kind_display()}：{row.geo_point}",
            url=row.get_absolute_url(),
            where=str(row.geo_point.region),
            due=row.due_at,
        )


def inspections_to_confirm(actor: Actor) -> Iterable[DeskItem]:
    """Records that wait for another pair of eyes."""
    rows = policy_of(GeoInspection).permitted(actor, ACCEPT_INSPECTION)
    rows = rows.filter(state=InspectionState.RECORDED).exclude(recorded_by_id=actor.id)
    for row in rows.select_related("geo_point__region").order_by("recorded_at")[:LINES]:
        yield DeskItem(
            label=_("Confirm the inspection of %(name)s") % {"name": row.geo_point},
            url=row.get_absolute_url(),
            where=str(row.geo_point.region),
            at=row.recorded_at,
        )


def reports(actor: Actor) -> Iterable[DeskItem]:
    """What group monitors reported in the last day, when it is not quiet."""
    rows = visible(GeoObservation, actor).filter(at__gte=clock.now() - DAY)
    rows = rows.exclude(finding=Finding.UNCHANGED).select_related("geo_point__region")
    for row in rows.order_by("-at")[:LINES]:
        yield DeskItem(
            label=f"{row.geo_point}：{row.get_finding_display()}",
            url=row.get_absolute_url(),
            where=str(row.geo_point.region),
            level=2 if row.finding == Finding.DANGER else 3,
            at=row.at,
        )


def own_points(actor: Actor) -> Mapping[str, Any] | None:
    """The points a group monitor watches, the next inspection with each."""
    points = list(
        visible(GeoHazardPoint, actor).exclude(state=GeoState.REMOVED).order_by("code")[:LINES]
    )
    due = (
        visible(GeoInspection, actor)
        .filter(geo_point__in=points, state=InspectionState.PLANNED)
        .order_by("-due_at")
    )
    next_due = {row.geo_point_id: row.due_at for row in due}
    return {
        "rows": [
            {
                "label": point.name,
                "url": reverse("natural_hazards:observe", args=[point.pk]),
                "value": _("%(count)d people") % {"count": point.threatened_people},
                "due": next_due.get(point.pk),
            }
            for point in points
        ],
        "url": reverse("natural_hazards:geo_points"),
        "empty": _("Points you are appointed to watch appear here."),
    }


def new_warnings(actor: Actor) -> Iterable[DeskItem]:
    """Warnings of the last day."""
    rows = visible(IncomingWarning, actor).filter(created_at__gte=clock.now() - DAY)
    for row in rows.order_by("-sent_at")[:LINES]:
        yield DeskItem(
            label=row.headline,
            url=row.get_absolute_url(),
            where=row.sender_name,
            level=row.level,
            state={"label": row.get_state_display(), "tone": row.tone},
            at=row.sent_at,
        )


def lost_feeds(actor: Actor) -> Iterable[DeskItem]:
    """Warning feeds that are not reached: nobody would hear of a warning."""
    rows = visible(WarningFeed, actor).filter(is_active=True, failures__gte=FEED_LOST_AFTER)
    for row in rows.order_by("succeeded_at")[:LINES]:
        yield DeskItem(
            label=_("Warning feed %(name)s is not reached") % {"name": row.name},
            url=row.get_absolute_url(),
            where=row.error,
            level=3,
            at=row.succeeded_at,
        )


def warnings_in_force(actor: Actor) -> int | None:
    """How many warnings hold for one's area."""
    return visible(IncomingWarning, actor).filter(state="in_force").count()


def situation(actor: Actor) -> Situation | None:
    """How many townships are in danger."""
    if not actor.has(VIEW):
        return None
    found = (
        visible(ProductArea, actor)
        .filter(is_current=True, level__lte=3)
        .aggregate(
            townships=Count("region_id", distinct=True),
            red=Count("pk", filter=Q(level=1)),
            orange=Count("pk", filter=Q(level=2)),
        )
    )
    if not found["townships"]:
        return None
    text = ngettext(
        "natural hazards endanger %(count)d township",
        "natural hazards endanger %(count)d townships",
        found["townships"],
    ) % {"count": found["townships"]}
    return Situation(text, 1 if found["red"] else 2 if found["orange"] else 3, order=30)


def watched_points(actor: Actor) -> int | None:
    """Hazard points under watch."""
    return visible(GeoHazardPoint, actor).exclude(state=GeoState.REMOVED).count()


TOPICS = ("natural_hazards",)
register_desk(
    DeskSection(
        name="natural_dangers",
        title=gettext_lazy("Natural hazards"),
        place="panel",
        context=dangers,
        permission=VIEW,
        topics=TOPICS,
        order=40,
    ),
    DeskSection(
        name="own_geo_points",
        title=gettext_lazy("Points I watch: report what is seen"),
        place="panel",
        context=own_points,
        permission=OBSERVE,
        roles=(MONITOR,),
        topics=TOPICS,
        order=10,
    ),
    DeskSection(
        name="geo_inspections",
        title=gettext_lazy("Three inspections"),
        place="soon",
        items=inspections_to_do,
        permission=OBSERVE,
        topics=TOPICS,
    ),
    DeskSection(
        name="geo_inspections_confirm",
        title=gettext_lazy("Three inspections"),
        place="now",
        items=inspections_to_confirm,
        permission=ACCEPT_INSPECTION,
        topics=TOPICS,
    ),
    DeskSection(
        name="geo_reports",
        title=gettext_lazy("What was seen"),
        place="changed",
        items=reports,
        permission=VIEW_GEO,
        topics=TOPICS,
    ),
    DeskSection(
        name="incoming_warnings",
        title=gettext_lazy("Incoming warnings"),
        place="changed",
        items=new_warnings,
        permission=VIEW_WARNING,
        topics=TOPICS,
    ),
)
register_desk(
    DeskSection(
        name="lost_feeds",
        title=gettext_lazy("Incoming warnings"),
        place="now",
        items=lost_feeds,
        permission=RECEIVE_WARNING,
        topics=TOPICS,
    )
)
register_figure(
    DeskFigure(
        name="warnings_in_force",
        label=gettext_lazy("warnings in force"),
        value=warnings_in_force,
        url=lambda: reverse("natural_hazards:warnings"),
        permission=VIEW_WARNING,
        roles=("duty_officer", "commander", "county_leader", "township_officer"),
        level=3,
        order=60,
    )
)
register_clause("natural_hazards", situation)
