"""ANUGA and landlab beside our water: the closed solutions and the flood that was observed.

Both are asked for the same ground, water, roughness and inflow; ANUGA on triangles, two for each of
our squares. Their numbers are kept in ``water.json`` with their versions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from anlan_science.registry import Floats
from anlan_science.validation import water
from anlan_science.validation.data import Data
from anlan_science.validation.peers import ANUGA, LANDLAB, Peer, ask, is_wanted, rounded

KEPT = Path(__file__).with_name("water.json")
#: In the order of the report.
PEERS: tuple[Peer, ...] = (ANUGA, LANDLAB)


@dataclass(frozen=True, slots=True)
class Closed:
    """One closed solution: mean error of the depth over the greatest, by name of the program."""

    experiment: str
    points: int
    errors: dict[str, float]


@dataclass(frozen=True, slots=True)
class Peak:
    """One observed level and those after 400 s of steady inflow, by name of the program. [m]"""

    mark: water.Mark
    found: dict[str, float]


@dataclass(frozen=True, slots=True)
class BesideWater:
    """Everything that the programs were asked for.

    Attributes
    ----------
    versions : of each peer, by its name.
    closed : the closed solutions.
    peaks : the flood that was observed.
    """

    versions: dict[str, str]
    closed: tuple[Closed, ...]
    peaks: tuple[Peak, ...]


def as_plain(problem: water.Problem) -> dict[str, Any]:
    """A problem for another program, as plain values.

    Parameters
    ----------
    problem : Problem
        The problem. [-]

    Returns
    -------
    plain : dict
        Its attributes. [-]
    """
    return {
        "bed": problem.bed.tolist(),
        "depth": problem.depth.tolist(),
        "cell": problem.cell,
        "duration": problem.duration,
        "gravity": problem.gravity,
        "roughness": np.asarray(problem.roughness).tolist(),
        "sources": list(problem.sources),
        "inflow": problem.inflow,
        "open": list(problem.is_open),
    }


def predict(peer: Peer, data: Data) -> dict[str, list[float]]:
    """What a peer gives: depths of the closed solutions, levels at the marks.

    Parameters
    ----------
    peer : Peer
        ANUGA or landlab. [-]
    data : Data
        The reference data. [-]

    Returns
    -------
    predicted : dict
        Values by experiment, times one after the other. [m]

    Raises
    ------
    PeerMissing
        It is not wanted, cannot be installed or does not run.
    """
    flood, marks = water.merewether(data, water.COARSE, water.DURATION)
    basin = [problem for problem, _known in water.parabolic_basin(data)]
    problems = (water.dam_break(data)[0], *basin, flood)
    dam, *swings, steady = ask(peer, [as_plain(each) for each in problems])
    level = flood.bed + np.array(steady["depth"])
    found = {
        water.RITTER: dam["depth"][0],
        water.THACKER: [value for each in swings for value in each["depth"][0]],
        water.FLOOD: [level[mark.row, mark.column] for mark in marks],
    }
    return {name: [rounded(value) for value in values] for name, values in found.items()}


def keep(data: Data, peers: Iterable[Peer] = PEERS) -> None:
    """Ask the peers and write their numbers where they are kept.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    peers : iterable of Peer, default all
        Which. [-]

    Returns
    -------
    None
        Nothing; the file is written. [-]
    """
    document = [
        {"package": each.package, "version": each.version, "predicted": predict(each, data)}
        for each in peers
    ]
    KEPT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def beside(data: Data) -> BesideWater:
    """All programs on the same problems; asks the peers anew where the environment wants it.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    beside : BesideWater
        Errors and levels, ours first. [m]
    """
    if is_wanted():
        keep(data)
    titles = {each.package: each.title for each in PEERS}
    kept = {titles[each["package"]]: each for each in json.loads(KEPT.read_text(encoding="utf-8"))}
    flood, marks = water.merewether(data, water.COARSE, water.DURATION)
    ours = flood.bed + water.solve(flood).depth
    peaks = tuple(
        Peak(
            mark,
            {
                "ours": float(ours[mark.row, mark.column]),
                **{name: each["predicted"][water.FLOOD][n] for name, each in kept.items()},
                "TUFLOW": mark.tuflow,
            },
        )
        for n, mark in enumerate(marks)
    )
    closed = []
    for name, cases in (
        (water.RITTER, [water.dam_break(data)]),
        (water.THACKER, list(water.parabolic_basin(data))),
    ):
        known = [solution for _problem, solution in cases]
        deepest = max(float(each.max()) for each in known)
        found = {"ours": [water.solve(problem).depth[0] for problem, _known in cases]}
        for title, each in kept.items():
            found[title] = _split(each["predicted"][name], known)
        errors = {
            title: water.mean_error(zip(known, values, strict=True), deepest)
            for title, values in found.items()
        }
        closed.append(Closed(name, sum(each.size for each in known), errors))
    versions = {name: each["version"] for name, each in kept.items()}
    return BesideWater(versions, tuple(closed), peaks)


def _split(values: list[float], like: list[Floats]) -> list[Floats]:
    ends = np.cumsum([each.size for each in like])[:-1]
    return list(np.split(np.array(values), ends))
