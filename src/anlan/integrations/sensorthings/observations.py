"""Observations: readings of visible points, read from the store in stretches of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from anlan.integrations.sensorthings.arrays import bounds, keep
from anlan.integrations.sensorthings.constants import MOST_POINTS
from anlan.integrations.sensorthings.errors import BadQuery
from anlan.integrations.sensorthings.options import Options
from anlan.kernel import clock
from anlan.monitoring.telemetry.public import list_latest, read_stored

#: Readings looked at for one answer.
MOST_READ = 2_000_000
#: First stretch that is read backwards or forwards; each following one is four times as long.
FIRST_STRETCH = timedelta(hours=1)
LONGEST_STRETCH = timedelta(days=16)
#: Nothing older is looked for when the filter names no beginning.
OLDEST = timedelta(days=400)
FUTURE = timedelta(minutes=2)
TIMES = ("phenomenonTime", "resultTime")


@dataclass(frozen=True, slots=True)
class Observation:
    """One reading."""

    point_id: int
    at_ms: int
    value: float | None
    quality: int

    @property
    def id(self) -> str:
        """Point and moment: a reading has no number of its own."""
        return f"{self.point_id}-{self.at_ms}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of observations."""

    rows: list[Observation]
    has_more: bool
    count: int | None


def whole(text: str) -> int | None:
    """Read a key: a number of at most eighteen plain digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def parse_id(text: str) -> tuple[int, int] | None:
    """Read the id of an observation: point and unix milliseconds."""
    first, _dash, second = text.strip("'").partition("-")
    point, at = whole(first), whole(second)
    return None if point is None or at is None else (point, at)


def find_observation(point_id: int, at_ms: int) -> Observation | None:
    """Return one reading of a point; the caller has checked that it is visible."""
    if at_ms > (clock.now() + FUTURE).timestamp() * 1000:
        return None  # nothing is stored there, and calendars end
    at = _moment(at_ms)
    found = read_stored(at, at + timedelta(milliseconds=1), [point_id])
    return _row(found, 0) if len(found) else None


def _row(found: Any, index: int) -> Observation:
    value = float(found.value[index])
    return Observation(
        int(found.point[index]),
        int(found.at_ms[index]),
        value if np.isfinite(value) else None,
        int(found.quality[index]),
    )


def find_observations(point_ids: Sequence[int], options: Options, ids: dict[int, int]) -> Found:
    """Return the observations of visible points that the options ask for.

    Without a beginning or an end in the filter the newest (or, ascending, the oldest) are looked
    for in growing stretches until the page is full. ``ids`` maps points to their devices.
    """
    if len(point_ids) > MOST_POINTS:
        raise BadQuery(
            f"these are observations of more than {MOST_POINTS} datastreams: ask by datastream"
        )
    descends, by_result = _order(options)
    since, until = _span(options, point_ids)
    wanted = options.skip + options.top + 1
    parts: list[Any] = []
    kept = read = 0
    for begin, end in _stretches(since, until, descends, by_result or options.count):
        found = read_stored(begin, end, point_ids)
        read += len(found)
        if read > MOST_READ:
            raise BadQuery("too many observations: narrow phenomenonTime")
        found = found.where(keep(_columns(found, ids), len(found), options.filter))
        if len(found):
            parts.append(found)
            kept += len(found)
        if kept >= wanted and not by_result and not options.count:
            break
    rows = _sorted(parts, descends, by_result, wanted)
    page = rows[options.skip : options.skip + options.top]
    has_more = len(rows) > options.skip + options.top and options.top > 0
    return Found([_row(*row) for row in page], has_more, kept if options.count else None)


def _order(options: Options) -> tuple[bool, bool]:
    """Return whether the order descends, and whether it is by result; by default the newest."""
    if not options.order:
        return True, False
    path, descends = options.order[0]
    name = path.parts[-1]
    if name not in (*TIMES, "result", "id", "@iot.id"):
        raise BadQuery("observations are ordered by phenomenonTime, resultTime or result")
    return descends, name == "result"


def _moment(at_ms: float) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _span(options: Options, point_ids: Sequence[int]) -> tuple[datetime, datetime]:
    """The stretch that a filter leaves, else up to the newest reading."""
    low, high = bounds(options.filter)
    now = clock.now()
    try:
        if high is not None:
            until = _moment(min(high, (now + FUTURE).timestamp() * 1000) + 1)
        else:
            newest = [row.at for row in list_latest(point_ids).values()]
            until = max(newest, default=now) + timedelta(milliseconds=1)
        floor = now - OLDEST
        since = max(_moment(low), floor) if low is not None else floor
    except (OverflowError, ValueError, OSError):
        raise BadQuery("a time lies beyond all calendars") from None
    return since, max(since, until)


def _stretches(
    since: datetime, until: datetime, descends: bool, is_whole: bool
) -> list[tuple[datetime, datetime]]:
    """Divide a stretch into growing parts from the end that is wanted first."""
    if is_whole:
        return [(since, until)]
    found = []
    length = FIRST_STRETCH
    while since < until:
        if descends:
            begin = max(since, until - length)
            found.append((begin, until))
            until = begin
        else:
            end = min(until, since + length)
            found.append((since, end))
            since = end
        length = min(length * 4, LONGEST_STRETCH)
    return found


def _columns(found: Any, ids: dict[int, int]) -> dict[str, Any]:
    """The columns a filter may ask for."""
    at = found.at_ms.astype("float64")
    point = found.point.astype("float64")
    device = np.array([ids.get(int(p), 0) for p in np.unique(found.point)], "float64")
    _values, places = np.unique(found.point, return_inverse=True)
    devices = device[places] if len(found) else np.empty(0)
    return {
        "phenomenonTime": at,
        "resultTime": at,
        "result": found.value,
        "resultQuality": np.array(["good", "uncertain", "bad"], object)[
            np.clip(found.quality, 0, 2)
        ],
        "Datastream/id": point,
        "Datastream/Thing/id": devices,
        "FeatureOfInterest/id": devices,
    }


def _sorted(
    parts: list[Any], descends: bool, by_result: bool, wanted: int
) -> list[tuple[Any, int]]:
    """Put what was found in order: (columns, row), as many as are wanted."""
    rows: list[tuple[Any, int]] = []
    if by_result:
        keyed = [
            (float(part.value[i]), int(part.at_ms[i]), part, i)
            for part in parts
            for i in np.flatnonzero(np.isfinite(part.value))
        ]
        keyed.sort(key=lambda key: (key[0], key[1]), reverse=descends)
        return [(part, int(i)) for _value, _at, part, i in keyed]
    for part in parts:  # the stretches come in the order that is wanted
        order = np.lexsort((part.point, part.at_ms))
        left = wanted - len(rows)
        rows += [(part, int(i)) for i in (order[::-1] if descends else order)[:left]]
    return rows
