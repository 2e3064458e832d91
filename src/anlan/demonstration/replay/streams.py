"""Readers of the recorded streams. Each gives columns of equal length and labelled windows.

The recordings are not part of the project; ``find_folder`` says where they are looked for. The
limits of the rules were chosen on these same recordings: the scores show that the whole way works,
they do not say how well a rule would do on a plant it has not seen.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.config.environment import PROJECT

Floats = NDArray[np.float64]

#: Names of the data sets and their folders.
FOLDERS = {
    "skab": "sensor-skab",
    "nab": "sensor-nab",
    "tep": "sensor-tep",
    "rain-river": "rain-river-series",
}


class RecordingsAbsent(Exception):
    """The recordings are not on this machine."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule to judge a channel by; ``values`` are fields of an alarm rule."""

    channel: int
    level: int
    kind: str
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Stream:
    """One recording: instants, channels, labelled windows, and the rules it is judged by.

    ``time`` is in seconds from the first row; ``merge_s`` is how close crossings must follow each
    other to count as one alarm.
    """

    name: str
    period_s: float
    channels: tuple[str, ...]
    time: Floats
    values: Floats
    windows: tuple[tuple[float, float], ...] | None
    rules: tuple[Rule, ...]
    merge_s: float
    quantity: str = "other"
    unit: str = ""
    origin: datetime = field(default=datetime(1970, 1, 1, tzinfo=UTC))

    @property
    def duration_s(self) -> float:
        """From the first to the last row."""
        return float(self.time[-1] - self.time[0])


def find_folder(given: str = "") -> Path:
    """Return the folder of the recordings: option, ``ANLAN_RECORDINGS``, or beside the project."""
    candidates = [
        given,
        os.environ.get("ANLAN_RECORDINGS", ""),
        str(PROJECT.parent / "shared/data"),
    ]
    for candidate in candidates:
        if candidate and any((Path(candidate) / name).is_dir() for name in FOLDERS.values()):
            return Path(candidate)
    raise RecordingsAbsent(
        "The recordings are not on this machine. Give their folder with --data or in "
        "ANLAN_RECORDINGS; it holds " + ", ".join(FOLDERS.values()) + "."
    )


def load_streams(folder: Path, names: Sequence[str] = ()) -> list[Stream]:
    """Read the chosen data sets (all by default); those that are absent are left out."""
    streams: list[Stream] = []
    for name in names or FOLDERS:
        if name not in FOLDERS:
            raise RecordingsAbsent(f"no such data set: {name}; there are {', '.join(FOLDERS)}")
        path = folder / FOLDERS[name]
        if path.is_dir():
            streams += READERS[name](path)
    if not streams:
        raise RecordingsAbsent(f"none of {', '.join(names)} lies in {folder}")
    return streams


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def windows_of(time: Floats, abnormal: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Return the runs of abnormal rows as (first, last) instants."""
    edges = np.diff(np.concatenate(([0], abnormal.astype(np.int8), [0])))
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return tuple((float(time[a]), float(time[b])) for a, b in zip(first, last, strict=True))


def _build(
    rows: Sequence[tuple[datetime, Sequence[float]]], **fields: Any
) -> tuple[datetime, Floats, Floats]:
    """Sort rows by time, keep the first of equal instants; return origin, seconds, values."""
    ordered = sorted(dict(reversed(rows)).items())
    origin = ordered[0][0]
    time = np.array([(moment - origin).total_seconds() for moment, _values in ordered])
    return origin, time, np.array([values for _moment, values in ordered], np.float64)


def read_skab(folder: Path) -> list[Stream]:
    """Pump and valve test bench: eight channels a second, faults labelled row by row."""
    streams = []
    for path in sorted(folder.glob("*/*.csv")):
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        if "anomaly" not in rows[0]:
            continue
        channels = tuple(k for k in rows[0] if k not in ("datetime", "anomaly", "changepoint"))
        table = [
            (
                _moment(row["datetime"]),
                [float(row[c]) for c in channels] + [float(row["anomaly"])],
            )
            for row in rows
        ]
        origin, time, values = _build(table)
        rule = {"upper": 120.0, "allowance": 2.0, "window": 300}
        streams.append(
            Stream(
                name=f"skab/{path.parent.name}/{path.stem}",
                period_s=1.0,
                channels=channels,
                time=time,
                values=values[:, :-1],
                windows=windows_of(time, values[:, -1] > 0.5),
                rules=tuple(Rule(c, 3, "cusum", dict(rule)) for c in range(len(channels))),
                merge_s=60.0,
                origin=origin,
            )
        )
    return streams


def read_nab(folder: Path) -> list[Stream]:
    """Machine temperature, traffic speed and artificial faults, with windows as NAB scores them."""
    labels = json.loads((folder / "windows.json").read_text())
    streams = []
    for name, windows in sorted(labels.items()):
        with (folder / name).open(newline="") as file:
            table = [
                (_moment(row["timestamp"]), [float(row["value"])]) for row in csv.DictReader(file)
            ]
        origin, time, values = _build(table)
        streams.append(
            Stream(
                name=f"nab/{Path(name).stem}",
                period_s=300.0,
                channels=("value",),
                time=time,
                values=values,
                windows=tuple(
                    (
                        (_moment(first) - origin).total_seconds(),
                        (_moment(last) - origin).total_seconds(),
                    )
                    for first, last in windows
                ),
                rules=(
                    Rule(0, 3, "ewma", {"upper": 4.0, "weight": 0.01, "window": 288}),
                    Rule(0, 4, "stuck", {"upper": 0.0, "on_delay_s": 3600.0}),
                ),
                merge_s=6 * 3600.0,
                origin=origin,
            )
        )
    return streams


#: Columns of the Tennessee Eastman tables that are judged: measurement or valve, column.
TEP_CHANNELS = (
    ("A feed", 0),
    ("reactor pressure", 6),
    ("reactor level", 7),
    ("reactor temperature", 8),
    ("cooling water temperature", 20),
    ("A feed valve", 43),
    ("cooling water valve", 50),
)
TEP_PERIOD_S = 180.0
TEP_FAULT_ROW = 160


def read_tep(folder: Path) -> list[Stream]:
    """Tennessee Eastman process: a normal run and runs whose fault begins after eight hours."""
    streams = []
    for path in sorted(folder.glob("d*_te.dat")):
        table = np.loadtxt(path)
        time: Floats = np.arange(len(table), dtype=np.float64) * TEP_PERIOD_S
        normal = path.stem.startswith("d00")
        rule = {"upper": 30.0, "allowance": 2.5, "window": 150}
        streams.append(
            Stream(
                name=f"tep/{path.stem}",
                period_s=TEP_PERIOD_S,
                channels=tuple(label for label, _column in TEP_CHANNELS),
                time=time,
                values=table[:, [column for _label, column in TEP_CHANNELS]],
                windows=() if normal else ((TEP_FAULT_ROW * TEP_PERIOD_S, float(time[-1])),),
                rules=tuple(Rule(c, 3, "cusum", dict(rule)) for c in range(len(TEP_CHANNELS))),
                merge_s=3600.0,
            )
        )
    return streams


#: Longest stretch of the rain and river series that is published. [s]
WEATHER_SPAN_S = 80 * 86_400.0


def read_rain_river(folder: Path) -> list[Stream]:
    """Hourly rain around its heaviest hour, and a river stage; nobody labelled them."""
    streams = []
    rain = folder / "vlissingen_prec_hourly.csv"
    if rain.exists():
        table = _two_columns(rain, scale=1000.0)  # metres an hour → millimetres an hour
        origin, time, values = _build(table)
        time, values = _around_maximum(time, values)
        streams.append(
            Stream(
                name="rain-river/rain",
                period_s=3600.0,
                channels=("rain",),
                time=time,
                values=values,
                windows=None,
                rules=(
                    Rule(0, 4, "upper", {"upper": 8.0, "dead_band": 2.0}),
                    Rule(0, 3, "upper", {"upper": 16.0, "dead_band": 2.0}),
                ),
                merge_s=6 * 3600.0,
                quantity="rainfall",
                unit="mm/h",
                origin=origin,
            )
        )
    river = folder / "nb5_riv.csv"
    if river.exists():
        table = _two_columns(river, scale=1.0)
        origin, time, values = _build(table)
        # Days of thirty years are published as if they were minutes apart.
        streams.append(
            Stream(
                name="rain-river/river",
                period_s=300.0,
                channels=("stage",),
                time=np.asarray(time / 86_400.0 * 300.0, np.float64),
                values=values,
                windows=None,
                rules=(
                    Rule(0, 4, "upper", {"upper": 3.5, "dead_band": 0.5}),
                    Rule(0, 3, "upper", {"upper": 4.8, "dead_band": 0.5}),
                ),
                merge_s=3600.0,
                quantity="water_level",
                unit="m",
                origin=origin,
            )
        )
    return streams


def _two_columns(path: Path, *, scale: float) -> list[tuple[datetime, list[float]]]:
    with path.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [(_moment(row[0]), [float(row[1]) * scale]) for row in rows if row[1]]


def _around_maximum(time: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the stretch of the allowed length around the largest value."""
    middle = float(time[int(np.argmax(values[:, 0]))])
    begin = max(0.0, min(middle - WEATHER_SPAN_S / 2, float(time[-1]) - WEATHER_SPAN_S))
    keep = (time >= begin) & (time <= begin + WEATHER_SPAN_S)
    return time[keep] - time[keep][0], values[keep]


READERS: dict[str, Callable[[Path], list[Stream]]] = {
    "skab": read_skab,
    "nab": read_nab,
    "tep": read_tep,
    "rain-river": read_rain_river,
}
