"""The published spreads by exact identifier: which set is used is stored with every result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from numpy.typing import ArrayLike

from anlan_science.dispersion import (
    bakkum_duijm2005,
    briggs1973,
    ccps1999_puff,
    epa1995_isc3,
    seinfeld1986,
    turner1970,
)
from anlan_science.dispersion.stability import StabilityClass, Terrain
from anlan_science.registry import Caveats, Floats

Spread = Callable[..., Floats]


class UnknownSigmaSet(LookupError):
    """No set of spreads has this identifier, or it is meant for the other kind of release."""


@dataclass(frozen=True, slots=True)
class SigmaSet:
    """Spreads of one source for one kind of release.

    Attributes
    ----------
    model : identifier of the model that publishes them.
    kind : continuous plume or instantaneous puff.
    along, across, vertical : the three spreads as functions of distance and class.
    averaging_time : averaging time of the crosswind spread, in s; 0 for a puff.
    """

    model: str
    kind: Literal["plume", "puff"]
    along: Spread
    across: Spread
    vertical: Spread
    averaging_time: float


def _briggs(terrain: Terrain) -> SigmaSet:
    """Both spreads of Briggs over one kind of ground."""
    across = partial(briggs1973.sigma_y, terrain=terrain)
    vertical = partial(briggs1973.sigma_z, terrain=terrain)
    return SigmaSet(briggs1973.INFO.id, "plume", across, across, vertical, 600.0)


#: Sets by identifier. ISC3 uses the spreads of Briggs over towns.
SETS: Mapping[str, SigmaSet] = {
    "briggs1973_rural": _briggs("rural"),
    "briggs1973_urban": _briggs("urban"),
    "epa1995_isc3_rural": SigmaSet(
        epa1995_isc3.INFO.id,
        "plume",
        epa1995_isc3.sigma_y,
        epa1995_isc3.sigma_y,
        epa1995_isc3.sigma_z,
        600.0,
    ),
    "turner1970": SigmaSet(
        turner1970.INFO.id,
        "plume",
        turner1970.sigma_y,
        turner1970.sigma_y,
        turner1970.sigma_z,
        600.0,
    ),
    "seinfeld1986": SigmaSet(
        seinfeld1986.INFO.id,
        "plume",
        seinfeld1986.sigma_y,
        seinfeld1986.sigma_y,
        seinfeld1986.sigma_z,
        600.0,
    ),
    "bakkum_duijm2005": SigmaSet(
        bakkum_duijm2005.INFO.id,
        "plume",
        bakkum_duijm2005.sigma_x_puff,
        bakkum_duijm2005.sigma_y,
        bakkum_duijm2005.sigma_z,
        600.0,
    ),
    "ccps1999_puff": SigmaSet(
        ccps1999_puff.INFO.id,
        "puff",
        ccps1999_puff.sigma_y,
        ccps1999_puff.sigma_y,
        ccps1999_puff.sigma_z,
        0.0,
    ),
    "bakkum_duijm2005_puff": SigmaSet(
        bakkum_duijm2005.INFO.id,
        "puff",
        bakkum_duijm2005.sigma_x_puff,
        bakkum_duijm2005.sigma_y_puff,
        bakkum_duijm2005.sigma_z,
        0.0,
    ),
}


def get_sigma_set(set_id: str, kind: str) -> SigmaSet:
    """Return the set with exactly this identifier, for a plume or for a puff.

    Parameters
    ----------
    set_id : str
        Identifier of the set. [-]
    kind : str
        Kind of release: plume or puff. [-]

    Returns
    -------
    sigma_set : SigmaSet
        The spreads. [-]

    Raises
    ------
    UnknownSigmaSet
        There is none, or it is meant for the other kind of release.

    Examples
    --------
    >>> get_sigma_set("ccps1999_puff", "puff").model
    'ccps1999_puff'
    """
    found = SETS.get(set_id)
    if found is None or found.kind != kind:
        fitting = ", ".join(name for name, each in SETS.items() if each.kind == kind)
        raise UnknownSigmaSet(f"{set_id!r} is no set for a {kind}; there are {fitting}")
    return found


def spreads(
    set_id: str,
    kind: str,
    x: ArrayLike,
    stability: StabilityClass,
    caveats: Caveats | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Spreads along, across and above the wind at a distance.

    Parameters
    ----------
    set_id : str
        Identifier of the set. [-]
    kind : str
        Kind of release: plume or puff. [-]
    x : float or ndarray, shape (n,)
        Distance downwind, or travelled by the puff. [m]
    stability : str
        Stability class A to F. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_x : ndarray, shape (n,) or ()
        Standard deviation along the wind. [m]
    sigma_y : ndarray, shape (n,) or ()
        Standard deviation across the wind. [m]
    sigma_z : ndarray, shape (n,) or ()
        Vertical standard deviation. [m]

    Raises
    ------
    UnknownSigmaSet
        There is no such set.
    """
    chosen = get_sigma_set(set_id, kind)
    along = chosen.along(x, stability, caveats=caveats)
    across = (
        along if chosen.along is chosen.across else chosen.across(x, stability, caveats=caveats)
    )
    return along, across, chosen.vertical(x, stability, caveats=caveats)
