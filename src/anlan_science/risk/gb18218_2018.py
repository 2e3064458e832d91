"""Major hazard installations: identification and grading after GB 18218-2018."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

INFO = ModelInfo(
    id="gb18218_2018",
    citation=(
        "GB 18218-2018, Identification of major hazard installations for hazardous chemicals "
        "(危险化学品重大危险源辨识), clauses 4.2 (identification), 4.3 (grading), tables 1-6. "
        "Read in a secondary copy; the primary text was not at hand."
    ),
    quantity="index S of identification, index R of grading, level 1 to 4 of a unit",
    inputs=("quantity", "threshold", "beta", "persons"),
    validity={
        "quantity": (0.0, math.inf),
        "threshold": (0.3, 5000.0),
        "beta": (1.0, 20.0),
        "persons": (0.0, math.inf),
    },
    # The cases reproduced by the tests are printed in an examination and in a safety assessment,
    # not in the standard.
    status="unverified",
)

#: Table 5: fewest persons of each step, and its factor alpha.
EXPOSURE_STEPS: tuple[tuple[int, float], ...] = (
    (100, 2.0),
    (50, 1.5),
    (30, 1.2),
    (1, 1.0),
    (0, 0.5),
)
#: Table 6: lowest R of levels one to three; whatever is lower is level four.
LEVEL_BOUNDS: tuple[float, ...] = (100.0, 50.0, 10.0)


class InvalidQuantity(ValueError):
    """A quantity is negative or no number, or a threshold or factor is not positive."""


@dataclass(frozen=True, slots=True)
class Grading:
    """The result for one unit; ``level`` is 0 where the unit is no major hazard installation."""

    s: float
    r: float
    alpha: float
    level: int

    @property
    def is_major(self) -> bool:
        """Whether the unit is a major hazard installation."""
        return self.level > 0


def _checked(name: str, values: ArrayLike, *, positive: bool) -> Floats:
    """Return the values as an array, or raise: nothing is clipped and no NaN passes silently."""
    found = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if not np.all(np.isfinite(found)):
        raise InvalidQuantity(f"{name}: every value must be a finite number")
    if positive and np.any(found <= 0):
        raise InvalidQuantity(f"{name}: every value must be greater than zero")
    if np.any(found < 0):
        raise InvalidQuantity(f"{name}: no value may be negative")
    return found


def shares(quantity: ArrayLike, threshold: ArrayLike) -> Floats:
    r"""Quantity over threshold of every substance, the terms of formula (1).

    Parameters
    ----------
    quantity : float or ndarray, shape (n,)
        Largest quantity by design of each substance in the unit (clause 4.2.2). [t]
    threshold : float or ndarray, shape (n,)
        Threshold of each substance, tables 1 and 2. [t]

    Returns
    -------
    share : ndarray, shape (n,)
        q/Q of each substance. [-]

    Raises
    ------
    InvalidQuantity
        A quantity is negative or not finite, or a threshold is not positive.

    Notes
    -----
    .. math:: x_i = q_i / Q_i

    Examples
    --------
    >>> shares([200.0, 5.0], [20.0, 10.0]).tolist()
    [10.0, 0.5]

    References
    ----------
    GB 18218-2018, clause 4.2.1, formula (1).
    """
    q = _checked("quantity", quantity, positive=False)
    limit = _checked("threshold", threshold, positive=True)
    return q / limit


def identification_index(quantity: ArrayLike, threshold: ArrayLike) -> float:
    r"""Index S of identification: at 1 or more the unit is a major hazard installation.

    Parameters
    ----------
    quantity : float or ndarray, shape (n,)
        Largest quantity by design of each substance in the unit (clause 4.2.2). [t]
    threshold : float or ndarray, shape (n,)
        Threshold of each substance, tables 1 and 2. [t]

    Returns
    -------
    s : float
        Sum of q/Q; 0 for an empty unit. [-]

    Raises
    ------
    InvalidQuantity
        A quantity is negative or not finite, or a threshold is not positive.

    Notes
    -----
    .. math:: S = \sum_i q_i / Q_i

    The sum is exact to the last digit (``math.fsum``), so that the order of the substances does
    not decide at the bound S = 1.

    Examples
    --------
    A filling station with 26.64 t of petrol and 22.95 t of diesel; its assessment prints 0.14:

    >>> round(identification_index([26.64, 22.95], [200.0, 5000.0]), 2)
    0.14

    References
    ----------
    GB 18218-2018, clause 4.2.1, formula (1).
    """
    return math.fsum(shares(quantity, threshold))


def grading_index(
    quantity: ArrayLike, threshold: ArrayLike, beta: ArrayLike, alpha: float
) -> float:
    r"""Index R of grading.

    Parameters
    ----------
    quantity : float or ndarray, shape (n,)
        Largest quantity by design of each substance in the unit (clause 4.2.2). [t]
    threshold : float or ndarray, shape (n,)
        Threshold of each substance, tables 1 and 2. [t]
    beta : float or ndarray, shape (n,)
        Factor of each substance, table 3 for named toxic gases, else table 4. [-]
    alpha : float
        Factor of the people around the plant, table 5. [-]

    Returns
    -------
    r : float
        R of the unit; 0 for an empty unit. [-]

    Raises
    ------
    InvalidQuantity
        A value is not finite, a quantity is negative, or another value is not positive.

    Notes
    -----
    .. math:: R = \alpha \sum_i \beta_i q_i / Q_i

    Examples
    --------
    200 t of sulphur dioxide, 60 people around:

    >>> grading_index(200.0, 20.0, 2.0, 1.5)
    30.0

    References
    ----------
    GB 18218-2018, clause 4.3.2, formula (2).
    """
    factor = _checked("beta", beta, positive=True)
    outside = float(_checked("alpha", alpha, positive=True)[0])
    return outside * math.fsum(factor * shares(quantity, threshold))


def exposure_factor(
    persons: ArrayLike, steps: Sequence[tuple[int, float]] = EXPOSURE_STEPS
) -> Floats:
    r"""Factor alpha of the permanent residents within 500 m outside the plant boundary.

    Parameters
    ----------
    persons : int or ndarray of int, shape (n,)
        Permanent residents in the strip of 500 m around the boundary of the plant. [persons]
    steps : sequence of (int, float), shape (5,)
        Fewest persons of each step and its factor; by default table 5. [persons, -]

    Returns
    -------
    alpha : ndarray, shape (n,)
        Factor of the step each number falls into. [-]

    Raises
    ------
    InvalidQuantity
        A number of persons is negative or not finite.

    Notes
    -----
    A step function: 0 persons 0.5, from 1 on 1.0, from 30 on 1.2, from 50 on 1.5, from 100 on 2.0.

    Examples
    --------
    >>> exposure_factor([0, 1, 29, 30, 49, 50, 99, 100]).tolist()
    [0.5, 1.0, 1.0, 1.2, 1.2, 1.5, 1.5, 2.0]

    References
    ----------
    GB 18218-2018, clause 4.3.4, table 5.
    """
    found = _checked("persons", persons, positive=False)
    ordered = sorted(steps)
    lower = np.array([step[0] for step in ordered], dtype=np.float64)
    factor = np.array([step[1] for step in ordered], dtype=np.float64)
    result: Floats = factor[np.searchsorted(lower, found, side="right") - 1]
    return result


def level_of(r: ArrayLike, bounds: Sequence[float] = LEVEL_BOUNDS) -> Ints:
    r"""Level 1 (gravest) to 4 of an installation from its R.

    Parameters
    ----------
    r : float or ndarray, shape (n,)
        Index R of units already identified as major hazard installations. [-]
    bounds : sequence of float, shape (3,)
        Lowest R of levels one, two and three; by default table 6. [-]

    Returns
    -------
    level : ndarray of int, shape (n,)
        1 to 4. [-]

    Raises
    ------
    InvalidQuantity
        An R is negative or not finite.

    Notes
    -----
    Level 1 from R = 100 on, 2 from 50 on, 3 from 10 on, else 4; the bounds belong to the graver.

    Examples
    --------
    >>> level_of([100.0, 99.9, 50.0, 10.0, 9.99]).tolist()
    [1, 2, 2, 3, 4]

    References
    ----------
    GB 18218-2018, clause 4.3.5, table 6.
    """
    found = _checked("r", r, positive=False)
    ascending = np.array(sorted(bounds), dtype=np.float64)
    passed = np.searchsorted(ascending, found, side="right")
    return np.asarray(len(ascending) + 1 - passed, dtype=np.int64)


def grade_unit(
    quantity: ArrayLike,
    threshold: ArrayLike,
    beta: ArrayLike,
    persons: int,
    steps: Sequence[tuple[int, float]] = EXPOSURE_STEPS,
    bounds: Sequence[float] = LEVEL_BOUNDS,
) -> Grading:
    r"""Identify and grade one unit.

    Parameters
    ----------
    quantity : float or ndarray, shape (n,)
        Largest quantity by design of each substance in the unit. [t]
    threshold : float or ndarray, shape (n,)
        Threshold of each substance, tables 1 and 2. [t]
    beta : float or ndarray, shape (n,)
        Factor of each substance, tables 3 and 4. [-]
    persons : int
        Permanent residents within 500 m outside the boundary of the plant. [persons]
    steps : sequence of (int, float), shape (5,)
        Table 5. [persons, -]
    bounds : sequence of float, shape (3,)
        Table 6. [-]

    Returns
    -------
    grading : Grading
        S, R, alpha and the level, 0 where S is below 1. [-]

    Raises
    ------
    InvalidQuantity
        As ``grading_index``.

    Examples
    --------
    >>> grade_unit(200.0, 20.0, 2.0, 60)
    Grading(s=10.0, r=30.0, alpha=1.5, level=3)
    >>> grade_unit([26.64, 22.95], [200.0, 5000.0], [1.0, 1.0], 120).level
    0

    References
    ----------
    GB 18218-2018, clauses 4.2 and 4.3.
    """
    alpha = float(exposure_factor(persons, steps)[0])
    s = identification_index(quantity, threshold)
    r = grading_index(quantity, threshold, beta, alpha)
    return Grading(s=s, r=r, alpha=alpha, level=int(level_of(r, bounds)[0]) if s >= 1 else 0)
