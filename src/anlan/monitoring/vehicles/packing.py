"""Tracks as few bytes, and what they amount to.

An hour of positions is stored column by column as differences, least significant bytes together,
deflated: time in seconds, place in millionths of a degree, speed in tenths of km/h, heading in
degrees. Nothing finer is measured.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.monitoring.vehicles.constants import IMPOSSIBLE_KM_H, MOVING_FROM_KM_H, STOP_FROM_S

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
VERSION = 1
EARTH_M = 6_371_008.8
#: A silence longer than this is no driving. [s]
GAP_S = 600
_SCALES = np.array((1.0, 1e6, 1e6, 10.0, 1.0))


@dataclass(frozen=True, slots=True)
class Track:
    """Positions in the order of time: unix seconds, degrees WGS-84, km/h, degrees from north."""

    at: Ints
    longitude: Floats
    latitude: Floats
    speed: Floats
    heading: Ints

    def __len__(self) -> int:
        return len(self.at)

    def where(self, rows: NDArray[np.bool_] | Ints | slice) -> Track:
        """Return some of the positions."""
        return Track(
            self.at[rows],
            self.longitude[rows],
            self.latitude[rows],
            self.speed[rows],
            self.heading[rows],
        )


def empty_track() -> Track:
    """Return a track without positions."""
    none = np.empty(0)
    whole = np.empty(0, np.int64)
    return Track(whole, none, none.copy(), none.copy(), whole.copy())


def join(*tracks: Track) -> Track:
    """Return tracks as one, in order, each second once (what came first stays)."""
    columns = [
        np.concatenate([getattr(track, name) for track in tracks])
        for name in ("at", "longitude", "latitude", "speed", "heading")
    ]
    _times, first = np.unique(columns[0], return_index=True)
    return Track(*(column[first] for column in columns))


def distance_m(
    longitude_a: Floats, latitude_a: Floats, longitude_b: Floats, latitude_b: Floats
) -> Floats:
    """Return the great-circle distance of places, in metres."""
    la, lb = np.radians(latitude_a), np.radians(latitude_b)
    half = np.sin((lb - la) / 2) ** 2
    half = half + np.cos(la) * np.cos(lb) * np.sin(np.radians(longitude_b - longitude_a) / 2) ** 2
    metres: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return metres


def pack(track: Track) -> bytes:
    """Return a track as bytes."""
    columns = (track.at, track.longitude, track.latitude, track.speed, track.heading)
    whole: Ints = np.rint(np.array(columns) * _SCALES[:, None]).astype(np.int64)
    steps = np.diff(whole, axis=1, prepend=0)
    first, steps = steps[:, :1], steps[:, 1:]
    folded = ((steps << 1) ^ (steps >> 63)).astype("<u4")
    shuffled = folded.view(np.uint8).reshape(len(columns), -1, 4).transpose(0, 2, 1)
    head = bytes((VERSION,)) + len(track).to_bytes(4) + first.astype("<i8").tobytes()
    return head + zlib.compress(np.ascontiguousarray(shuffled).tobytes(), 6)


def unpack(content: bytes) -> Track:
    """Return the track of bytes."""
    if content[0] != VERSION:
        raise ValueError(f"a packed track of version {content[0]}")
    count = int.from_bytes(content[1:5])
    if not count:
        return empty_track()
    columns = len(_SCALES)
    first = np.frombuffer(content, "<i8", columns, 5).reshape(columns, 1)
    raw = np.frombuffer(zlib.decompress(content[5 + 8 * columns :]), np.uint8)
    folded = np.ascontiguousarray(raw.reshape(columns, 4, count - 1).transpose(0, 2, 1))
    numbers = folded.view("<u4").reshape(columns, count - 1).astype(np.int64)
    steps = (numbers >> 1) ^ -(numbers & 1)
    whole = np.cumsum(np.hstack((first, steps)), axis=1)
    return Track(
        whole[0],
        whole[1] / 1e6,
        whole[2] / 1e6,
        whole[3] / 10.0,
        whole[4],
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a stretch of track amounts to; ``slots`` has a bit for each five minutes heard."""

    distance_km: float
    driving_s: float
    highest_km_h: float
    slots: int


def add_up(track: Track) -> Sums:
    """Add up a stretch of at most an hour; leaps of the receiver and long silences do not count."""
    if not len(track):
        return Sums(0.0, 0.0, 0.0, 0)
    metres = distance_m(
        track.longitude[:-1], track.latitude[:-1], track.longitude[1:], track.latitude[1:]
    )
    seconds = np.diff(track.at)
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = metres / np.maximum(seconds, 1) * 3.6
    good = pace <= IMPOSSIBLE_KM_H
    moving = (
        good
        & (seconds <= GAP_S)
        & ((track.speed[1:] >= MOVING_FROM_KM_H) | (pace >= MOVING_FROM_KM_H))
    )
    counted = moving | (good & (seconds > GAP_S) & (metres > 200))
    slots = int(np.bitwise_or.reduce(1 << (track.at % 3600 // 300)))
    return Sums(
        float(metres[counted].sum()) / 1000,
        float(seconds[moving].sum()),
        float(track.speed.max()),
        slots,
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay: from when to when (unix seconds), where."""

    begins: int
    ends: int
    longitude: float
    latitude: float


def find_stops(track: Track, at_least_s: float = STOP_FROM_S) -> list[Stop]:
    """Return the stays of a track; a silence with no way made belongs to the stay."""
    if not len(track):
        return []
    still = track.speed < MOVING_FROM_KM_H
    edges = np.flatnonzero(np.diff(np.concatenate(([False], still, [False])).astype(np.int8)))
    found = []
    for begin, end in edges.reshape(-1, 2).tolist():
        last = min(end, len(track) - 1)
        if track.at[last] - track.at[begin] >= at_least_s:
            found.append(
                Stop(
                    int(track.at[begin]),
                    int(track.at[last]),
                    float(np.median(track.longitude[begin:end])),
                    float(np.median(track.latitude[begin:end])),
                )
            )
    return found


def thin(track: Track, most: int) -> Track:
    """Leave out positions so that at most ``most`` are drawn; ends, turns and stops stay.

    A position that lies on the line between its neighbours (to a few metres) and is driven at the
    same speed tells nothing; the tolerance grows until the number fits.
    """
    if len(track) <= most:
        return track
    tolerance_m = 2.0
    keep = np.arange(len(track))
    while len(keep) > most:
        told = _tells(track, keep, tolerance_m)
        if told.all():
            tolerance_m *= 2
            continue
        keep = keep[told]
        tolerance_m *= 1.5
    return track.where(keep)


def _tells(track: Track, keep: Ints, tolerance_m: float) -> NDArray[np.bool_]:
    """Which of the kept positions (every second one is asked) differ from their neighbours."""
    told = np.ones(len(keep), np.bool_)
    middle = np.arange(1, len(keep) - 1, 2)
    a, b, c = keep[middle - 1], keep[middle], keep[middle + 1]
    share = (track.at[b] - track.at[a]) / np.maximum(track.at[c] - track.at[a], 1)
    longitude = track.longitude[a] + share * (track.longitude[c] - track.longitude[a])
    latitude = track.latitude[a] + share * (track.latitude[c] - track.latitude[a])
    away = distance_m(longitude, latitude, track.longitude[b], track.latitude[b])
    speed = track.speed[a] + share * (track.speed[c] - track.speed[a])
    told[middle] = (away > tolerance_m) | (np.abs(speed - track.speed[b]) > 2 * tolerance_m)
    return told
