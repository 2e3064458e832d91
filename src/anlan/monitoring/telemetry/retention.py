"""How long single readings are kept, by the class of their point (data/retention.csv)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anlan.monitoring.devices.public import Quantity, points_of_class
from anlan.monitoring.telemetry.constants import RAW_RETENTION_DAYS

_FILE = Path(__file__).parent / "data" / "retention.csv"


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """Points of these quantities on devices of these kinds; empty means any."""

    code: str
    quantities: tuple[str, ...]
    device_kinds: tuple[str, ...]
    raw_days: int
    legal_basis: str
    is_verified: bool


@cache
def retention_classes() -> tuple[RetentionClass, ...]:
    """Return the classes; the first holds for points of no other."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            RetentionClass(
                row["code"],
                _words(row["quantities"]),
                _words(row["device_kinds"]),
                int(row["raw_days"]),
                row["legal_basis"],
                row["is_verified"] == "True",
            )
            for row in csv.DictReader(file)
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(";") if word)


def longest_days() -> int:
    """Return how long the readings kept longest are kept. [days]"""
    return max(RAW_RETENTION_DAYS, *(found.raw_days for found in retention_classes()))


def points_kept_longer() -> list[tuple[int, NDArray[np.int64]]]:
    """Return (days, point ids) of the classes that are kept longer than usual."""
    found = []
    for one in retention_classes()[1:]:
        if one.raw_days <= RAW_RETENTION_DAYS:
            continue
        members: set[int] = set()
        for quantity in one.quantities or tuple(str(value) for value in Quantity.values):
            for kind in one.device_kinds or ("",):
                members.update(points_of_class(quantity=quantity, device_kind=kind))
        if members:
            found.append((one.raw_days, np.array(sorted(members), np.int64)))
    return found


def kept_days_of(
    point_ids: NDArray[np.int64], longer: Sequence[tuple[int, NDArray[np.int64]]]
) -> NDArray[np.int16]:
    """Return for each point how long its single readings are kept; of two classes the longer."""
    found = np.full(len(point_ids), RAW_RETENTION_DAYS, np.int16)
    for days, members in longer:
        mine = np.isin(point_ids, members)
        found[mine] = np.maximum(found[mine], days)
    return found
