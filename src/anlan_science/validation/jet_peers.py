"""HyRAM+ beside our jets and jet flames where both calculate the same release.

Its numbers are kept in ``hyram.json`` with its version.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from anlan_science.validation import jets
from anlan_science.validation.data import Data
from anlan_science.validation.measures import scores
from anlan_science.validation.peers import HYRAM, ask, is_wanted, rounded

KEPT = Path(__file__).with_name("hyram.json")


@dataclass(frozen=True, slots=True)
class Beside:
    """One experiment: both beside what was measured, and both beside each other.

    Attributes
    ----------
    experiment : jets.Experiment
    points : number of values.
    ours, theirs : measures against what was measured.
    between : measures of ours against theirs.
    """

    experiment: jets.Experiment
    points: int
    ours: dict[str, float]
    theirs: dict[str, float]
    between: dict[str, float]


def predict(experiments: Sequence[jets.Experiment]) -> dict[str, list[float]]:
    """Numbers of HyRAM+ for the releases of each experiment.

    Parameters
    ----------
    experiments : sequence of Experiment
        As ``jets.experiments`` gives them. [-]

    Returns
    -------
    predicted : dict
        Values by name of the experiment, in the order of the measured ones. [-]

    Raises
    ------
    PeerMissing
        HyRAM+ is not wanted, cannot be installed or does not run.
    """
    found = dict[str, list[float]]()
    for each in experiments:
        told = ask(HYRAM, [jets.as_plain(release) for release in each.releases])
        found[each.name] = [rounded(value) for values in told["values"] for value in values]
    return found


def keep(experiments: Sequence[jets.Experiment]) -> None:
    """Ask HyRAM+ and write its numbers where they are kept.

    Parameters
    ----------
    experiments : sequence of Experiment
        As ``jets.experiments`` gives them. [-]

    Returns
    -------
    None
        Nothing; the file is written. [-]
    """
    document = {
        "package": HYRAM.package, "version": HYRAM.version, "predicted": predict(experiments),
    }  # fmt: skip
    KEPT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def kept_version() -> str:
    """Version of HyRAM+ whose numbers are kept.

    Returns
    -------
    version : str
        As the package names it. [-]
    """
    return str(json.loads(KEPT.read_text(encoding="utf-8"))["version"])


def beside(data: Data) -> tuple[Beside, ...]:
    """Both beside the measurements; asks HyRAM+ anew where the environment wants it.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    beside : tuple of Beside
        One for each experiment that HyRAM+ was asked about with the same measurements. [-]
    """
    experiments = jets.experiments(data)
    if is_wanted():
        keep(experiments)
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["predicted"]
    rows = list[Beside]()
    for each in experiments:
        observed, ours = jets.together(each)
        theirs = np.array(kept.get(each.name, []), dtype=float)
        if theirs.size == observed.size:
            found = (scores(observed, ours), scores(observed, theirs), scores(theirs, ours))
            rows.append(Beside(each, observed.size, *found))
    return tuple(rows)
