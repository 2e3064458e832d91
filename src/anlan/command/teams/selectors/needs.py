"""Where teams should wait, which experts fit, and which neighbours may be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from pyproj import Geod

from anlan.base.regions import public as regions
from anlan.command.roads.public import list_travels
from anlan.command.teams.choices import Availability, Capability, Readiness, StandByState
from anlan.command.teams.contracts import NeighbourInfo, StandByProposal, TeamInfo
from anlan.command.teams.models import Expert, NeighbourTeam, StandBy
from anlan.command.teams.rulebook import Demand, find_demand, find_warning_demand, force_rule
from anlan.command.teams.selectors.teams import list_teams
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.public import (
    Hazard,
    list_present_dangers,
    list_warnings_in_force,
)

_GEOD = Geod(ellps="WGS84")
_Place = tuple[float, float]


def distances(origins: Sequence[_Place], goal: _Place) -> list[tuple[float, bool]]:
    """Return how far each origin is [m], and whether by road (else the straight line)."""
    found = []
    for (lon, lat), travel in zip(origins, list_travels(origins, goal), strict=True):
        if travel is not None:
            found.append((travel.length_m, True))
        else:
            found.append((float(_GEOD.inv(lon, lat, *goal)[2]), False))
    return found


@dataclass(frozen=True, slots=True)
class Danger:
    """What asks for teams to wait near by: the hour's danger of a township, or a warning."""

    label: str
    region: str
    level: int
    reasons: tuple[str, ...]
    url: str
    capabilities: tuple[str, ...]


def _reaches(level: int, demand: Demand) -> bool:
    return demand.level is None or level <= demand.level


def _dangers(actor: Actor) -> list[Danger]:
    """Return the townships in danger, then the warnings for regions not already named for it."""
    names = dict(Hazard.choices)
    found = [
        Danger(
            label=str(names.get(area.hazard, area.hazard)),
            region=area.region,
            level=area.level,
            reasons=area.reasons,
            url=area.url,
            capabilities=demand.capabilities,
        )
        for area in list_present_dangers(actor)
        if (demand := find_demand("danger", area.hazard)) is not None
        and area.level is not None
        and _reaches(area.level, demand)
    ]
    for warning in list_warnings_in_force(actor):
        demand = find_warning_demand(warning.event)
        if demand is None or not _reaches(warning.level, demand):
            continue
        for region in warning.regions:
            prefix = regions.prefix_of(region)
            is_named = any(
                danger.region.startswith(prefix)
                and set(danger.capabilities) & set(demand.capabilities)
                for danger in found
            )
            if not is_named:
                found.append(
                    Danger(
                        label=warning.event,
                        region=region,
                        level=warning.level,
                        reasons=(warning.headline,),
                        url=warning.url,
                        capabilities=demand.capabilities,
                    )
                )
    return sorted(found, key=lambda danger: danger.level)


def open_dangers(actor: Actor) -> list[Danger]:
    """Return the dangers for which no fitting team has an order, gravest first."""
    asking = _dangers(actor)
    if not asking:
        return []
    orders = [
        (order.region_id, set(order.team.capabilities))
        for order in visible(StandBy, actor)
        .exclude(state=StandByState.ENDED)
        .filter(ends_at__gt=clock.now())
        .select_related("team")
    ]
    prefixes = {danger.region: regions.prefix_of(danger.region) for danger in asking}
    return [
        danger
        for danger in asking
        if not any(
            region.startswith(prefixes[danger.region]) and can & set(danger.capabilities)
            for region, can in orders
        )
    ]


def propose_stand_by(actor: Actor) -> list[StandByProposal]:
    """Return for every township in danger what it asks for and the nearest free team.

    A township for which a fitting team has an order already asks for nothing more. Each free team
    is proposed once, to the gravest danger first; a danger that no team is left for says so.
    """
    dangers = open_dangers(actor)
    if not dangers:
        return []
    ordered = set(
        visible(StandBy, actor).exclude(state=StandByState.ENDED).values_list("team_id", flat=True)
    )
    free = [
        team
        for team in list_teams(capabilities=(), actor=actor)
        if team.readiness in (Readiness.READY, Readiness.LIMITED) and team.id not in ordered
    ]
    basis = force_rule("stand_by").legal_basis
    found = []
    for danger in dangers:
        region = regions.find_region(danger.region)
        if region is None or region.longitude is None or region.latitude is None:
            continue
        goal = (region.longitude, region.latitude)
        fitting = [team for team in free if set(danger.capabilities) & set(team.capabilities)]
        team, metres, by_road = _nearest(fitting, goal)
        if team is not None:
            free.remove(team)
        found.append(
            StandByProposal(
                hazard_label=danger.label,
                region_name=region.name,
                level=danger.level,
                danger_url=danger.url,
                reasons=danger.reasons,
                capability_labels=_labels(danger.capabilities),
                longitude=goal[0],
                latitude=goal[1],
                team_id=team.id if team is not None else None,
                team_name=team.name if team is not None else "",
                distance_m=metres,
                by_road=by_road,
                legal_basis=basis,
            )
        )
    return found


def _nearest(teams: Sequence[TeamInfo], goal: _Place) -> tuple[TeamInfo | None, float | None, bool]:
    if not teams:
        return None, None, False
    ways = distances([(team.longitude, team.latitude) for team in teams], goal)
    (metres, by_road), team = min(
        zip(ways, teams, strict=True), key=lambda pair: (pair[0][0], pair[1].id)
    )
    return team, metres, by_road


def _labels(codes: Iterable[str]) -> tuple[str, ...]:
    words = dict(Capability.choices)
    return tuple(str(words.get(code, code)) for code in codes)


def experts_for(kind: str, actor: Actor) -> QuerySet[Expert]:
    """Return the visible experts for a kind of incident, in office; who can come first."""
    today = clock.today()
    rows = visible(Expert, actor).filter(is_active=True, incident_kinds__contains=[kind])
    return (
        rows.exclude(appointed_until__lt=today)
        .exclude(availability=Availability.AWAY)
        .order_by("availability", "code")
    )


def list_neighbours(
    capabilities: Iterable[str],
    actor: Actor,
    *,
    longitude: float | None = None,
    latitude: float | None = None,
    limit: int = 10,
) -> list[NeighbourInfo]:
    """Return the neighbouring teams with any of the capabilities (all for none), nearest first."""
    rows = visible(NeighbourTeam, actor).filter(is_active=True)
    wanted = list(capabilities)
    if wanted:
        rows = rows.filter(capabilities__overlap=wanted)
    teams = list(rows)
    ways: list[tuple[float, bool] | None] = [None] * len(teams)
    if longitude is not None and latitude is not None:
        places = [_place(team.location) for team in teams]
        ways = list(distances(places, (longitude, latitude)))
    found = [
        NeighbourInfo(
            id=team.pk,
            name=team.name,
            kind_label=str(team.get_kind_display()),
            capability_labels=tuple(team.capability_labels),
            home_region=team.home_region,
            people=team.people,
            office=team.office,
            office_phone=team.office_phone,
            agreement=team.agreement,
            has_lapsed=team.has_lapsed,
            distance_m=way[0] if way is not None else None,
            by_road=way[1] if way is not None else False,
            url=team.get_absolute_url(),
        )
        for team, way in zip(teams, ways, strict=True)
    ]
    found.sort(key=lambda item: (item.has_lapsed, item.distance_m or 0.0, item.id))
    return found[:limit]


def _place(point: Point) -> _Place:
    return point.x, point.y
