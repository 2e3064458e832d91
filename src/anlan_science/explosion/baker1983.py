"""Blast at the wall of a bursting gas vessel: the strongest that the burst can give."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="baker1983",
    citation=(
        "W. E. Baker, P. A. Cox, P. S. Westine, J. J. Kulesz and R. A. Strehlow, Explosion hazards "
        "and evaluation, Elsevier, Amsterdam, 1983, bursting spheres: starting shock. The book was "
        "not at hand; verified against the exact solution of G. A. Sod, J. Comput. Phys. 27(1), "
        "1-31, 1978, doi:10.1016/0021-9991(78)90023-2."
    ),
    quantity="overpressure of the starting shock of a bursting gas vessel",
    inputs=("pressure_ratio", "sound_speed_ratio", "gas_ratio", "air_ratio"),
    status="verified",
)

_STEPS = 200


def _ratio_of_shock(shock: Floats, speed: Floats, gas: Floats, air: Floats) -> Floats:
    """Pressure ratio that drives a shock; where the gas cannot follow it is infinite."""
    drop = (gas - 1.0) / speed * shock / np.sqrt(2.0 * air * (2.0 * air + (air + 1.0) * shock))
    left = np.maximum(1.0 - drop, 0.0)
    with np.errstate(divide="ignore", over="ignore"):
        return np.asarray((1.0 + shock) * left ** (-2.0 * gas / (gas - 1.0)))


def starting_overpressure(
    pressure_ratio: ArrayLike,
    sound_speed_ratio: ArrayLike = 1.0,
    gas_ratio: ArrayLike = 1.4,
    air_ratio: ArrayLike = 1.4,
) -> Floats:
    r"""Overpressure of the starting shock over ambient pressure; Baker et al. 1983.

    Parameters
    ----------
    pressure_ratio : float or ndarray, shape (n,)
        Absolute burst pressure over ambient pressure, 1 or more. [-]
    sound_speed_ratio : float or ndarray, shape (n,), default 1
        Speed of sound in the gas of the vessel over that in the air. [-]
    gas_ratio : float or ndarray, shape (n,), default 1.4
        Ratio of the heat capacities of the gas. [-]
    air_ratio : float or ndarray, shape (n,), default 1.4
        Ratio of the heat capacities of the air. [-]

    Returns
    -------
    shock : ndarray, shape (n,) or ()
        Overpressure over ambient pressure. [-]

    Raises
    ------
    InvalidInput
        A value is impossible.

    Notes
    -----
    .. math:: \frac{p_1}{p_0} = (1 + P) \left[1 - \frac{(\gamma_1 - 1)(a_0/a_1) P}
              {\sqrt{2 \gamma_0 (2 \gamma_0 + (\gamma_0 + 1) P)}}\right]^{-2\gamma_1/(\gamma_1-1)}

    Solved by bisection to the last digit. The one-dimensional shock tube: right at the wall, an
    upper bound farther out.

    Examples
    --------
    >>> float(starting_overpressure(1.0))
    0.0

    References
    ----------
    [1] W. E. Baker et al., Explosion hazards and evaluation, Elsevier, 1983.
    """
    ratio, speed, gas, air = (
        np.asarray(array)
        for array in np.broadcast_arrays(
            finite("pressure_ratio", pressure_ratio, least=1.0),
            finite("sound_speed_ratio", sound_speed_ratio, above=0.0),
            finite("gas_ratio", gas_ratio, above=1.0),
            finite("air_ratio", air_ratio, above=1.0),
        )
    )
    low, high = np.zeros_like(ratio), ratio - 1.0
    for _step in range(_STEPS):
        middle = (low + high) / 2.0
        if ((middle == low) | (middle == high)).all():
            break
        above = _ratio_of_shock(middle, speed, gas, air) > ratio
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    else:  # pragma: no cover - a float has fewer than 200 halvings
        raise InvalidInput("the starting shock was not found")
    return low
