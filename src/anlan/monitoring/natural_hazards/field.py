"""What group monitors and inspectors do on the phone: look at points, with and without signal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.base.field.public import (
    FieldCommand,
    FieldInput,
    FieldItem,
    FieldList,
    FieldOutcome,
    FieldQuestion,
    keep_photos,
    register_field_command,
    register_field_list,
)
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, policy_of
from anlan.monitoring.natural_hazards.choices import Finding, GeoState, InspectionState, Sign
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    GeoInspection,
    GroupMonitor,
)
from anlan.monitoring.natural_hazards.permissions import OBSERVE
from anlan.monitoring.natural_hazards.services.inspections import record_observation

ITEMS = 200
QUESTIONS = (
    FieldQuestion(
        "finding",
        pgettext_lazy("hazard point", "what was found"),
        "choice",
        required=True,
        choices=tuple(Finding.choices),
    ),
    FieldQuestion("sign", gettext_lazy("signs"), "choice", choices=(("", "—"), *Sign.choices)),
    FieldQuestion("crack_mm", gettext_lazy("crack width in mm"), "number"),
    FieldQuestion("text", gettext_lazy("description"), "long"),
    FieldQuestion("place", gettext_lazy("place"), "place"),
    FieldQuestion("photos", gettext_lazy("photos"), "photo"),
)


#: What is asked of somebody who sees the slope move: nothing that must be answered first.
SLIDING = (
    FieldQuestion("photos", gettext_lazy("photos"), "photo"),
    FieldQuestion("place", gettext_lazy("place"), "place"),
)


def _facts(point: GeoHazardPoint) -> tuple[tuple[str, str], ...]:
    pairs = (
        (_("signs to watch"), point.signs_to_watch),
        (_("alarm signal"), point.alarm_signal),
        (_("way out"), point.evacuation_route),
        (_("place of refuge"), point.refuge),
        (_("threatened people"), str(point.threatened_people)),
    )
    return tuple((label, value) for label, value in pairs if value)


def inspections_to_do(actor: Actor) -> Iterable[FieldItem]:
    """Inspections to be done, what is due first."""
    rows = policy_of(GeoInspection).permitted(actor, OBSERVE)
    rows = rows.filter(state=InspectionState.PLANNED).select_related("geo_point__region")
    return [
        FieldItem(
            key=str(row.pk),
            title=row.geo_point.name,
            subtitle=f"{row.get_kind_display()} · {row.geo_point.region}",
            due_at=row.due_at,
            version=str(row.state),
            command="natural_hazards.inspect",
            questions=QUESTIONS,
            facts=_facts(row.geo_point),
            url=row.get_absolute_url(),
        )
        for row in rows.order_by("due_at", "pk")[:ITEMS]
    ]


def _points(actor: Actor) -> list[GeoHazardPoint]:
    """Hazard points one reports from; those one watches oneself first."""
    rows = policy_of(GeoHazardPoint).permitted(actor, OBSERVE).exclude(state=GeoState.REMOVED)
    rows = rows.select_related("region")
    if actor.person_id is None:
        return list(rows.order_by("code")[:ITEMS])
    watched = GroupMonitor.objects.filter(
        geo_point=OuterRef("pk"), person_id=actor.person_id, until_on__isnull=True
    )
    return list(rows.annotate(is_mine=Exists(watched)).order_by("-is_mine", "code")[:ITEMS])


def points_sliding(actor: Actor) -> Iterable[FieldItem]:
    """The own points once more, for the one step that raises the alarm."""
    if actor.person_id is None:
        return []
    watched = GroupMonitor.objects.filter(person_id=actor.person_id, until_on__isnull=True)
    mine = set(watched.values_list("geo_point_id", flat=True))
    return [
        FieldItem(
            key=str(point.pk),
            title=format_lazy("{}：{}", gettext_lazy("Signs of sliding"), point.name),
            subtitle=_("%(people)s people threatened; refuge: %(refuge)s")
            % {"people": point.threatened_people, "refuge": point.refuge or "—"},
            command="natural_hazards.report_sliding",
            questions=SLIDING,
            facts=_facts(point),
            url=point.get_absolute_url(),
        )
        for point in _points(actor)
        if point.pk in mine
    ]


def points_to_watch(actor: Actor) -> Iterable[FieldItem]:
    """Hazard points one reports from; those one watches oneself first."""
    return [
        FieldItem(
            key=str(point.pk),
            title=point.name,
            subtitle=f"{point.get_kind_display()} · {point.region}",
            command="natural_hazards.observe",
            questions=QUESTIONS,
            facts=_facts(point),
            url=point.get_absolute_url(),
        )
        for point in _points(actor)
    ]


def _observe(
    given: FieldInput,
    geo_point_id: int,
    inspection_id: int | None = None,
    *,
    finding: str = "",
    text: str = "",
) -> FieldOutcome:
    where = given.place("place")
    sign = given.text("sign")
    observation = record_observation(
        geo_point_id=geo_point_id,
        inspection_id=inspection_id,
        finding=finding or given.text("finding", required=True),
        signs=[sign] if sign else [],
        crack_mm=given.number("crack_mm"),
        text=given.text("text") or text,
        at=min(given.made_at, timezone.now()),
        longitude=where.longitude if where else None,
        latitude=where.latitude if where else None,
        actor=given.actor,
    )
    keep_photos(given, subject=observation.geo_point)
    if observation.finding == Finding.DANGER:
        return FieldOutcome(
            observation, _("Received; the county is alarmed. Lead people to the place of refuge.")
        )
    return FieldOutcome(observation, _("Your report was received."))


def _key(given: FieldInput) -> int:
    item = given.item
    if not item.isdigit():
        raise InvalidInput(fields={"item": _("Choose a hazard point.")})
    return int(item)


def perform_observe(given: FieldInput) -> FieldOutcome:
    """Report from a hazard point."""
    return _observe(given, _key(given))


def perform_sliding(given: FieldInput) -> FieldOutcome:
    """Report signs of sliding in one step: danger at the point, with whatever was answered."""
    return _observe(given, _key(given), finding=Finding.DANGER, text=_("signs of sliding"))


def perform_inspect(given: FieldInput) -> FieldOutcome:
    """Record an inspection."""
    inspection = get_visible(GeoInspection, _key(given), actor=given.actor)
    return _observe(given, inspection.geo_point_id, inspection.pk)


register_field_command(
    FieldCommand(
        "natural_hazards.observe",
        gettext_lazy("Report from a hazard point"),
        OBSERVE,
        perform_observe,
        icon="mountain",
    )
)
register_field_command(
    FieldCommand(
        "natural_hazards.inspect",
        gettext_lazy("Record an inspection of a hazard point"),
        OBSERVE,
        perform_inspect,
        icon="clipboard-check",
    )
)
register_field_command(
    FieldCommand(
        "natural_hazards.report_sliding",
        gettext_lazy("Report signs of sliding"),
        OBSERVE,
        perform_sliding,
        icon="alert-triangle",
    )
)
register_field_list(
    FieldList(
        "natural_hazards.sliding",
        gettext_lazy("Signs of sliding: report at once"),
        OBSERVE,
        points_sliding,
        gettext_lazy("Points you are appointed to watch appear here."),
        order=39,
    )
)
register_field_list(
    FieldList(
        "natural_hazards.inspections",
        gettext_lazy("Three inspections"),
        OBSERVE,
        inspections_to_do,
        gettext_lazy("Inspections of hazard points in your area appear here."),
        order=40,
    )
)
register_field_list(
    FieldList(
        "natural_hazards.points",
        gettext_lazy("Geological hazard points"),
        OBSERVE,
        points_to_watch,
        gettext_lazy("The hazard points you watch appear here."),
        order=41,
    )
)
