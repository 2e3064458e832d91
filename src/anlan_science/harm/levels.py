"""Levels of concern for toxic gas: which kinds there are, and one value with its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.registry import Floats, InvalidInput, finite

#: Molar gas constant, exact by definition of the SI. [J/(mol K)]
GAS_CONSTANT = 8.31446261815324


class LevelKind(Enum):
    """Systems of levels; the number is the grade within the system."""

    AEGL_1 = "AEGL-1"
    AEGL_2 = "AEGL-2"
    AEGL_3 = "AEGL-3"
    ERPG_1 = "ERPG-1"
    ERPG_2 = "ERPG-2"
    ERPG_3 = "ERPG-3"
    IDLH = "IDLH"


#: Exposure times for which each kind is published. [s]
DURATIONS_S: dict[LevelKind, tuple[float, ...]] = {
    LevelKind.AEGL_1: (600.0, 1800.0, 3600.0, 14400.0, 28800.0),
    LevelKind.AEGL_2: (600.0, 1800.0, 3600.0, 14400.0, 28800.0),
    LevelKind.AEGL_3: (600.0, 1800.0, 3600.0, 14400.0, 28800.0),
    LevelKind.ERPG_1: (3600.0,),
    LevelKind.ERPG_2: (3600.0,),
    LevelKind.ERPG_3: (3600.0,),
    LevelKind.IDLH: (1800.0,),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One published level of one substance.

    Attributes
    ----------
    kind : system and grade.
    cas : CAS number of the substance.
    volume_fraction : the level, 1 ppm is 1e-6.
    duration_s : time of exposure the level is for, one of ``DURATIONS_S``.
    source : document and date the value is taken from.
    """

    kind: LevelKind
    cas: str
    volume_fraction: float
    duration_s: float
    source: str

    def __post_init__(self) -> None:
        if not 0.0 < self.volume_fraction <= 1.0:
            raise InvalidInput("volume_fraction must be above 0, up to 1")
        if self.duration_s not in DURATIONS_S[self.kind]:
            raise InvalidInput(f"{self.kind.value} is not published for {self.duration_s:g} s")
        if not self.source:
            raise InvalidInput("a level needs its source")


def mass_concentration(
    volume_fraction: ArrayLike,
    molar_mass: float,
    temperature: float = 298.15,
    pressure: float = 101325.0,
) -> Floats:
    r"""Mass concentration of a volume fraction of an ideal gas.

    Parameters
    ----------
    volume_fraction : float or ndarray, shape (n,)
        Volume fraction, 0 to 1; 1 ppm is 1e-6. [-]
    molar_mass : float
        Molar mass of the substance. [kg/mol]
    temperature : float, default 298.15
        Temperature of the air. [K]
    pressure : float, default 101325
        Pressure of the air. [Pa]

    Returns
    -------
    concentration : ndarray, shape (n,) or ()
        Mass concentration. [kg/m³]

    Raises
    ------
    InvalidInput
        A value is not finite or physically impossible.

    Notes
    -----
    .. math:: c = x M p / (R T)

    Examples
    --------
    1 ppm of chlorine is 2.9 mg/m³:

    >>> round(float(mass_concentration(1e-6, 0.070906)) * 1e6, 1)
    2.9
    """
    if not (molar_mass > 0.0 and temperature > 0.0 and pressure > 0.0):
        raise InvalidInput("molar_mass, temperature and pressure must be greater than zero")
    fraction = finite("volume_fraction", volume_fraction, least=0.0)
    if (fraction > 1.0).any():
        raise InvalidInput("volume_fraction: no value may be more than 1")
    return np.asarray(fraction * molar_mass * pressure / (GAS_CONSTANT * temperature))
