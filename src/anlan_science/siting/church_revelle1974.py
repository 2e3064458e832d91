"""Maximal covering: p sites so that the most is reached within a limit, with a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, eye_array, hstack

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="church_revelle1974",
    citation=(
        "R. Church, C. ReVelle, The maximal covering location problem, Papers of the Regional "
        "Science Association 32(1), 101-118, 1974, doi:10.1007/BF01942293. Paper not seen; the "
        "optimum that spopt (PySAL, 493a58aa) prints for 205 tracts of San Francisco is found."
    ),
    quantity="sites that cover the most",
    inputs=("covers", "number"),
    validity={},
    status="verified",
)


@dataclass(frozen=True, slots=True)
class Covering:
    """Sites, what they cover together, and how good that is.

    Attributes
    ----------
    sites : columns chosen, in the order of what each adds, most first.
    added : what each of them adds to those before it. [as weights]
    covered : weight of all places covered. [as weights]
    bound : no choice covers more than this. [as weights]
    is_optimal : whether the two meet.
    """

    sites: NDArray[np.intp]
    added: Floats
    covered: float
    bound: float
    is_optimal: bool


def max_covering(
    covers: ArrayLike, number: int, weights: ArrayLike = 1.0, *, seconds: float = 20.0
) -> Covering:
    r"""Choose sites that cover the most weight; Church and ReVelle 1974.

    Parameters
    ----------
    covers : ndarray of bool, shape (places, sites)
        Whether a place is reached from a site within the limit. [-]
    number : int
        How many sites are chosen at most; sites that add nothing are left out. [-]
    weights : float or ndarray, shape (places,), default 1
        Weight of each place, such as its people. [-]
    seconds : float, default 20
        Time for the search. [s]

    Returns
    -------
    covering : Covering
        Sites, what they add, the total and its bound. [as weights]

    Raises
    ------
    InvalidInput
        Shapes do not fit, a weight is negative, the number is not between 1 and the sites.

    Notes
    -----
    .. math:: \max \sum_i w_i y_i, \; y_i \le \sum_j a_{ij} x_j, \; \sum_j x_j \le p

    with whole x; y is whole of itself. Places with the same sites are taken together.

    Validity
    --------
    Any size; some hundreds of places and sites take a fraction of a second.

    Examples
    --------
    >>> found = max_covering([[1, 0, 1], [1, 1, 0], [0, 1, 0]], 1, [1.0, 1.0, 5.0])
    >>> found.sites.tolist(), found.covered, found.is_optimal
    ([1], 6.0, True)

    References
    ----------
    [1] R. Church, C. ReVelle, Papers of the Regional Science Association 32(1), 1974.
    """
    table = np.asarray(covers, dtype=np.bool_)
    if table.ndim != 2 or not table.size:
        raise InvalidInput("covers: must have a row for each place and a column for each site")
    places, sites = table.shape
    if not 1 <= number <= sites:
        raise InvalidInput(f"number: must lie between 1 and {sites}")
    weight = finite("weights", weights, least=0.0)
    if weight.ndim > 1 or (weight.ndim == 1 and weight.size != places):
        raise InvalidInput("weights: must be one number or one for each place")
    weight = np.broadcast_to(weight, (places,))
    rows, which = np.unique(table, axis=0, return_inverse=True)
    worth = np.bincount(which.ravel(), weights=weight, minlength=len(rows)).astype(np.float64)
    useful = rows.any(axis=1) & (worth > 0.0)
    rows, worth = rows[useful], worth[useful]
    if not len(rows):
        return Covering(np.zeros(0, np.intp), np.zeros(0), 0.0, 0.0, True)
    chosen, bound = _solve(rows, worth, number, seconds)
    order, added = _by_gain(rows, worth, chosen)
    covered = float(added.sum())
    bound = max(bound, covered)
    return Covering(order, added, covered, bound, bound - covered <= 1e-6 * max(1.0, bound))


def _solve(
    rows: NDArray[np.bool_], worth: Floats, number: int, seconds: float
) -> tuple[NDArray[np.intp], float]:
    """Solve the integer programme over sites and covered places."""
    places, sites = rows.shape
    reached = hstack([coo_array(-rows.astype(np.float64)), eye_array(places)])
    count = coo_array(
        (np.ones(sites), (np.zeros(sites, dtype=int), np.arange(sites))), shape=(1, sites + places)
    )
    answer: Any = milp(
        np.concatenate([np.zeros(sites), -worth]),
        constraints=[
            LinearConstraint(reached.tocsc(), -np.inf, 0.0),
            LinearConstraint(count.tocsc(), 0.0, number),
        ],
        integrality=np.concatenate([np.ones(sites), np.zeros(places)]),
        bounds=Bounds(0.0, 1.0),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if answer.x is None:  # out of time: those that add most, one after the other
        greedy, _added = _by_gain(rows, worth, np.arange(sites))
        return greedy[:number], float(worth.sum())
    proven = float(worth.sum()) if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    return np.flatnonzero(answer.x[:sites] > 0.5), proven


def _by_gain(
    rows: NDArray[np.bool_], worth: Floats, chosen: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Floats]:
    """Order sites by what each adds to those before; those that add nothing are left out."""
    left, open_ = list(chosen), np.ones(len(rows), dtype=np.bool_)
    order: list[int] = []
    added: list[float] = []
    while left:
        gains = [float(worth[rows[:, site] & open_].sum()) for site in left]
        best = int(np.argmax(gains))
        if gains[best] <= 0.0:
            break
        order.append(left.pop(best))
        added.append(gains[best])
        open_ &= ~rows[:, order[-1]]
    return np.array(order, dtype=np.intp), np.array(added)
