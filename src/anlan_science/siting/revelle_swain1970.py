"""The p-median: p sites so that the weighted way to the nearest is least, with a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="revelle_swain1970",
    citation=(
        "C. S. ReVelle, R. W. Swain, Central facilities location, Geographical Analysis 2(1), "
        "30-42, 1970, doi:10.1111/j.1538-4632.1970.tb00142.x; bounds by the Lagrangian of G. "
        "Cornuejols, M. L. Fisher, G. L. Nemhauser, Management Science 23(8), 789-810, 1977, "
        "doi:10.1287/mnsc.23.8.789; exchange after M. B. Teitz, P. Bart, Operations Research "
        "16(5), 955-961, 1968, doi:10.1287/opre.16.5.955. Optima of the OR-Library (Beasley 1985)."
    ),
    quantity="sites of least total weighted cost",
    inputs=("costs", "number"),
    validity={},
    status="verified",
)

Numbers = NDArray[np.intp]

#: Rounds of the Lagrangian, and rounds without progress before its step is halved.
_ROUNDS, _PATIENCE = 600, 20


@dataclass(frozen=True, slots=True)
class Siting:
    """Sites, who goes where, and how good that is.

    Attributes
    ----------
    sites : columns chosen, ascending.
    assigned : the chosen column of each row.
    total : weighted cost. [as costs]
    bound : no choice costs less than this. [as costs]
    is_optimal : whether the total is proven to be the least.
    """

    sites: Numbers
    assigned: Numbers
    total: float
    bound: float
    is_optimal: bool


def p_median(
    costs: ArrayLike,
    number: int,
    weights: ArrayLike = 1.0,
    *,
    seconds: float = 60.0,
) -> Siting:
    r"""Choose sites of least total weighted cost; ReVelle and Swain 1970.

    Parameters
    ----------
    costs : ndarray, shape (places, sites)
        Cost of serving each place from each site, such as metres or seconds. [any]
    number : int
        How many sites are chosen. [-]
    weights : float or ndarray, shape (places,), default 1
        Weight of each place, such as its people. [-]
    seconds : float, default 60
        Time for the last step, the search that closes the gap. [s]

    Returns
    -------
    siting : Siting
        Sites, assignment, total and bound; ``is_optimal`` says whether they meet. [as costs]

    Raises
    ------
    InvalidInput
        A cost is negative or not finite, shapes do not fit, the number is not between 1 and sites.

    Notes
    -----
    .. math:: \min \sum_i \sum_j w_i c_{ij} x_{ij}, \; \sum_j x_{ij} = 1, \; x_{ij} \le y_j,
       \; \sum_j y_j = p

    Exchange gives a good choice, the Lagrangian of the assignment a bound and sites that no
    optimum can contain; an integer programme over what is left closes the gap.

    Validity
    --------
    Any size; proofs were reached for every instance tested, up to 400 places.

    Examples
    --------
    >>> found = p_median([[0.0, 4.0, 9.0], [4.0, 0.0, 5.0], [9.0, 5.0, 0.0]], 1)
    >>> found.sites.tolist(), found.total, found.is_optimal
    ([1], 9.0, True)

    References
    ----------
    [1] C. S. ReVelle, R. W. Swain, Geographical Analysis 2(1), 1970.
    """
    way = finite("costs", costs, least=0.0)
    if way.ndim != 2 or not way.size:
        raise InvalidInput("costs: must have a row for each place and a column for each site")
    places, sites = way.shape
    if not 1 <= number <= sites:
        raise InvalidInput(f"number: must lie between 1 and {sites}")
    weight = finite("weights", weights, least=0.0)
    if weight.ndim > 1 or (weight.ndim == 1 and weight.size != places):
        raise InvalidInput("weights: must be one number or one for each place")
    weighted = way * np.broadcast_to(weight, (places,))[:, None]
    chosen = _exchange(weighted, _greedy(weighted, number))
    # With whole numbers, less than one below the best is no room for a better choice.
    grain = 1.0 if (weighted == np.round(weighted)).all() else 0.0
    chosen, bound, possible = _lagrangian(weighted, chosen, grain)
    total = _total(weighted, chosen)
    if not _meets(bound, total, grain):
        chosen, bound = _close(weighted, number, chosen, bound, possible, seconds)
        total = _total(weighted, chosen)
    order = np.sort(chosen)
    return Siting(
        sites=order,
        assigned=order[way[:, order].argmin(axis=1)],
        total=total,
        bound=min(bound, total),
        is_optimal=_meets(bound, total, grain),
    )


def _total(weighted: Floats, chosen: Numbers) -> float:
    return float(weighted[:, chosen].min(axis=1).sum())


def _meets(bound: float, total: float, grain: float) -> bool:
    return total - bound < max(grain * (1.0 - 1e-6), 1e-9 * max(1.0, total))


def _greedy(weighted: Floats, number: int) -> Numbers:
    """Take the site that helps most, again and again."""
    nearest = np.full(weighted.shape[0], np.inf)
    chosen: list[int] = []
    for _ in range(number):
        totals = np.minimum(weighted, nearest[:, None]).sum(axis=0)
        totals[chosen] = np.inf
        chosen.append(int(totals.argmin()))
        nearest = np.minimum(nearest, weighted[:, chosen[-1]])
    return np.array(chosen, dtype=np.intp)


def _exchange(weighted: Floats, chosen: Numbers) -> Numbers:
    """Exchange one site for another as long as that helps; Teitz and Bart 1968."""
    places = weighted.shape[0]
    rows = np.arange(places)
    best = chosen.copy()
    while True:
        ways = weighted[:, best]
        order = np.argsort(ways, axis=1)[:, :2]
        first = ways[rows, order[:, 0]]
        second = ways[rows, order[:, 1]] if best.size > 1 else np.full(places, np.inf)
        saved = np.maximum(0.0, first[:, None] - weighted)
        if best.size == 1:
            change = weighted.sum(axis=0)[:, None] - first.sum()
        else:
            # Whoever loses the nearest site goes to the new one or to the second.
            extra = np.minimum(weighted, second[:, None]) - first[:, None] + saved
            change = np.zeros((weighted.shape[1], best.size))
            np.add.at(change.T, order[:, 0], extra)
            change -= saved.sum(axis=0)[:, None]
        change[best] = np.inf
        site, place = np.unravel_index(int(change.argmin()), change.shape)
        if change[site, place] >= -1e-9 * max(1.0, float(first.sum())):
            return best
        best[place] = site


def _lagrangian(
    weighted: Floats, chosen: Numbers, grain: float
) -> tuple[Numbers, float, NDArray[np.bool_]]:
    """Bound, a better choice where one is met, and which sites an optimum may contain."""
    places, sites = weighted.shape
    number = chosen.size
    upper = _total(weighted, chosen)
    prices = np.partition(weighted, min(1, sites - 1), axis=1)[:, min(1, sites - 1)]
    possible = np.ones(sites, dtype=bool)
    bound, scale, stuck = -np.inf, 2.0, 0
    for _ in range(_ROUNDS):
        gains = np.minimum(weighted - prices[:, None], 0.0)
        values = np.where(possible, gains.sum(axis=0), np.inf)
        order = np.argsort(values, kind="stable")
        taken = order[:number]
        low = float(prices.sum() + values[taken].sum())
        improved = low > bound + 1e-7 * max(1.0, abs(bound))
        if improved or not np.isfinite(bound):
            bound, stuck = max(low, bound), 0
            candidate = _total(weighted, taken)
            if candidate < upper * 1.02:
                better = _exchange(weighted, taken.astype(np.intp))
                if _total(weighted, better) < upper:
                    chosen, upper = better, _total(weighted, better)
        else:
            stuck += 1
            if stuck >= _PATIENCE:
                scale, stuck = scale / 2.0, 0
        # A site whose forced opening alone brings the bound above the best known is out.
        out = low + values - values[taken[-1]] > upper - grain + 1e-6 * max(1.0, upper)
        out[chosen] = False
        possible &= ~out
        served = (gains[:, taken] < 0.0).sum(axis=1)
        slope = 1.0 - served
        steep = float((slope**2).sum())
        if _meets(bound, upper, grain) or steep == 0.0 or scale < 1e-4:
            break
        prices = prices + scale * max(upper - low, 1e-9) / steep * slope
    return chosen, bound, possible


def _close(
    weighted: Floats,
    number: int,
    chosen: Numbers,
    bound: float,
    possible: NDArray[np.bool_],
    seconds: float,
) -> tuple[Numbers, float]:
    """Solve the integer programme over the sites that are left."""
    columns = np.flatnonzero(possible)
    if columns.size < number:  # everything else is proven to be worse
        return chosen, _total(weighted, chosen)
    part = weighted[:, columns]
    places, left = part.shape
    # With p sites open, a place never goes further than its (left - p + 1)-th nearest.
    reach = np.partition(part, left - number, axis=1)[:, left - number]
    row, column = np.nonzero(part <= reach[:, None])
    pairs = row.size
    cost = np.concatenate([part[row, column], np.zeros(left)])
    index = np.arange(pairs)
    ones = np.ones(pairs)
    served = coo_array((ones, (row, index)), shape=(places, pairs + left))
    opened = coo_array(
        (
            np.concatenate([ones, -ones]),
            (np.concatenate([index, index]), np.concatenate([index, pairs + column])),
        ),
        shape=(pairs, pairs + left),
    )
    count = coo_array(
        (np.ones(left), (np.zeros(left, dtype=int), pairs + np.arange(left))),
        shape=(1, pairs + left),
    )
    whole = np.concatenate([np.zeros(pairs), np.ones(left)])
    answer: Any = milp(
        cost,
        constraints=[
            LinearConstraint(served.tocsc(), 1.0, 1.0),
            LinearConstraint(opened.tocsc(), -np.inf, 0.0),
            LinearConstraint(count.tocsc(), number, number),
        ],
        integrality=whole,
        bounds=Bounds(0.0, 1.0),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if answer.x is not None:
        found = columns[np.flatnonzero(answer.x[pairs:] > 0.5)]
        if found.size == number and _total(weighted, found) < _total(weighted, chosen):
            chosen = found
    proven = answer.mip_dual_bound if answer.mip_dual_bound is not None else bound
    # Sites that were ruled out cannot do better than the choice that ruled them out.
    return chosen, max(bound, min(float(proven), _total(weighted, chosen)))
