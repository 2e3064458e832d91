"""HyRAM+ beside our models where both calculate the same release.

HyRAM+ is no part of the package. With ``ANLAN_PEERS=1`` it is installed from PyPI into a folder of
the system's temporary directory and asked in a process of its own; its numbers are kept in
``hyram.json`` with its version, so that the report is the same without it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from anlan_science.validation import jets
from anlan_science.validation.data import Data
from anlan_science.validation.measures import scores

VARIABLE = "ANLAN_PEERS"
VERSION = "6.1"
#: HyRAM+ integrates its jets with a solver whose callback changed in a later version.
PACKAGES = (f"hyram=={VERSION}", "scipy==1.15.3")
KEPT = Path(__file__).with_name("hyram.json")
RUNNER = Path(__file__).with_name("hyram_peer.py")
INSTALL_WITHIN_S, RUN_WITHIN_S = 900, 1800
#: Digits of a number that are kept.
DIGITS = 6


class PeerMissing(RuntimeError):
    """HyRAM+ cannot be installed or does not run."""


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


def is_wanted() -> bool:
    """Whether the peer may be installed and run.

    Returns
    -------
    wanted : bool
        When the environment says so. [-]
    """
    return os.environ.get(VARIABLE) == "1"


def install() -> Path:
    """Install HyRAM+ into a folder of its own, once.

    Returns
    -------
    folder : Path
        Where it lies. [-]

    Raises
    ------
    PeerMissing
        The package index does not give it.
    """
    folder = Path(tempfile.gettempdir()) / "anlan-peers" / f"hyram-{VERSION}"
    if not (folder / "hyram" / "phys").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
        _run([*command, "--target", str(folder), *PACKAGES], "", {}, INSTALL_WITHIN_S)
    return folder


def _run(command: Sequence[str], text: str, more: dict[str, str], within: float) -> str:
    done = subprocess.run(
        list(command), input=text, capture_output=True, text=True, timeout=within, check=False,
        env={**os.environ, **more},
    )  # fmt: skip
    if done.returncode:
        raise PeerMissing(f"{command[0]}: {done.stderr[-500:]}")
    return done.stdout


def ask(experiments: Sequence[jets.Experiment]) -> dict[str, list[float]]:
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
        HyRAM+ cannot be installed or does not run.
    """
    folder = install()
    found = dict[str, list[float]]()
    for each in experiments:
        asked = json.dumps([jets.as_plain(release) for release in each.releases])
        told = _run([sys.executable, str(RUNNER)], asked, {"PYTHONPATH": str(folder)}, RUN_WITHIN_S)
        values = [value for values in json.loads(told) for value in values]
        found[each.name] = [float(f"{value:.{DIGITS}g}") for value in values]
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
    document = {"package": "hyram", "version": VERSION, "predicted": ask(experiments)}
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
