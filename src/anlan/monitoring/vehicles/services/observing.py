"""Every batch of fresh readings: positions stored and judged in the batch's transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from anlan.monitoring.telemetry.public import Readings
from anlan.monitoring.vehicles.constants import CHANNELS, LOOK_EVERY_S
from anlan.monitoring.vehicles.rulebook import Findings, Round, State
from anlan.monitoring.vehicles.services.fleet import Fleet, load_fleet
from anlan.monitoring.vehicles.services.recording import (
    record_findings,
    store_positions,
    write_live,
)

logger = logging.getLogger(__name__)

LONGITUDE, LATITUDE, SPEED, HEADING, MILEAGE, _STATUS, _ALARM, DRIVER = range(len(CHANNELS))
BAD = 2


class Observer:
    """The vehicles of one ingesting process. What it remembers moves only with the commit."""

    def __init__(self) -> None:
        self.fleet: Fleet | None = None
        self._ids: Sequence[int] | None = None
        self._row: NDArray[np.int32] = np.empty(0, np.int32)
        self._column: NDArray[np.int8] = np.empty(0, np.int8)
        self._looked_at = 0.0

    def reset(self) -> None:
        """Forget everything; the next batch reads anew."""
        self.fleet = None

    def _refresh(self, point_ids: Sequence[int]) -> Fleet:
        """Read the fleet again when something changed, and the points when they did."""
        fleet, now = self.fleet, time.monotonic()
        if fleet is not None and now - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = now
            if not fleet.is_current():
                fleet = None
        if fleet is None or len(point_ids) != len(self._row):
            fleet = load_fleet(self.fleet.engine.roads if self.fleet else None)
            logger.info("fleet read: %d vehicles", len(fleet.members))
            self.fleet, self._ids = fleet, None
        if point_ids is not self._ids:
            self._row, self._column = fleet.lookup(point_ids)
            self._ids = point_ids
        return fleet

    def observe(self, readings: Readings, point_ids: Sequence[int], received_at: datetime) -> None:
        """Take what is a vehicle's out of a batch; store, judge and record it."""
        fleet = self._refresh(point_ids)
        ours = self._row[readings.point] >= 0
        if not ours.any():
            return
        readings = readings.where(ours)
        rows, at, values = self.positions(readings)
        state = fleet.state.copy()
        findings = Findings()
        for positions in rounds(rows, at, values, state):
            found = fleet.engine.judge(state, positions)
            findings.edges += found.edges
            findings.crossings += found.crossings
        placed = ~np.isnan(values[:, LONGITUDE]) & ~np.isnan(values[:, LATITUDE])
        store_positions(fleet.engine.vehicle_ids, rows[placed], at[placed], values[placed])
        touched = np.unique(rows[placed])
        touched = touched[state.at[touched] > fleet.state.at[touched]]
        write_live(fleet, state, touched, received_at)
        record_findings(fleet, state, findings)
        transaction.on_commit(lambda: self._keep(fleet, state))

    def keep_late(
        self, readings: Readings, point_ids: Sequence[int], received_at: datetime
    ) -> None:
        """Put positions that came after newer ones into the track; nothing is judged by them."""
        fleet = self._refresh(point_ids)
        ours = self._row[readings.point] >= 0
        if not ours.any():
            return
        rows, at, values = self.positions(readings.where(ours))
        placed = ~np.isnan(values[:, LONGITUDE]) & ~np.isnan(values[:, LATITUDE])
        store_positions(fleet.engine.vehicle_ids, rows[placed], at[placed], values[placed])

    def _keep(self, fleet: Fleet, state: State) -> None:
        if self.fleet is fleet:
            fleet.state = state

    def positions(
        self, readings: Readings
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Join readings of one vehicle and moment, by vehicle and time; NaN: not told."""
        row = self._row[readings.point].astype(np.int64)
        column = self._column[readings.point].astype(np.int64)
        order = np.lexsort((readings.at_ms, row))
        row, column, at = row[order], column[order], readings.at_ms[order]
        value = np.where(readings.quality >= BAD, np.nan, readings.value)[order]
        first = np.ones(len(row), np.bool_)
        first[1:] = (row[1:] != row[:-1]) | (at[1:] != at[:-1])
        number = np.cumsum(first) - 1
        values = np.full((int(first.sum()), len(CHANNELS)), np.nan)
        values[number, column] = value
        return row[first], at[first], values


def rounds(
    rows: NDArray[np.int64], at: NDArray[np.int64], values: NDArray[np.float64], state: State
) -> list[Round]:
    """Part positions so that a vehicle occurs once in a round; cards without a place first."""
    placed = ~np.isnan(values[:, LONGITUDE]) & ~np.isnan(values[:, LATITUDE])
    for number in np.flatnonzero(~placed & (values[:, DRIVER] > 0)).tolist():
        row, card = int(rows[number]), float(values[number, DRIVER])
        if state.driver[row] != card and not np.isnan(state.driver[row]):
            state.driving_since[row] = 0
        state.driver[row] = card
    rows, at, values = rows[placed], at[placed], values[placed]
    if not len(rows):
        return []
    begin = np.ones(len(rows), np.bool_)
    begin[1:] = rows[1:] != rows[:-1]
    starts = np.flatnonzero(begin)
    turn = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    found = []
    for number in range(int(turn.max()) + 1):
        here = turn == number
        some = values[here]
        found.append(
            Round(
                row=rows[here],
                at=at[here],
                longitude=some[:, LONGITUDE],
                latitude=some[:, LATITUDE],
                speed=np.nan_to_num(some[:, SPEED]),
                heading=np.nan_to_num(some[:, HEADING]) % 360,
                mileage=some[:, MILEAGE],
                driver=some[:, DRIVER],
            )
        )
    return found


OBSERVER = Observer()
