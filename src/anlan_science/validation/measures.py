"""How near a model comes: the measures of J. C. Chang and S. R. Hanna, 2004, and plain errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.registry import Floats

#: Accepted limits of the field: Meteorology and Atmospheric Physics 87, 167-196, 2004, section 5;
#: MG as Hanna, Chang and Strimaitis 1993 take it for dense gas.
ACCEPTED: Mapping[str, tuple[float, float]] = {
    "fac2": (0.5, 1.0),
    "mg": (0.7, 1.3),
    "vg": (1.0, 1.6),
    "fb": (-0.3, 0.3),
}
#: Errors below this are those of the arithmetic and are shown as this.
LEAST_ERROR = 1e-9


@dataclass(frozen=True, slots=True)
class Finding:
    """One model, or a chain of models, beside one experiment or published table.

    Attributes
    ----------
    folder : folder of the reference data.
    experiment : what was measured or published.
    quantity : what is compared, with its unit or kind of error.
    models : identifiers of the models.
    points : number of values compared.
    metrics : measures by name.
    limits : least and greatest accepted value of each measure that has one.
    note : what to know about it.
    """

    folder: str
    experiment: str
    quantity: str
    models: tuple[str, ...]
    points: int
    metrics: Mapping[str, float]
    limits: Mapping[str, tuple[float, float]]
    note: str = ""

    @property
    def is_verification(self) -> bool:
        """Whether published numbers are reproduced, rather than measurements met."""
        return "error" in self.metrics

    @property
    def missed(self) -> tuple[str, ...]:
        """Measures outside their limits."""
        return tuple(
            name
            for name, (low, high) in self.limits.items()
            if not low <= self.metrics[name] <= high
        )

    @property
    def verdict(self) -> str:
        """In words."""
        if not self.limits:
            return "no accepted limits"
        return f"outside: {', '.join(self.missed)}" if self.missed else "within limits"


def scores(observed: ArrayLike, predicted: ArrayLike) -> dict[str, float]:
    """FAC2, geometric mean bias and variance, fractional bias, largest factor of error.

    Parameters
    ----------
    observed : ndarray, shape (n,)
        Measured, positive. [any]
    predicted : ndarray, shape (n,)
        Calculated, positive. [as observed]

    Returns
    -------
    scores : dict
        points, fac2, mg (observed over predicted), vg, fb, max_factor. [-]

    Examples
    --------
    >>> found = scores([2.0, 8.0], [4.0, 4.0])
    >>> found["fac2"], found["mg"], round(found["max_factor"], 6)
    (1.0, 1.0, 2.0)

    References
    ----------
    [1] J. C. Chang and S. R. Hanna, Meteorology and Atmospheric Physics 87, 167-196, 2004.
    """
    one, other = np.asarray(observed, dtype=float), np.asarray(predicted, dtype=float)
    logs = np.log(one / other)
    return {
        "points": logs.size,
        "fac2": float(np.mean(np.abs(logs) <= np.log(2.0) * (1 + 1e-12))),
        "mg": float(np.exp(logs.mean())),
        "vg": float(np.exp((logs**2).mean())),
        "fb": float(2 * (one - other).mean() / (one + other).mean()),
        "max_factor": float(np.exp(np.abs(logs).max())),
    }


def validated(
    folder: str, experiment: str, quantity: str, models: tuple[str, ...], observed: ArrayLike,
    predicted: ArrayLike, limits: Mapping[str, tuple[float, float]] = ACCEPTED, note: str = "",
) -> Finding:  # fmt: skip
    """A finding by the measures of Chang and Hanna.

    Parameters
    ----------
    folder : str
        Folder of the reference data. [-]
    experiment : str
        What was measured. [-]
    quantity : str
        What is compared. [-]
    models : tuple of str
        Identifiers. [-]
    observed : ndarray, shape (n,)
        Measured. [any]
    predicted : ndarray, shape (n,)
        Calculated. [as observed]
    limits : mapping, default ``ACCEPTED``
        Limits of the measures. [-]
    note : str, default ""
        What to know about it. [-]

    Returns
    -------
    finding : Finding
        Measures and verdict. [-]
    """
    found = scores(observed, predicted)
    points = int(found.pop("points"))
    return Finding(folder, experiment, quantity, models, points, found, limits, note)


def verified(
    folder: str, experiment: str, quantity: str, models: tuple[str, ...], published: ArrayLike,
    found: ArrayLike, tolerance: float, *, is_absolute: bool = False, note: str = "",
) -> Finding:  # fmt: skip
    """A finding by the largest error against published numbers.

    Parameters
    ----------
    folder : str
        Folder of the reference data. [-]
    experiment : str
        What was published. [-]
    quantity : str
        What is compared. [-]
    models : tuple of str
        Identifiers. [-]
    published : ndarray, shape (n,)
        As printed. [any]
    found : ndarray, shape (n,)
        As calculated. [as published]
    tolerance : float
        What half a digit of the source allows. [- or as published]
    is_absolute : bool, default False
        Whether the error is a difference; otherwise it is relative. [-]
    note : str, default ""
        What to know about it. [-]

    Returns
    -------
    finding : Finding
        Largest error and verdict. [-]
    """
    one, other = (np.atleast_1d(np.asarray(each, dtype=float)) for each in (published, found))
    error: Floats = np.abs(other - one)
    if not is_absolute:
        known = np.abs(one)
        error = np.where(known > 0, error / np.where(known > 0, known, 1.0), error)
    largest = float(error.max()) if np.isfinite(error).all() else float("inf")
    kind = f"{quantity}, {'absolute' if is_absolute else 'relative'}"
    limits = {"error": (0.0, tolerance)}
    return Finding(folder, experiment, kind, models, one.size, {"error": largest}, limits, note)
