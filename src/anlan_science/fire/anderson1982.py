"""The thirteen fuel models of grass, brush, litter and slash, as data."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from anlan_science.model_info import ModelInfo

INFO = ModelInfo(
    id="anderson1982",
    citation=(
        "H. E. Anderson, Aids to determining fuel models for estimating fire behavior, USDA Forest "
        "Service, General Technical Report INT-122, 1982; loads and surfaces as in F. A. Albini, "
        "GTR INT-30, 1976. Not at hand; agrees with the catalogue of fireLib, and with that of the "
        "Behave library but for one surface (live fuel of model 7: 1,550 per foot, there 1,500)."
    ),
    quantity="fuel of thirteen kinds of vegetation",
    inputs=("number",),
    validity={"number": (1.0, 13.0)},
    status="verified",
)

#: The sources print in these units. [m], [kg]
FOOT, POUND = 0.3048, 0.45359237
#: British thermal unit (international table). [J]
BTU = 1055.05585262
#: Surface to volume of dead twigs of 6 to 25 mm and 25 to 76 mm, the same in all models. [1/ft]
TEN_HOURS, HUNDRED_HOURS = 109.0, 30.0
#: Low heat content of all thirteen models. [Btu/lb]
HEAT = 8000.0


@dataclass(frozen=True, slots=True)
class FuelModel:
    """A bed of fuel, in SI units.

    Attributes
    ----------
    name : what grows or lies there.
    dead_load, live_load : oven-dry load of each class. [kg/m²]
    dead_surface, live_surface : surface to volume of each class. [1/m]
    depth : depth of the bed. [m]
    extinction : moisture of dead fuel at which fire no longer spreads. [-]
    heat : low heat content. [J/kg]
    """

    name: str
    dead_load: tuple[float, ...]
    dead_surface: tuple[float, ...]
    live_load: tuple[float, ...]
    live_surface: tuple[float, ...]
    depth: float
    extinction: float
    heat: float = HEAT * BTU / POUND


def make_fuel(
    name: str,
    dead: tuple[tuple[float, float], ...],
    live: tuple[tuple[float, float], ...],
    depth_ft: float,
    extinction: float,
) -> FuelModel:
    r"""Fuel model from pairs of load and surface in the units of the sources.

    Parameters
    ----------
    name : str
        Name. [-]
    dead : tuple of (float, float), shape (n,)
        Load and surface to volume of each class of dead fuel. [lb/ft², 1/ft]
    live : tuple of (float, float), shape (m,)
        Load and surface to volume of each class of live fuel. [lb/ft², 1/ft]
    depth_ft : float
        Depth of the bed. [ft]
    extinction : float
        Moisture of extinction of dead fuel. [-]

    Returns
    -------
    fuel : FuelModel
        The same in SI units; classes without load are left out. [-]

    Notes
    -----
    .. math:: 1\,\mathrm{lb/ft^2} = 4.8824\,\mathrm{kg/m^2}

    Examples
    --------
    >>> round(make_fuel("short grass", ((0.034, 3500.0),), (), 1.0, 0.12).dead_load[0], 3)
    0.166

    References
    ----------
    [1] H. E. Anderson, GTR INT-122, 1982.
    """
    load = POUND / FOOT**2
    parts = [tuple((w, s) for w, s in rows if w > 0) for rows in (dead, live)]
    return FuelModel(
        name,
        tuple(w * load for w, _s in parts[0]),
        tuple(s / FOOT for _w, s in parts[0]),
        tuple(w * load for w, _s in parts[1]),
        tuple(s / FOOT for _w, s in parts[1]),
        depth_ft * FOOT,
        extinction,
    )


def _row(
    name: str,
    loads: tuple[float, float, float, float],
    fine: float,
    live: float,
    depth: float,
    extinction: float,
) -> FuelModel:
    """One printed row: loads of 1, 10, 100 hours and live, surfaces of fine and live fuel."""
    dead = tuple(zip(loads[:3], (fine, TEN_HOURS, HUNDRED_HOURS), strict=True))
    return make_fuel(name, dead, ((loads[3], live),), depth, extinction)


#: Models by number.
FUELS = MappingProxyType(
    {
        1: _row("short grass", (0.034, 0.0, 0.0, 0.0), 3500.0, 1500.0, 1.0, 0.12),
        2: _row("timber with grass", (0.092, 0.046, 0.023, 0.023), 3000.0, 1500.0, 1.0, 0.15),
        3: _row("tall grass", (0.138, 0.0, 0.0, 0.0), 1500.0, 1500.0, 2.5, 0.25),
        4: _row("chaparral", (0.230, 0.184, 0.092, 0.230), 2000.0, 1500.0, 6.0, 0.20),
        5: _row("brush", (0.046, 0.023, 0.0, 0.092), 2000.0, 1500.0, 2.0, 0.20),
        6: _row("dormant brush", (0.069, 0.115, 0.092, 0.0), 1750.0, 1500.0, 2.5, 0.25),
        7: _row("southern rough", (0.052, 0.086, 0.069, 0.017), 1750.0, 1550.0, 2.5, 0.40),
        8: _row("closed timber litter", (0.069, 0.046, 0.115, 0.0), 2000.0, 1500.0, 0.2, 0.30),
        9: _row("hardwood litter", (0.134, 0.019, 0.007, 0.0), 2500.0, 1500.0, 0.2, 0.25),
        10: _row("timber and understory", (0.138, 0.092, 0.230, 0.092), 2000.0, 1500.0, 1.0, 0.25),
        11: _row("light slash", (0.069, 0.207, 0.253, 0.0), 1500.0, 1500.0, 1.0, 0.15),
        12: _row("medium slash", (0.184, 0.644, 0.759, 0.0), 1500.0, 1500.0, 2.3, 0.20),
        13: _row("heavy slash", (0.322, 1.058, 1.288, 0.0), 1500.0, 1500.0, 3.0, 0.25),
    }
)
