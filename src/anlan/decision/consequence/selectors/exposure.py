"""Who and what lies inside the zones, asked through the one map; and what may fail next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _

from anlan.decision.consequence.choices import ZoneKind
from anlan.decision.consequence.effects.geometry import metres_per_degree
from anlan.decision.consequence.effects.substances import domino_levels
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.onemap.public import Found, inside
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.supervision.enterprises.public import get_enterprise, list_near

#: Layers that say where people are; those of others count the same people or means of help.
PEOPLE_LAYERS = ("sites", "enterprises")
#: Layers that are neither in danger nor dangerous.
LEFT_OUT = frozenset(
    {
        "devices",
        "alarms",
        "incidents",
        "dispatches",
        "vehicles",
        "ledger_rows",
        "risk_units",
        "hazards",
        "parks",
        "natural_stations",
    }
)
#: Kinds of protected site in words, for the count by kind.
KINDS: Mapping[str, Message] = {
    "school": _("school"),
    "kindergarten": _("kindergarten"),
    "hospital": _("hospital"),
    "nursing_home": _("nursing home"),
    "market": _("market"),
    "residential": _("residential area"),
    "village": _("village"),
    "station": _("station"),
    "other": _("other place"),
}
ZONES = (ZoneKind.LETHAL, ZoneKind.INJURY, ZoneKind.NOTICE)
#: No more objects a layer are placed in their zones one by one.
LIMIT = 3000
#: Vessels that fail like a pressure vessel; all others like one without pressure.
PRESSURE_VESSELS = frozenset(
    {"pressure_tank", "cylinder_store", "cylinder", "cylinder_bundle", "reactor"}
)


@dataclass(frozen=True, slots=True)
class Inside:
    """One object with the gravest zone it lies in."""

    zone: ZoneKind
    title: Message
    found: Found

    @property
    def counts(self) -> bool:
        """Whether its people are counted."""
        return self.found.layer in PEOPLE_LAYERS


@dataclass(frozen=True, slots=True)
class LayerCount:
    """Objects of a layer by zone."""

    id: str
    title: Message
    counts: dict[int, int]
    total: int


@dataclass(frozen=True)
class Exposure:
    """What lies inside the zones of a run, gravest zone first, then nearest."""

    rows: tuple[Inside, ...]
    is_whole: bool

    @cached_property
    def people(self) -> dict[int, int]:
        """People by zone, each counted in the gravest zone only."""
        found = dict.fromkeys((int(zone) for zone in ZONES), 0)
        for row in self.rows:
            if row.counts:
                found[row.zone] += row.found.people
        return found

    @property
    def people_total(self) -> int:
        """People in all zones."""
        return sum(self.people.values())

    @cached_property
    def layers(self) -> list[LayerCount]:
        """Objects by layer and zone."""
        found: dict[str, LayerCount] = {}
        for row in self.rows:
            kind = row.found.kind if row.found.layer == "sites" else ""
            count = found.setdefault(
                row.found.layer + kind,
                LayerCount(
                    row.found.layer,
                    KINDS.get(kind, row.title),
                    dict.fromkeys((int(z) for z in ZONES), 0),
                    0,
                ),
            )
            count.counts[row.zone] += 1
        return [LayerCount(c.id, c.title, c.counts, sum(c.counts.values())) for c in found.values()]

    def of(self, *layers: str, kinds: frozenset[str] = frozenset()) -> list[Inside]:
        """Return the objects of layers, of some kinds when asked."""
        return [
            row
            for row in self.rows
            if row.found.layer in layers and (not kinds or row.found.kind in kinds)
        ]


def exposure_of(run: ConsequenceRun, actor: Actor) -> Exposure:
    """Return what this actor sees inside the zones of a run.

    The zones lie inside one another; the question is asked once for all of them together.
    """
    shapes = {zone.kind: zone.shape for zone in run.zones.all() if zone.kind and zone.shape}
    if not shapes:
        return Exposure((), True)
    area: GEOSGeometry | None = None
    for shape in shapes.values():
        area = shape if area is None else area.union(shape)
    assert area is not None
    prepared = {}
    for kind, shape in shapes.items():
        polygon = shapely.from_wkb(bytes(shape.wkb))
        shapely.prepare(polygon)
        prepared[ZoneKind(kind)] = polygon
    rows = []
    is_whole = True
    for nearby in inside(area=area, around=run.location, actor=actor, limit=LIMIT):
        if nearby.layer.id in LEFT_OUT:
            continue
        is_whole = is_whole and nearby.count <= LIMIT
        for found in nearby.rows:
            place = shapely.Point(found.longitude, found.latitude)
            zone = next((z for z in ZONES if z in prepared and prepared[z].covers(place)), None)
            if zone is not None:
                rows.append(Inside(zone, nearby.layer.title, found))
    rows.sort(key=lambda row: (row.zone, not row.counts, row.found.distance_m))
    return Exposure(tuple(rows), is_whole)


@dataclass(frozen=True, slots=True)
class DominoTarget:
    """A vessel within the distance at which it may fail too."""

    enterprise: str
    url: str
    container: str
    chemical: str
    quantity_t: float
    distance_m: float
    threshold: str
    is_own: bool


def domino_targets(run: ConsequenceRun, actor: Actor) -> list[DominoTarget]:
    """Return the vessels within reach of the escalation thresholds, nearest first.

    A vessel without a place of its own stands where its enterprise stands.
    """
    if not run.domino:
        return []
    return sorted(_targets(run, actor), key=lambda target: target.distance_m)


def _targets(run: ConsequenceRun, actor: Actor) -> Iterator[DominoTarget]:
    effect = "overpressure" if run.scenario == "explosion" else "thermal"
    levels = domino_levels(effect)
    widest = max(run.domino.values())
    # Plants are wide: their gate may be farther away than their tanks.
    near = list_near(
        longitude=run.location.x, latitude=run.location.y, radius_m=widest + 1000.0, actor=actor
    )
    east, north = metres_per_degree(run.location.y)
    for enterprise in near:
        for holding in get_enterprise(enterprise.id, actor).chemicals:
            own = enterprise.id == run.enterprise_id
            if own and holding.container == run.container:
                continue
            longitude = holding.longitude if holding.longitude is not None else enterprise.longitude
            latitude = holding.latitude if holding.latitude is not None else enterprise.latitude
            if longitude is None or latitude is None:
                continue
            away = (
                ((longitude - run.location.x) * east) ** 2
                + ((latitude - run.location.y) * north) ** 2
            ) ** 0.5
            vessel = "pressure" if holding.container_kind in PRESSURE_VESSELS else "atmospheric"
            if away <= run.domino.get(vessel, 0.0):
                level = levels[vessel]
                yield DominoTarget(
                    enterprise.name,
                    enterprise.url,
                    holding.container,
                    holding.name,
                    holding.quantity_t,
                    away,
                    f"{level.value:g} {level.unit}",
                    own,
                )
