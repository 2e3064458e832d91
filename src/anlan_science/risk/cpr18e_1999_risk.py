"""Individual and societal risk of a site: footprints turned by the wind and added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite
from anlan_science.risk import _risk_kernels

INFO = ModelInfo(
    id="cpr18e_1999_risk",
    citation=(
        "P. A. M. Uijt de Haag and B. J. M. Ale, Guideline for quantitative risk assessment "
        "(Purple Book), CPR 18E, The Hague, 1999, chapter 6: individual and societal risk as sums "
        "of frequency, probability of the weather and probability of death. Not at hand; verified "
        "against closed forms."
    ),
    quantity="individual risk, expected deaths, F-N curve and potential loss of life",
    inputs=("scenarios", "wind", "x", "y", "people"),
    validity={},
    status="verified",
)

#: Winds that stand for one sector: with only its middle the map of a narrow plume shows spokes.
SUBDIRECTIONS = 4
#: Rounding allowed in the sum of the wind rose.
ROSE_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Scenarios:
    """Events of a site, each with its place, frequency and footprints by stability class.

    Attributes
    ----------
    x, y : place east and north, shape (n,). [m]
    frequency : how often the event happens, shape (n,). [1/year]
    step : distance between the rings of the footprint, shape (n,). [m]
    harm : probability of death, shape (n, rings, bearings, classes): ring i is i steps away,
        bearing j is j/bearings of a turn clockwise from where the wind blows to. Zero beyond the
        last ring.
    """

    x: Floats
    y: Floats
    frequency: Floats
    step: Floats
    harm: Floats

    def __post_init__(self) -> None:
        """Refuse what is no scenario."""
        if self.harm.ndim != 4 or self.harm.shape[1] < 2:
            raise InvalidInput("harm: four axes, with two rings or more")
        for name in ("x", "y", "frequency", "step"):
            array = finite(name, getattr(self, name))
            if array.shape != self.harm.shape[:1]:
                raise InvalidInput(f"{name}: one value for each scenario")
        finite("frequency", self.frequency, least=0.0)
        finite("step", self.step, above=0.0)
        # Least and greatest are NaN where any value is.
        if self.harm.size and not (self.harm.min() >= 0.0 and self.harm.max() <= 1.0):
            raise InvalidInput("harm: every value must be a probability")


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """Footprints of events summed over the wind rose: what every place is looked up in.

    Attributes
    ----------
    x, y : place east and north, shape (n,). [m]
    step : distance between the rings, shape (n,). [m]
    table : risk by ring and bearing clockwise from north, shape (n, rings, bearings). [1/year]
    """

    x: Floats
    y: Floats
    step: Floats
    table: Floats


@dataclass(frozen=True, slots=True)
class FnCurve:
    """Frequency of ``deaths`` or more, by rising number of deaths: arrays of shape (n,)."""

    deaths: Floats
    frequency: Floats


def tabulate(
    harm: Callable[[Floats, Floats], ArrayLike], step: float, rings: int, bearings: int = 256
) -> Floats:
    r"""Table of a footprint by distance and bearing.

    Parameters
    ----------
    harm : callable of (ndarray, ndarray)
        Probability of death at a distance downwind and to the right of the wind, in metres. [-]
    step : float
        Distance between rings. [m]
    rings : int
        Number of rings; the first is the source itself. [-]
    bearings : int, default 256
        Number of bearings. [-]

    Returns
    -------
    table : ndarray, shape (rings, bearings)
        Probability of death. [-]

    Raises
    ------
    InvalidInput
        The step is not greater than zero.

    Notes
    -----
    .. math:: x = r \cos\varphi, \quad y = r \sin\varphi

    Examples
    --------
    >>> tabulate(lambda x, y: (np.hypot(x, y) < 15.0) * 0.5, 10.0, 3, 4)[:, 0].tolist()
    [0.5, 0.5, 0.0]
    """
    distance = np.arange(rings)[:, None] * float(finite("step", step, above=0.0))
    bearing = np.arange(bearings)[None, :] * (2.0 * np.pi / bearings)
    found = harm(distance * np.cos(bearing), distance * np.sin(bearing))
    return np.asarray(np.broadcast_to(found, (rings, bearings)), dtype=np.float64)


def _rose(wind: ArrayLike, classes: int) -> Floats:
    """The wind rose as an array (directions, classes), or refuse it."""
    rose = finite("wind", wind, least=0.0)
    if rose.ndim != 2 or rose.shape[1] != classes:
        raise InvalidInput("wind: one row for each direction, one column for each class")
    if rose.sum() > 1.0 + ROSE_TOLERANCE:
        raise InvalidInput("wind: the probabilities add up to more than one")
    return np.ascontiguousarray(rose)


def _winds(
    directions: int, bearings: int, subdirections: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bearing each direction blows to, and the winds within a sector, in steps of the table."""
    if subdirections < 1 or bearings % (directions * subdirections):
        raise InvalidInput("subdirections: the bearings must be a multiple of all winds")
    sector = bearings // directions
    inner = sector // subdirections
    if (inner * (subdirections - 1)) % 2 or bearings % 2:
        raise InvalidInput("subdirections: the winds of a sector fall between bearings")
    towards = np.arange(directions) * sector + bearings // 2
    offsets = np.arange(subdirections) * inner - inner * (subdirections - 1) // 2
    return towards % bearings, offsets


def individual_risk(
    x: ArrayLike,
    y: ArrayLike,
    scenarios: Scenarios,
    wind: ArrayLike,
    subdirections: int = SUBDIRECTIONS,
) -> Floats:
    r"""Risk of death of a person who is always there and unprotected; Purple Book 1999, chapter 6.

    Parameters
    ----------
    x : ndarray, shape (m,)
        Places of the columns of the raster, east. [m]
    y : ndarray, shape (n,)
        Places of its rows, north. [m]
    scenarios : Scenarios
        Events with their footprints. [-]
    wind : ndarray, shape (directions, classes)
        Probability of wind FROM each direction, clockwise from north, in each class. [-]
    subdirections : int, default 4
        Winds that stand for one sector, evenly within it. [-]

    Returns
    -------
    risk : ndarray, shape (n, m)
        Individual risk. [1/year]

    Raises
    ------
    InvalidInput
        A value is no number, the rose adds up to more than one, or bearings do not divide.

    Notes
    -----
    .. math:: R(x, y) = \sum_s f_s \sum_d \sum_c p_{dc} \, P_{sc}(r, \theta - \theta_d)

    Turning a footprint is a shift in its table, without rounding; between the points of the table
    it is linear in distance and bearing. Every cell adds the scenarios in their order: the result
    is the same to the last digit on any number of cores.

    Examples
    --------
    >>> disc = tabulate(lambda x, y: (np.hypot(x, y) < 95.0) * 0.5, 10.0, 12)
    >>> one = Scenarios(*np.array([[0.0], [0.0], [1e-5], [10.0]]), disc[None, :, :, None])
    >>> individual_risk([0.0, 50.0, 200.0], [0.0], one, np.full((16, 1), 1 / 16)).tolist()
    [[5e-06, 5e-06, 0.0]]

    References
    ----------
    [1] CPR 18E, 1999, chapter 6.
    """
    return risk_of(x, y, turn(scenarios, wind, subdirections))


def turn(scenarios: Scenarios, wind: ArrayLike, subdirections: int = SUBDIRECTIONS) -> Turned:
    r"""Footprints summed over all winds and classes, once for all places; Purple Book 1999.

    Parameters
    ----------
    scenarios : Scenarios
        Events with their footprints. [-]
    wind : ndarray, shape (directions, classes)
        Probability of wind FROM each direction, clockwise from north, in each class. [-]
    subdirections : int, default 4
        Winds that stand for one sector, evenly within it. [-]

    Returns
    -------
    turned : Turned
        Risk around each event. [1/year]

    Raises
    ------
    InvalidInput
        The rose is no rose or adds up to more than one, or bearings do not divide.

    Notes
    -----
    .. math:: T_s(r, \theta) = f_s \sum_d \sum_c p_{dc} \, P_{sc}(r, \theta - \theta_d)

    References
    ----------
    [1] CPR 18E, 1999, chapter 6.
    """
    harm = _only_read(scenarios.harm)
    rose = _rose(wind, harm.shape[3])
    shifts, offsets = _winds(len(rose), harm.shape[2], subdirections)
    table = np.zeros(harm.shape[:3])
    if harm.size:
        _risk_kernels.turn(harm, _floats(scenarios.frequency), rose, shifts, offsets, table)
    return Turned(_floats(scenarios.x), _floats(scenarios.y), _floats(scenarios.step), table)


def risk_of(x: ArrayLike, y: ArrayLike, turned: Turned) -> Floats:
    r"""Individual risk on a raster from turned footprints; Purple Book 1999, chapter 6.

    Parameters
    ----------
    x : ndarray, shape (m,)
        Places of the columns of the raster, east. [m]
    y : ndarray, shape (n,)
        Places of its rows, north. [m]
    turned : Turned
        Events, from ``turn``. [-]

    Returns
    -------
    risk : ndarray, shape (n, m)
        Individual risk. [1/year]

    Raises
    ------
    InvalidInput
        A place is no number.

    Notes
    -----
    .. math:: R(x, y) = \sum_s T_s(r, \theta)

    References
    ----------
    [1] CPR 18E, 1999, chapter 6.
    """
    columns, rows = (np.ascontiguousarray(finite(name, v)) for name, v in (("x", x), ("y", y)))
    field = np.zeros((rows.size, columns.size))
    if turned.table.size and field.size:
        _risk_kernels.add_up(columns, rows, turned.x, turned.y, turned.step, turned.table, field)
    return field


def risk_at(x: ArrayLike, y: ArrayLike, turned: Turned) -> Floats:
    r"""Individual risk at single places from turned footprints; Purple Book 1999, chapter 6.

    Parameters
    ----------
    x : ndarray, shape (m,)
        Places, east. [m]
    y : ndarray, shape (m,)
        Places, north. [m]
    turned : Turned
        Events, from ``turn``. [-]

    Returns
    -------
    risk : ndarray, shape (m,)
        Individual risk at each place, to the last digit that of a raster there. [1/year]

    Raises
    ------
    InvalidInput
        A place is no number, or there are not as many x as y.

    Notes
    -----
    .. math:: R(x, y) = \sum_s T_s(r, \theta)

    References
    ----------
    [1] CPR 18E, 1999, chapter 6.
    """
    east, north = (np.atleast_1d(finite(name, v)) for name, v in (("x", x), ("y", y)))
    if east.shape != north.shape or east.ndim != 1:
        raise InvalidInput("x, y: one of each for every place")
    found = np.zeros(east.shape)
    if turned.table.size and found.size:
        _risk_kernels.at_places(
            _floats(east), _floats(north), turned.x, turned.y, turned.step, turned.table, found
        )
    return found


def _floats(value: ArrayLike) -> Floats:
    """An array of eight bytes in one piece."""
    return np.ascontiguousarray(value, dtype=np.float64)


def _only_read(value: ArrayLike) -> Floats:
    """The same, closed for writing: one compiled loop serves arrays that may be written or not."""
    closed = _floats(value).view()
    closed.setflags(write=False)
    return closed


def expected_deaths(
    x: ArrayLike,
    y: ArrayLike,
    people: ArrayLike,
    scenarios: Scenarios,
    wind: ArrayLike,
    subdirections: int = SUBDIRECTIONS,
) -> tuple[Floats, Floats]:
    r"""Deaths expected of every scenario in every wind and class, and how often each happens.

    Parameters
    ----------
    x : ndarray, shape (m,)
        Places with people, east. [m]
    y : ndarray, shape (m,)
        Places with people, north. [m]
    people : ndarray, shape (m,)
        Persons there, already reduced for those indoors and safe. [persons]
    scenarios : Scenarios
        Events with their footprints. [-]
    wind : ndarray, shape (directions, classes)
        Probability of wind FROM each direction, clockwise from north, in each class. [-]
    subdirections : int, default 4
        Winds that stand for one sector, evenly within it. [-]

    Returns
    -------
    deaths : ndarray, shape (scenarios, directions × subdirections, classes)
        Expected deaths of each outcome. [persons]
    frequency : ndarray, shape (scenarios, directions × subdirections, classes)
        Frequency of each outcome. [1/year]

    Raises
    ------
    InvalidInput
        A value is no number or negative, or the arrays do not fit.

    Notes
    -----
    .. math:: N_{sdc} = \sum_i n_i P_{sc}(r_i, \theta_i - \theta_d), \quad f_{sdc} = f_s p_{dc}

    References
    ----------
    [1] CPR 18E, 1999, chapter 6.
    """
    places = [_floats(finite(name, v).ravel()) for name, v in (("x", x), ("y", y))]
    number = _floats(finite("people", people, least=0.0).ravel())
    if not places[0].size == places[1].size == number.size:
        raise InvalidInput("people: one number for each place")
    inhabited = number > 0
    harm = _only_read(scenarios.harm)
    rose = _rose(wind, harm.shape[3])
    shifts, offsets = _winds(len(rose), harm.shape[2], subdirections)
    deaths = np.zeros((harm.shape[0], len(shifts) * len(offsets), harm.shape[3]))
    if harm.size and inhabited.any():
        _risk_kernels.count(
            *(place[inhabited] for place in places),
            number[inhabited],
            _floats(scenarios.x),
            _floats(scenarios.y),
            _floats(scenarios.step),
            harm,
            shifts,
            offsets,
            deaths,
        )
    weather = np.repeat(rose / subdirections, subdirections, axis=0)
    return deaths, np.asarray(_floats(scenarios.frequency)[:, None, None] * weather)


def fn_curve(deaths: ArrayLike, frequency: ArrayLike) -> FnCurve:
    r"""Frequency of so many deaths or more.

    Parameters
    ----------
    deaths : ndarray, any shape
        Deaths of each outcome. [persons]
    frequency : ndarray, same shape
        Frequency of each outcome. [1/year]

    Returns
    -------
    curve : FnCurve, arrays of shape (n,)
        Rising numbers of deaths above zero and the frequency of each or more. [persons, 1/year]

    Raises
    ------
    InvalidInput
        A value is no number or negative, or the shapes differ.

    Notes
    -----
    .. math:: F(N) = \sum_{k: N_k \ge N} f_k

    Examples
    --------
    >>> curve = fn_curve([10.0, 1.0, 10.0], [1e-6, 1e-4, 2e-6])
    >>> curve.deaths.tolist(), [f"{value:.4g}" for value in curve.frequency]
    ([1.0, 10.0], ['0.000103', '3e-06'])

    References
    ----------
    [1] CPR 18E, 1999, chapter 6.
    """
    number = finite("deaths", deaths, least=0.0).ravel()
    often = finite("frequency", frequency, least=0.0).ravel()
    if number.shape != often.shape:
        raise InvalidInput("frequency: one value for each outcome")
    counts = (number > 0) & (often > 0)
    steps, which = np.unique(number[counts], return_inverse=True)
    each = np.bincount(which, weights=often[counts], minlength=steps.size)
    return FnCurve(steps, np.asarray(np.cumsum(each[::-1])[::-1]))


def potential_loss_of_life(deaths: ArrayLike, frequency: ArrayLike) -> float:
    r"""Deaths expected in a year.

    Parameters
    ----------
    deaths : ndarray, any shape
        Deaths of each outcome. [persons]
    frequency : ndarray, same shape
        Frequency of each outcome. [1/year]

    Returns
    -------
    loss : float
        Potential loss of life. [persons/year]

    Raises
    ------
    InvalidInput
        A value is no number or negative.

    Notes
    -----
    .. math:: \mathrm{PLL} = \sum_k f_k N_k

    Examples
    --------
    >>> potential_loss_of_life([10.0, 1.0], [1e-5, 1e-4])
    0.0002

    References
    ----------
    [1] CPR 18E, 1999, chapter 6.
    """
    number = finite("deaths", deaths, least=0.0)
    return float((number * finite("frequency", frequency, least=0.0)).sum())
