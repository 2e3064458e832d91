"""From a dose to a probit, and from a probit to a share: what all probits have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from anlan_science.registry import Floats, InvalidInput, finite


def thermal_dose(flux: ArrayLike, duration_s: ArrayLike) -> Floats:
    r"""Thermal dose of a constant flux, the load of all thermal probits of this package.

    Parameters
    ----------
    flux : float or ndarray, shape (n,)
        Thermal radiation on the skin. [W/m²]
    duration_s : float or ndarray, shape (n,)
        Time of exposure. [s]

    Returns
    -------
    dose : ndarray, shape (n,) or ()
        Thermal dose. [(W/m²)^(4/3) s]

    Raises
    ------
    InvalidInput
        A value is negative or not finite.

    Notes
    -----
    .. math:: D = q^{4/3} t

    Examples
    --------
    >>> round(float(thermal_dose(5.0, 30.0)), 4)
    256.4964

    References
    ----------
    [1] N. A. Eisenberg, C. J. Lynch and R. J. Breeding, Vulnerability Model, CG-D-136-75, 1975.
    """
    return np.asarray(
        finite("flux", flux, least=0.0) ** (4.0 / 3.0) * finite("duration_s", duration_s, least=0.0)
    )


def toxic_load(concentration: ArrayLike, durations_s: ArrayLike, exponent: float) -> Floats:
    r"""Toxic load of a concentration that changes in steps.

    Parameters
    ----------
    concentration : ndarray, shape (..., k)
        Concentration during each step, in the unit that the probit asks for. [any]
    durations_s : float or ndarray, shape (k,)
        Length of each step. [s]
    exponent : float
        Exponent n of the substance, above 0. [-]

    Returns
    -------
    load : ndarray, shape (...)
        Toxic load, with time in minutes as in the published probits. [unit^n min]

    Raises
    ------
    InvalidInput
        A value is negative or not finite.

    Notes
    -----
    .. math:: L = \sum_i C_i^n \Delta t_i / 60

    Examples
    --------
    >>> float(toxic_load([10.0, 0.0], 60.0, 2.0))
    100.0

    References
    ----------
    [1] W. F. ten Berge, A. Zwart and L. M. Appelman, Journal of Hazardous Materials 13,
        301-309, 1986, doi:10.1016/0304-3894(86)85003-8.
    """
    if not (np.isfinite(exponent) and exponent > 0.0):
        raise InvalidInput("exponent must be greater than zero")
    steps = finite("concentration", concentration, least=0.0) ** exponent
    return np.asarray(np.sum(steps * finite("durations_s", durations_s, least=0.0) / 60.0, axis=-1))


def linear_probit(dose: ArrayLike, constant: float, slope: float) -> Floats:
    r"""Probit linear in the logarithm of a dose.

    Parameters
    ----------
    dose : float or ndarray, shape (n,)
        Dose, in the unit the constants are for. [any]
    constant : float
        Constant of the probit. [-]
    slope : float
        Slope of the probit. [-]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit; minus infinity where the dose is zero, so that nobody is harmed. [-]

    Raises
    ------
    InvalidInput
        A dose is negative or not finite.

    Notes
    -----
    .. math:: Y = a + b \ln D

    Examples
    --------
    >>> float(linear_probit(1.0, 2.5, 1.0)), float(linear_probit(0.0, 2.5, 1.0))
    (2.5, -inf)

    References
    ----------
    [1] D. J. Finney, Probit Analysis, 3rd ed., Cambridge University Press, 1971.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(constant + slope * np.log(finite("dose", dose, least=0.0)))


def dose_of_probit(probit: ArrayLike, constant: float, slope: float) -> Floats:
    r"""Dose at which a linear probit has a value; for zones drawn at a share of people.

    Parameters
    ----------
    probit : float or ndarray, shape (n,)
        Probit. [-]
    constant : float
        Constant of the probit. [-]
    slope : float
        Slope of the probit, not 0. [-]

    Returns
    -------
    dose : ndarray, shape (n,) or ()
        Dose, in the unit the constants are for. [any]

    Raises
    ------
    InvalidInput
        A probit is not finite.

    Notes
    -----
    .. math:: D = e^{(Y - a)/b}

    Examples
    --------
    >>> float(dose_of_probit(2.5, 2.5, 1.0))
    1.0

    References
    ----------
    [1] D. J. Finney, Probit Analysis, 3rd ed., Cambridge University Press, 1971.
    """
    return np.asarray(np.exp((finite("probit", probit) - constant) / slope))


def share_of_probit(probit: ArrayLike) -> Floats:
    r"""Share of people that suffer the effect.

    Parameters
    ----------
    probit : float or ndarray, shape (n,)
        Probit; minus infinity is a share of 0. [-]

    Returns
    -------
    share : ndarray, shape (n,) or ()
        Share, 0 to 1. [-]

    Raises
    ------
    InvalidInput
        A probit is not a number.

    Notes
    -----
    .. math:: P = \Phi(Y - 5)

    Examples
    --------
    >>> float(share_of_probit(5.0)), round(float(share_of_probit(2.67)), 3)
    (0.5, 0.01)

    References
    ----------
    [1] D. J. Finney, Probit Analysis, 3rd ed., Cambridge University Press, 1971.
    """
    values = np.asarray(probit, dtype=np.float64)
    if np.isnan(values).any():
        raise InvalidInput("probit must be a number")
    return np.asarray(ndtr(values - 5.0), dtype=np.float64)


def probit_of_share(share: ArrayLike) -> Floats:
    r"""Probit of a share of people.

    Parameters
    ----------
    share : float or ndarray, shape (n,)
        Share, 0 to 1. [-]

    Returns
    -------
    probit : ndarray, shape (n,) or ()
        Probit. [-]

    Raises
    ------
    InvalidInput
        A share lies outside 0 to 1.

    Notes
    -----
    .. math:: Y = 5 + \Phi^{-1}(P)

    Examples
    --------
    >>> float(probit_of_share(0.5))
    5.0

    References
    ----------
    [1] D. J. Finney, Probit Analysis, 3rd ed., Cambridge University Press, 1971.
    """
    values = finite("share", share, least=0.0)
    if (values > 1.0).any():
        raise InvalidInput("share: no value may be more than 1")
    return np.asarray(5.0 + ndtri(values), dtype=np.float64)
