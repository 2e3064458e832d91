"""Calculates releases with HyRAM+ in a process of its own; reads and writes JSON.

Run by ``peers.ask`` with the folder of the peer in front of the path: the package itself never
imports it.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from typing import Any

import numpy as np

HUMIDITY = 0.9


def _calculate(hyram: Any, release: dict[str, Any]) -> list[float]:
    """What HyRAM+ gives for one release, with its own defaults."""
    air = hyram.Fluid(species="air", T=release["air_temperature"], P=release["air_pressure"])
    gas = hyram.Fluid(species="H2", T=release["temperature"], P=release["pressure"])
    orifice = hyram.Orifice(release["diameter"])
    angle = np.pi / 2 if release["is_upward"] else 0.0
    flow = release["mass_rate"] or None
    places, aside = np.array(release["places"]), release["aside"]
    if release["kind"] == "axis":
        jet = hyram.Jet(gas, orifice, air, mdot=flow, theta0=angle, Ymin=1e-4)
        return list(np.interp(places, jet.S, jet.X_cl))
    if release["kind"] == "profile":
        jet = hyram.Jet(gas, orifice, air, mdot=flow, theta0=angle)
        radius, share = jet._radial_profile(aside, ind_var="Y", nB=20)[:2]
        order = np.argsort(radius)
        return list(np.interp(places, np.asarray(radius)[order], np.asarray(share)[order]))
    flame = hyram.Flame(gas, orifice, air, mdot=flow, theta0=angle)
    length = float(flame.length())
    if release["kind"] == "length":
        return [length]
    beside, along = np.full(places.size, aside), places * length
    level = np.zeros(places.size)
    where = (beside, along, level) if release["is_upward"] else (along, level, beside)
    found = flame.Qrad_multi(*where, HUMIDITY)
    found = np.atleast_1d(found)
    return [float(found.max())] if release["kind"] == "largest flux" else list(found)


def main() -> None:
    """Read releases, write numbers and the seconds of each release.

    Parameters
    ----------
    None

    Returns
    -------
    None
        The numbers go to the standard output. [-]
    """
    warnings.simplefilter("ignore")
    hyram = importlib.import_module("hyram.phys")
    asked = json.load(sys.stdin)
    values, seconds = list[list[float]](), list[float]()
    for each in asked:
        started = time.perf_counter()
        found = _calculate(hyram, each)
        seconds.append(time.perf_counter() - started)
        values.append([float(value) for value in found])
    json.dump({"values": values, "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
