"""Labelled streams as their publishers give them: NAB, SKAB and the Tennessee Eastman process."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anlan.operations.paths import PROJECT

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Where the streams lie unless told otherwise.
SHARED = PROJECT.parent / "shared/data"
SKAB_CHANNELS = 8
#: SKAB: the first rows of each file are for learning and not judged.
SKAB_TRAINING_ROWS = 400
#: TEP: sampling, and the row at which the fault of a test file begins.
TEP_PERIOD_MIN = 3
TEP_FAULT_ROW = 160
TEP_CHANNELS = 52


@dataclass(frozen=True, slots=True)
class Stream:
    """One channel with labelled windows (first and last row)."""

    name: str
    time_s: Floats
    value: Floats
    windows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Experiment:
    """Several channels, row by row, and whether each row is abnormal."""

    name: str
    rows: Floats
    abnormal: Bools


@dataclass(frozen=True, slots=True)
class Plant:
    """Fault-free rows to learn from, and test rows by fault number; 0 is without fault."""

    training: Floats
    tests: dict[int, Floats]


def load_nab(folder: Path) -> list[Stream]:
    """Read NAB streams, from the selection beside this project or from NAB's own folder."""
    labels, data = folder / "windows.json", folder
    if not labels.exists():
        labels, data = folder / "labels/combined_windows.json", folder / "data"
    windows = json.loads(labels.read_text(encoding="utf-8"))
    return [_stream(data, name, spans) for name, spans in sorted(windows.items())]


def _stream(data: Path, name: str, spans: list[list[str]]) -> Stream:
    with (data / name).open(encoding="utf-8") as file:
        rows = [(_time(at), float(value)) for at, value in list(csv.reader(file))[1:]]
    times = np.array([at for at, _value in rows])
    found = []
    for begin, end in spans:
        first, last = (int(np.flatnonzero(times == _time(at))[0]) for at in (begin, end))
        found.append((first, last))
    return Stream(name, times, np.array([value for _at, value in rows]), tuple(found))


def _time(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def load_skab(folder: Path) -> list[Experiment]:
    """Read SKAB experiments, from the selection beside this project or from SKAB's own folder."""
    root = folder / "data" if (folder / "data").is_dir() else folder
    found = []
    for path in sorted(root.glob("*/*.csv")):
        lines = path.read_text(encoding="utf-8").split("\n")
        if not lines[0].endswith("changepoint"):
            continue  # the file without labels
        rows = np.array([line.split(";")[1:] for line in lines[1:] if line], np.float64)
        found.append(
            Experiment(
                f"{path.parent.name}/{path.stem}",
                rows[:, :SKAB_CHANNELS],
                rows[:, SKAB_CHANNELS] > 0,
            )
        )
    return found


def load_tep(folder: Path) -> Plant:
    """Read Braatz's files of the Tennessee Eastman process."""
    training = np.loadtxt(folder / "d00.dat")
    if training.shape[1] != TEP_CHANNELS:  # this one file is written sideways
        training = training.T
    tests = {int(path.name[1:3]): np.loadtxt(path) for path in sorted(folder.glob("d*_te.dat"))}
    return Plant(training, tests)
