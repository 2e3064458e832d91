"""Work that must not go on together: fire beside other work, at one place, at one time."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.db.models import PointField
from django.contrib.gis.db.models.functions import Distance
from django.db.models import Q
from django.db.models.functions import Cast

from anlan.supervision.permits.choices import OPEN_STATES
from anlan.supervision.permits.models import WorkPermit

#: Fire and other work nearer than this are questioned. The county's own figure. [m]
NEAR_M = 30.0
#: The box asked of the spatial index, generous at every latitude of the county. [°]
NEAR_DEGREES = 0.001
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another permit that overlaps in time and place; ``distance_m`` None: the same place by name.

    ``is_planned``: neither is being worked yet, so that one of them can still be moved.
    """

    other: WorkPermit
    distance_m: float | None
    is_planned: bool


def conflicts_of(permit: WorkPermit) -> list[Conflict]:
    """Return which permits the work of an open permit meets, fire on one side at least.

    All enterprises are looked at; the page tells of a neighbour only what protects one's people.

    The same words for the place within one enterprise are the same place; places on the map are
    near within ``NEAR_M``, unless both are merely the point of the enterprise (then the words of
    the place tell them apart).
    """
    if permit.state not in OPEN_STATES:
        return []
    where = Q(enterprise_id=permit.enterprise_id, place__iexact=permit.place.strip())
    found = WorkPermit.objects.filter(
        state__in=OPEN_STATES,
        planned_from__lt=permit.planned_to,
        planned_to__gt=permit.planned_from,
    ).exclude(pk=permit.pk)
    if not permit.kind.is_fire:
        found = found.filter(kind__is_fire=True)
    if permit.location is not None:
        found = found.annotate(
            metres=Distance(Cast("location", PointField(geography=True)), permit.location)
        )
        box = permit.location.buffer(NEAR_DEGREES).envelope
        where |= Q(location__coveredby=box)
    conflicts = []
    for other in found.filter(where).select_related("kind", "enterprise").order_by("planned_from"):
        is_same = (
            other.enterprise_id == permit.enterprise_id
            and other.place.strip().casefold() == permit.place.strip().casefold()
        )
        metres = getattr(other, "metres", None)
        distance = metres.m if metres is not None else None
        if not is_same and (
            distance is None or distance > NEAR_M or _is_point_of_the_firm(permit, other)
        ):
            continue
        conflicts.append(
            Conflict(
                other,
                None if is_same else distance,
                permit.state == other.state == "filed",
            )
        )
    return conflicts[:SHOWN]


def _is_point_of_the_firm(one: WorkPermit, other: WorkPermit) -> bool:
    """Whether both permits of one enterprise took its point, since no place was given."""
    point = one.enterprise.location
    return (
        one.enterprise_id == other.enterprise_id
        and point is not None
        and one.location == point
        and other.location == point
    )
