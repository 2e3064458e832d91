"""From zones to what must be done: whom to move, where to, whom to call, what to warn of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import shapely

from anlan.command.roads.public import EvacuationPlan, EvacuationWay, Group, plan_evacuation
from anlan.command.shelters.public import list_shelters
from anlan.decision.consequence.choices import ZoneKind
from anlan.decision.consequence.effects.geometry import metres_per_degree
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.selectors.exposure import Exposure, Inside
from anlan.kernel.actor import Actor
from anlan.kernel.layers import layer
from anlan.supervision.enterprises.public import get_enterprise

#: Whom to call first: those who cannot leave by themselves.
HELPLESS = frozenset({"hospital", "nursing_home", "kindergarten", "school"})
#: Enterprises called beside the one where it happens.
NEIGHBOURS_CALLED = 20


@dataclass(frozen=True, slots=True)
class Evacuee:
    """A place to clear, where its people go and how far that is."""

    row: Inside
    kind: str
    phone: str
    people: int
    shelters: tuple[tuple[str, int, float], ...] = ()
    unplaced: int = 0
    #: Where the shelters are, and the ways to them by road; none without a road network.
    goals: tuple[tuple[float, float], ...] = ()
    ways: tuple[EvacuationWay, ...] = ()

    @property
    def destinations(self) -> list[tuple[str, int, float, EvacuationWay | None]]:
        """Each shelter with its people, its straight distance and the way to it."""
        ways = self.ways or (None,) * len(self.shelters)
        return [(*shelter, way) for shelter, way in zip(self.shelters, ways, strict=True)]


@dataclass(frozen=True, slots=True)
class ShelterPlaces:
    """A shelter outside the zones."""

    name: str
    url: str
    is_open: bool
    free: int
    taken: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to ring up."""

    zone: ZoneKind | None
    place: str
    who: str
    phone: str
    url: str


@dataclass(frozen=True)
class Measures:
    """Everything that follows from a run."""

    evacuation: tuple[Evacuee, ...]
    shelters: tuple[ShelterPlaces, ...]
    calls: tuple[Call, ...]
    people: int = 0
    unplaced: int = 0
    upwind_deg: float | None = None
    roads: EvacuationPlan | None = None


@dataclass
class _Free:
    name: str
    url: str
    is_open: bool
    longitude: float
    latitude: float
    free: int
    left: int


def measures_of(run: ConsequenceRun, exposure: Exposure, actor: Actor) -> Measures:
    """Return evacuation with places for everybody as far as they go, and the call list.

    The lethal and the injury zone are cleared; the notice zone is told to stay indoors. People are
    sent to the nearest shelter with free places, the gravest zone and the nearest place first.
    """
    cleared = (ZoneKind.LETHAL, ZoneKind.INJURY)
    to_clear = [row for row in exposure.of("sites") if row.zone in cleared]
    details = _details([row.found.id for row in exposure.of("sites")], actor)
    free = list(_free_shelters(run, actor))
    evacuation, roads = _by_road(tuple(_assign(to_clear, details, free)), _zones(run, cleared))
    return Measures(
        evacuation=evacuation,
        shelters=tuple(
            ShelterPlaces(
                s.name,
                s.url,
                s.is_open,
                s.free,
                s.free - s.left,
                _metres(s.longitude - run.location.x, s.latitude - run.location.y, s.latitude),
            )
            for s in free
        ),
        calls=tuple(_calls(run, exposure, details, actor)),
        people=sum(e.people for e in evacuation),
        unplaced=sum(e.unplaced for e in evacuation),
        upwind_deg=run.wind_from_deg,
        roads=roads,
    )


def _by_road(
    evacuation: tuple[Evacuee, ...], zones: shapely.Geometry
) -> tuple[tuple[Evacuee, ...], EvacuationPlan | None]:
    """Add the ways out of the zones to the shelters, and how long it takes until all are out."""
    groups = [
        Group(e.row.found.name, e.row.found.longitude, e.row.found.latitude, people, *goal, name)
        for e in evacuation
        for (name, people, _away), goal in zip(e.shelters, e.goals, strict=True)
    ]
    plan = plan_evacuation(groups, zones) if groups else None
    if plan is None:
        return evacuation, None
    ways = iter(plan.ways)
    return tuple(replace(e, ways=tuple(next(ways) for _ in e.shelters)) for e in evacuation), plan


def _zones(run: ConsequenceRun, kinds: tuple[ZoneKind, ...]) -> shapely.Geometry:
    return shapely.union_all(
        [
            shapely.from_wkb(bytes(zone.shape.wkb))
            for zone in run.zones.all()
            if zone.shape is not None and zone.kind in kinds
        ]
    )


def _details(ids: list[int | str], actor: Actor) -> dict[int | str, tuple[str, str]]:
    """Return kind in words and phone of protected sites, as the map's layer tells them."""
    sites = layer("sites")
    if sites is None or not ids or not sites.permitted(actor):
        return {}
    return {
        site.pk: (site.get_kind_display(), site.contact_phone)
        for site in sites.rows(actor).filter(pk__in=ids)
    }


def _metres(east_deg: float, north_deg: float, latitude: float) -> float:
    east, north = metres_per_degree(latitude)
    return math.hypot(east_deg * east, north_deg * north)


def _free_shelters(run: ConsequenceRun, actor: Actor) -> Iterator[_Free]:
    """Yield shelters with free places outside everything the zones may reach, nearest first."""
    danger = shapely.union_all(
        [shapely.from_wkb(bytes(z.shape.wkb)) for z in run.zones.all() if z.shape is not None]
    )
    shapely.prepare(danger)
    rows = [
        s
        for s in list_shelters(actor)
        if s.capacity > s.occupied and not danger.covers(shapely.Point(s.longitude, s.latitude))
    ]
    rows.sort(
        key=lambda s: _metres(s.longitude - run.location.x, s.latitude - run.location.y, s.latitude)
    )
    for s in rows[:40]:
        places = s.capacity - s.occupied
        yield _Free(s.name, s.url, s.state == "open", s.longitude, s.latitude, places, places)


def _assign(
    rows: list[Inside], details: dict[int | str, tuple[str, str]], shelters: list[_Free]
) -> Iterator[Evacuee]:
    for row in rows:
        left = row.found.people
        sent = []
        goals = []
        for shelter in sorted(
            (s for s in shelters if s.left > 0),
            key=lambda s, row=row: _metres(  # type: ignore[misc]
                s.longitude - row.found.longitude, s.latitude - row.found.latitude, s.latitude
            ),
        ):
            if left <= 0:
                break
            taken = min(left, shelter.left)
            shelter.left -= taken
            left -= taken
            goals.append((shelter.longitude, shelter.latitude))
            sent.append(
                (
                    shelter.name,
                    taken,
                    _metres(
                        shelter.longitude - row.found.longitude,
                        shelter.latitude - row.found.latitude,
                        shelter.latitude,
                    ),
                )
            )
        kind, phone = details.get(row.found.id, ("", ""))
        yield Evacuee(row, kind, phone, row.found.people, tuple(sent), left, tuple(goals))


def _calls(
    run: ConsequenceRun,
    exposure: Exposure,
    details: dict[int | str, tuple[str, str]],
    actor: Actor,
) -> Iterator[Call]:
    called = set()
    if run.enterprise_id is not None:
        yield from _enterprise_calls(run.enterprise_id, None, actor)
        called.add(run.enterprise_id)
    sites = exposure.of("sites")
    for row in sorted(sites, key=lambda r: (r.zone, r.found.kind not in HELPLESS)):
        kind, phone = details.get(row.found.id, ("", ""))
        if phone:
            yield Call(row.zone, row.found.name, kind, phone, row.found.url)
    for row in exposure.of("enterprises")[:NEIGHBOURS_CALLED]:
        number = int(row.found.id)
        if number not in called:
            yield from _enterprise_calls(number, row.zone, actor)


def _enterprise_calls(enterprise_id: int, zone: ZoneKind | None, actor: Actor) -> Iterator[Call]:
    enterprise = get_enterprise(enterprise_id, actor)
    person = enterprise.safety_manager or enterprise.principal
    if person is not None:
        yield Call(
            zone, enterprise.name, f"{person.name} {person.title}", person.phone, enterprise.url
        )
