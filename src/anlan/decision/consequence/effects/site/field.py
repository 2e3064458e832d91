"""The risk of a site: every event turned by the wind and added up, and the curve of all deaths."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from anlan.decision.consequence.effects.site.case import (
    CLASSES,
    DAY_SHARE,
    Event,
    Notes,
    People,
    Places,
    Rose,
    Settings,
    Vessel,
)
from anlan.decision.consequence.effects.site.events import events_of
from anlan_science.registry import Floats
from anlan_science.risk import cpr18e_1999_risk, gb36894_2018
from anlan_science.risk.cpr18e_1999_risk import Scenarios
from anlan_science.risk.cpr18e_1999_vulnerability import (
    INDOORS_DAY,
    INDOORS_NIGHT,
    of_people,
)

#: Rings and bearings of a footprint; a bearing is 1.4 degrees wide.
RINGS, BEARINGS = 121, 256
#: Winds that stand for one sector: narrow plumes of stable nights would show spokes with fewer.
WINDS = 8
#: Events that are held in memory with all their footprints at the same time.
CHUNK = 16
#: Cells on a side: of the raster that finds where there is risk, and of the one that is drawn.
COARSE, FINE = 160, 400
#: What is not drawn any more. [1/year]
LEAST_RISK = 1e-7
#: Told while it is computed: share done, 0 to 1, and the key of its words.
Progress = Callable[[float, str], None]


@dataclass
class SiteRisk:
    """What comes out: the raster, the risk at the targets, the curve, and the parts it is from."""

    x: Floats
    y: Floats
    risk: Floats
    at_places: Floats
    deaths: Floats
    frequency: Floats
    loss: float
    events: list[Event]
    #: Expected deaths a year of each event, in the order of ``events``.
    shares: list[float]
    notes: Notes = field(default_factory=Notes)

    @property
    def digest(self) -> str:
        """SHA-256 of every number of the result, to its last digit."""
        mark = hashlib.sha256()
        for part in (self.x, self.y, self.risk, self.at_places, self.deaths, self.frequency):
            mark.update(np.ascontiguousarray(part, dtype="<f8").tobytes())
        mark.update(np.asarray(self.loss, dtype="<f8").tobytes())
        return mark.hexdigest()


def compute_site(
    vessels: Sequence[Vessel],
    settings: Settings,
    rose: Rose,
    people: People,
    places: Places,
    tell: Progress = lambda share, words: None,
) -> SiteRisk:
    """Compute the individual risk around a site, at its targets, and the societal risk."""
    notes = Notes()
    notes.use(cpr18e_1999_risk.INFO, gb36894_2018.INFO)
    events: list[Event] = []
    for number, vessel in enumerate(vessels):
        events += events_of(vessel, settings, notes)
        tell(0.1 * (number + 1) / len(vessels), "events")
    tables, deaths, often, shares = _footprints(events, rose, people, tell)
    tell(0.7, "field")
    x, y = _raster(events, vessels, tables)
    values = _add_up(x, y, tables)
    tell(0.95, "targets")
    at_places = np.zeros(places.x.shape)
    for turned in tables:
        at_places += cpr18e_1999_risk.risk_at(places.x, places.y, turned)
    curve = cpr18e_1999_risk.fn_curve(deaths, often)
    return SiteRisk(
        x,
        y,
        values,
        at_places,
        curve.deaths,
        curve.frequency,
        cpr18e_1999_risk.potential_loss_of_life(deaths, often),
        events,
        shares,
        notes,
    )


def _footprints(
    events: list[Event], rose: Rose, people: People, tell: Progress
) -> tuple[list[cpr18e_1999_risk.Turned], Floats, Floats, list[float]]:
    """Turn all footprints by the wind, and count the deaths of each by day and by night."""
    tables: list[cpr18e_1999_risk.Turned] = []
    deaths: list[Floats] = []
    often: list[Floats] = []
    shares: list[float] = []
    done = 0
    for part in _chunks(events):
        around = people.without(part[0].vessel.owner_id)
        unprotected, by_day, by_night = _tabulated(part)
        tables.append(cpr18e_1999_risk.turn(_scenarios(part, unprotected), rose.year, WINDS))
        lost = np.zeros(len(part))
        for harm, number, wind in (
            (by_day, around.day, DAY_SHARE * rose.day),
            (by_night, around.night, (1.0 - DAY_SHARE) * rose.night),
        ):
            found, frequency = cpr18e_1999_risk.expected_deaths(
                around.x, around.y, number, _scenarios(part, harm), wind, WINDS
            )
            deaths.append(found.ravel())
            often.append(frequency.ravel())
            lost += (found * frequency).sum(axis=(1, 2))
        shares += lost.tolist()
        done += len(part)
        tell(0.1 + 0.6 * done / len(events), "footprints")
    if not deaths:
        return [], np.zeros(0), np.zeros(0), []
    return tables, np.concatenate(deaths), np.concatenate(often), shares


def _chunks(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """Yield the events in their order, at most so many together and all of one enterprise."""
    for _owner, group in groupby(events, key=lambda event: event.vessel.owner_id):
        found = list(group)
        for first in range(0, len(found), CHUNK):
            yield found[first : first + CHUNK]


def _tabulated(events: Sequence[Event]) -> tuple[Floats, Floats, Floats]:
    """Tables of the footprints: of somebody unprotected, of people by day, of people by night."""
    shape = (len(events), RINGS, BEARINGS, len(CLASSES))
    found = (np.zeros(shape), np.zeros(shape), np.zeros(shape))
    # The last ring is zero: the footprint ends there.
    bearing = np.arange(BEARINGS)[None, :] * (2.0 * np.pi / BEARINGS)
    for number, event in enumerate(events):
        distance = np.arange(RINGS - 1)[:, None] * _step(event)
        x, y = distance * np.cos(bearing), distance * np.sin(bearing)
        for index, footprint in enumerate(event.footprints):
            deaths = footprint(x, y)
            found[0][number, :-1, :, index] = deaths.unprotected
            found[1][number, :-1, :, index] = of_people(deaths, INDOORS_DAY)
            found[2][number, :-1, :, index] = of_people(deaths, INDOORS_NIGHT)
    return found


def _step(event: Event) -> float:
    return event.reach / (RINGS - 2)


def _scenarios(events: Sequence[Event], harm: Floats) -> Scenarios:
    return Scenarios(
        np.array([event.vessel.x for event in events]),
        np.array([event.vessel.y for event in events]),
        np.array([event.frequency for event in events]),
        np.array([_step(event) for event in events]),
        harm,
    )


def _add_up(x: Floats, y: Floats, tables: Sequence[cpr18e_1999_risk.Turned]) -> Floats:
    values = np.zeros((len(y), len(x)))
    for turned in tables:
        values += cpr18e_1999_risk.risk_of(x, y, turned)
    return values


def _raster(
    events: Sequence[Event],
    vessels: Sequence[Vessel],
    tables: Sequence[cpr18e_1999_risk.Turned],
) -> tuple[Floats, Floats]:
    """Return a raster that holds all there is of risk: a coarse one finds where."""
    reach = max((event.reach for event in events), default=100.0)
    middle_x = [vessel.x for vessel in vessels]
    middle_y = [vessel.y for vessel in vessels]
    x = np.linspace(min(middle_x) - reach, max(middle_x) + reach, COARSE)
    y = np.linspace(min(middle_y) - reach, max(middle_y) + reach, COARSE)
    above = _add_up(x, y, tables) >= LEAST_RISK
    gap = max(x[1] - x[0], y[1] - y[0])
    west, east = _ends(x, np.asarray(above.any(axis=0)), middle_x, gap)
    south, north = _ends(y, np.asarray(above.any(axis=1)), middle_y, gap)
    side = max(east - west, north - south) / (FINE - 1)
    return (
        np.arange(west, east + side, side),
        np.arange(south, north + side, side),
    )


def _ends(
    line: Floats, above: np.ndarray, places: Sequence[float], gap: float
) -> tuple[float, float]:
    known = line[above]
    low = min([*places, *known[:1]]) - 1.5 * gap
    high = max([*places, *known[-1:]]) + 1.5 * gap
    return float(low), float(high)


def spread_people(items: Sequence[tuple[float, float, int, int, float, int]]) -> People:
    """Return people at points: those of a settlement or plant spread evenly over its circle.

    ``items`` are (x, y, by day, by night, radius, enterprise); radius 0 keeps them at the place.
    """
    rows = [part for item in items for part in _spread(*item)]
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    return People(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4].astype(np.int64))


def _spread(
    x: float, y: float, day: int, night: int, radius: float, owner: int
) -> Iterator[tuple[float, float, float, float, int]]:
    """Nineteen points of equal shares: the middle, six around it, twelve outside."""
    if radius <= 0.0:
        yield x, y, float(day), float(night), owner
        return
    for number, share in ((1, 0.0), (6, 0.5), (12, 0.9)):
        for turn in range(number):
            angle = 2.0 * np.pi * (turn + 0.5) / number
            yield (
                x + share * radius * float(np.cos(angle)),
                y + share * radius * float(np.sin(angle)),
                day / 19.0,
                night / 19.0,
                owner,
            )
