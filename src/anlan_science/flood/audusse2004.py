"""Shallow water on a raster: HLL fluxes with hydrostatic reconstruction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.flood import _kernels as kernels
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, finite, note

INFO = ModelInfo(
    id="audusse2004",
    citation=(
        "E. Audusse, F. Bouchut, M.-O. Bristeau, R. Klein, B. Perthame, A fast and stable "
        "well-balanced scheme with hydrostatic reconstruction for shallow water flows, SIAM "
        "Journal on Scientific Computing 25(6), 2050-2065, 2004, doi:10.1137/S1064827503431090; "
        "fluxes: A. Harten, P. D. Lax, B. van Leer, SIAM Review 25(1), 35-61, 1983, "
        "doi:10.1137/1025002. First order in space and time; Manning friction point-implicit."
    ),
    quantity="depth and velocity of water over terrain",
    inputs=("bed", "depth", "cell"),
    validity={"courant": (0.05, 0.5)},
    status="verified",
)

Side = Literal["wall", "open"]

#: Gravity. [m/s²]
GRAVITY = 9.80665
#: Rows that one thread takes at a time.
_ROWS = 32
#: With no water anywhere the clock still moves on, by this. [s]
_STILL_S = 60.0


@dataclass(frozen=True, slots=True)
class Inflow:
    """Water that enters at one cell.

    Attributes
    ----------
    row, column : the cell.
    times : begin of each interval, ascending, the first at or before 0. [s]
    rates : discharge of each interval. [m³/s]
    """

    row: int
    column: int
    times: Sequence[float]
    rates: Sequence[float]


@dataclass(frozen=True, slots=True)
class Flood:
    """State at the end of a run, and what was greatest on the way.

    Attributes
    ----------
    depth : depth of water, shape (rows, columns). [m]
    discharge_x, discharge_y : discharge per width to the east and to the south rows. [m²/s]
    deepest : greatest depth of each cell. [m]
    fastest : greatest speed of each cell where it was wetted. [m/s]
    arrival : first time a cell was deeper than ``arrival_depth``; infinite where never. [s]
    time : end of the run. [s]
    steps : number of steps taken.
    entered : volume of rain and inflow. [m³]
    left : volume that flowed out over open sides; negative when more came in. [m³]
    """

    depth: Floats
    discharge_x: Floats
    discharge_y: Floats
    deepest: Floats
    fastest: Floats
    arrival: Floats
    time: float
    steps: int
    entered: float
    left: float


@dataclass(slots=True)
class _Run:
    """Arrays with one ghost cell around, twice: the state and the one being written."""

    depth: Floats
    qx: Floats
    qy: Floats
    other: tuple[Floats, Floats, Floats] = field(init=False)

    def __post_init__(self) -> None:
        self.other = (self.depth.copy(), self.qx.copy(), self.qy.copy())

    def swap(self) -> None:
        now = (self.depth, self.qx, self.qy)
        self.depth, self.qx, self.qy = self.other
        self.other = now


def simulate(
    bed: ArrayLike,
    depth: ArrayLike,
    cell: float,
    duration: float,
    *,
    discharge_x: ArrayLike = 0.0,
    discharge_y: ArrayLike = 0.0,
    roughness: ArrayLike = 0.0,
    rain_times: Sequence[float] = (0.0,),
    rain_rates: Sequence[float] = (0.0,),
    inflows: Sequence[Inflow] = (),
    sides: tuple[Side, Side, Side, Side] = ("wall", "wall", "wall", "wall"),
    courant: float = 0.45,
    dry_depth: float = 1e-6,
    arrival_depth: float = 0.05,
    gravity: float = GRAVITY,
    caveats: Caveats | None = None,
) -> Flood:
    r"""Water over terrain after a time; Audusse et al. 2004 on a raster of square cells.

    Parameters
    ----------
    bed : ndarray, shape (rows, columns)
        Height of the ground; a building is a block of ground as high as its roof. [m]
    depth : float or ndarray, shape (rows, columns)
        Depth of water at the start. [m]
    cell : float
        Length of a side of a cell. [m]
    duration : float
        Time to simulate. [s]
    discharge_x : float or ndarray, shape (rows, columns), default 0
        Discharge per width towards greater columns at the start. [m²/s]
    discharge_y : float or ndarray, shape (rows, columns), default 0
        Discharge per width towards greater rows at the start. [m²/s]
    roughness : float or ndarray, shape (rows, columns), default 0
        Manning's n. [s/m^(1/3)]
    rain_times : sequence of float, shape (n,), default (0,)
        Begin of each interval of rain, ascending. [s]
    rain_rates : sequence of float, shape (n,), default (0,)
        Effective rain of each interval, the same everywhere. [m/s]
    inflows : sequence of Inflow, shape (m,), default ()
        Water that enters at single cells. [m³/s]
    sides : tuple of four, default all "wall"
        First row, last row, first column, last column: "wall" or "open". [-]
    courant : float, default 0.45
        Courant number; at most 0.5 keeps depths positive. [-]
    dry_depth : float, default 1e-6
        Below this depth water does not move. [m]
    arrival_depth : float, default 0.05
        Depth from which a cell counts as reached. [m]
    gravity : float, default 9.80665
        Gravity. [m/s²]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    flood : Flood
        State at the end and envelopes. [m, m/s, s]

    Raises
    ------
    InvalidInput
        An input is not finite or has the wrong shape, a depth is negative, a time series is empty
        or out of order, an inflow lies outside.
    OutOfValidity
        When the list is strict and the Courant number lies outside its range.

    Notes
    -----
    At each face the ground is the higher of both sides and the depths are those above it, so that
    a lake at rest stays at rest and no depth becomes negative. Velocities of thin films are
    limited by :math:`u = 2 h q / (h^2 + \max(h, h_0)^2)`. Friction is taken implicitly cell by
    cell: :math:`q' = q / (1 + \Delta t\, g n^2 |u| h^{-4/3})`. The same input gives the same
    numbers whatever the number of threads.

    Validity
    --------
    courant : 0.05 to 0.5

    Examples
    --------
    >>> import numpy as np
    >>> still = simulate(np.array([[0.0, 1.0, 3.0]]), [[2.0, 1.0, 0.0]], 10.0, 60.0)
    >>> still.depth.tolist()
    [[2.0, 1.0, 0.0]]

    References
    ----------
    [1] E. Audusse et al., SIAM J. Sci. Comput. 25(6), 2004, doi:10.1137/S1064827503431090.
    """
    ground = finite("bed", bed)
    if ground.ndim != 2 or not ground.size:
        raise InvalidInput("bed: must have rows and columns")
    shape = ground.shape
    width = float(finite("cell", cell, above=0.0))
    end = float(finite("duration", duration, least=0.0))
    number = float(finite("courant", courant, above=0.0))
    low, high = INFO.validity["courant"]
    if not low <= number <= high:
        note(caveats, INFO.id, "courant", f"is {number:g}, not in {low:g} to {high:g}")
    run = _Run(
        _padded("depth", finite("depth", depth, least=0.0), shape),
        _padded("discharge_x", finite("discharge_x", discharge_x), shape),
        _padded("discharge_y", finite("discharge_y", discharge_y), shape),
    )
    dry, wet, g = float(dry_depth), float(arrival_depth), float(gravity)
    z = _padded("bed", ground, shape)
    n = _padded("roughness", finite("roughness", roughness, least=0.0), shape)
    friction = g * n * n
    rough = bool(friction.any())
    rain = _series("rain", rain_times, rain_rates)
    taps = [_tap(flow, shape) for flow in inflows]
    open_sides = np.array([_is_open(side) for side in sides])
    marks = sorted({time for series in (rain, *(tap[2] for tap in taps)) for time in series[0]})

    deepest = run.depth.copy()
    fastest = np.zeros_like(deepest)
    arrival = np.full(deepest.shape, np.inf)
    arrival[deepest > wet] = 0.0
    blocks = -(-shape[0] // _ROWS)
    waves = np.zeros(blocks)
    leaks = np.zeros(blocks)
    time, steps, entered, left = 0.0, 0, 0.0, 0.0
    kernels.fill_ghosts(run.depth, run.qx, run.qy, z, open_sides)
    wave = kernels.fastest_wave(run.depth, run.qx, run.qy, dry, g)
    while time < end:
        step = number * width / wave if wave > 0.0 else _STILL_S
        upcoming = min((mark for mark in marks if mark > time), default=math.inf)
        # What falls must not outrun the step chosen from the waves of before.
        step = min(step, end - time, upcoming - time)
        rate = _value(rain, time)
        if rate > 0.0 or any(_value(tap[2], time) > 0.0 for tap in taps):
            step = min(step, _step_of_sources(rate, taps, time, width, number, g))
        kernels.advance(
            (run.depth, run.qx, run.qy),
            run.other,
            z,
            friction,
            (step, width, g, dry, rate, rough),
            (deepest, fastest, arrival, time + step, wet),
            waves,
            leaks,
            _ROWS,
        )
        run.swap()
        for row, column, series in taps:
            volume = _value(series, time) * step
            run.depth[row, column] += volume / width**2
            entered += volume
        entered += rate * step * width**2 * ground.size
        left += float(leaks.sum()) * step * width
        kernels.fill_ghosts(run.depth, run.qx, run.qy, z, open_sides)
        wave = float(waves.max())
        for row, column, _series_of_tap in taps:
            wave = max(wave, math.sqrt(g * run.depth[row, column]))
        time += step
        steps += 1
    inner = (slice(1, -1), slice(1, -1))
    return Flood(
        depth=run.depth[inner].copy(),
        discharge_x=run.qx[inner].copy(),
        discharge_y=run.qy[inner].copy(),
        deepest=deepest[inner].copy(),
        fastest=fastest[inner].copy(),
        arrival=arrival[inner].copy(),
        time=time,
        steps=steps,
        entered=entered,
        left=left,
    )


Series = tuple[list[float], list[float]]
Tap = tuple[int, int, Series]


def _step_of_sources(
    rate: float, taps: list[Tap], time: float, width: float, number: float, gravity: float
) -> float:
    """Step in which what enters a dry cell cannot make waves faster than the step allows."""
    steepest = max([rate, *(_value(tap[2], time) / width**2 for tap in taps)])
    # courant * width / sqrt(g * rate * step) = step
    return float((number * width / math.sqrt(gravity * steepest)) ** (2.0 / 3.0))


def _value(series: Series, time: float) -> float:
    """Value of the interval a time lies in; nothing before the first."""
    found = 0.0
    for begin, value in zip(*series, strict=True):
        if begin > time:
            break
        found = value
    return found


def _series(name: str, times: Sequence[float], values: Sequence[float]) -> Series:
    begins = finite(f"{name}: times", times)
    rates = finite(f"{name}: rates", values, least=0.0)
    if begins.ndim != 1 or begins.shape != rates.shape or not begins.size:
        raise InvalidInput(f"{name}: one rate for each begin of an interval")
    if (np.diff(begins) <= 0.0).any():
        raise InvalidInput(f"{name}: times must ascend")
    return begins.tolist(), rates.tolist()


def _tap(flow: Inflow, shape: tuple[int, ...]) -> Tap:
    if not (0 <= flow.row < shape[0] and 0 <= flow.column < shape[1]):
        raise InvalidInput(f"inflow: cell {flow.row}, {flow.column} lies outside the raster")
    return flow.row + 1, flow.column + 1, _series("inflow", flow.times, flow.rates)


def _is_open(side: str) -> bool:
    if side not in ("wall", "open"):
        raise InvalidInput(f"sides: “{side}” is neither “wall” nor “open”")
    return side == "open"


def _padded(name: str, array: Floats, shape: tuple[int, ...]) -> NDArray[np.float64]:
    try:
        whole = np.broadcast_to(array, shape)
    except ValueError as error:
        raise InvalidInput(f"{name}: shape {array.shape} does not fit {shape}") from error
    return np.ascontiguousarray(np.pad(whole, 1, mode="edge"))
