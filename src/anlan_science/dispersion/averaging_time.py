"""How the averaging time changes the crosswind spread of a plume: a power of the time."""

from __future__ import annotations

from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="averaging_time",
    citation=(
        "Power law of the averaging time with exponent 0.2: D. B. Turner, Workbook of Atmospheric "
        "Dispersion Estimates, 1970, eq. 5.12 (exponent 0.17 to 0.2); CPR 14E (Yellow Book), 2005, "
        "section 4.5.3.4. Neither seen."
    ),
    quantity="crosswind spread of a plume at an averaging time",
    inputs=("averaging_time", "reference_time"),
    validity={"averaging_time": (18.75, 7200.0)},
    status="unverified",
)

#: Exponent of the averaging time.
EXPONENT = 0.2


def spread_factor(
    averaging_time: ArrayLike, reference_time: float = 600.0, caveats: Caveats | None = None
) -> Floats:
    r"""Crosswind spread at an averaging time over that at the reference time.

    Parameters
    ----------
    averaging_time : float or ndarray, shape (n,)
        Averaging time of the concentration. [s]
    reference_time : float, default 600.0
        Averaging time of the published spread. [s]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    factor : ndarray, shape (n,) or ()
        Multiply the published crosswind spread by this. [-]

    Raises
    ------
    InvalidInput
        A time is not positive or not finite.

    Notes
    -----
    .. math:: \sigma_y(t) = \sigma_y(t_0) (t / t_0)^{0.2}

    The concentration on the axis changes by the inverse of the factor.

    Validity
    --------
    averaging_time : 18.75 to 7200 s

    Examples
    --------
    >>> round(float(spread_factor(3600.0)), 3)
    1.431

    References
    ----------
    [1] D. B. Turner, PHS 999-AP-26, 1970.
    """
    time = finite("averaging_time", averaging_time, above=0.0)
    reference = finite("reference_time", reference_time, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"averaging_time": time})
    result: Floats = (time / reference) ** EXPONENT
    return result
