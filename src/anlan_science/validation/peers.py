"""Other people's programs beside ours: installed into a folder of their own, asked in a process.

None of them is a part of the package. With ``ANLAN_PEERS=1`` a peer is installed from PyPI into a
folder of the system's temporary directory; what it says is kept in a file with its version, so that
the report is the same without it.
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
from typing import Any

VARIABLE = "ANLAN_PEERS"
INSTALL_WITHIN_S, RUN_WITHIN_S = 900, 1800
#: Digits of a number that are kept.
DIGITS = 6


class PeerMissing(RuntimeError):
    """A peer may not be installed, cannot be installed, or does not run."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that is only compared with.

    Attributes
    ----------
    title : its name in the report.
    package : its name on PyPI.
    version : the one compared with.
    mark : folder that is there once it is installed.
    runner : file of this folder that asks it: reads and writes JSON.
    more : what it needs in a certain version.
    """

    title: str
    package: str
    version: str
    mark: str
    runner: str
    more: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return Path(tempfile.gettempdir()) / "anlan-peers" / f"{self.package}-{self.version}"

    @property
    def is_installed(self) -> bool:
        """Whether it is there already."""
        return (self.folder / self.mark).is_dir()


#: HyRAM+ integrates its jets with a solver whose callback changed in a later version.
HYRAM = Peer("HyRAM+", "hyram", "6.1", "hyram/phys", "hyram_peer.py", ("scipy==1.15.3",))
ANUGA = Peer("ANUGA", "anuga", "4.1.0", "anuga/shallow_water", "anuga_peer.py")
#: What landlab checks its inputs with is written for a later Python from 0.9 on.
LANDLAB = Peer(
    "landlab", "landlab", "2.11.0", "landlab/components", "landlab_peer.py", ("requireit==0.8.0",)
)


def is_wanted() -> bool:
    """Whether peers may be installed and run.

    Returns
    -------
    wanted : bool
        When the environment says so. [-]
    """
    return os.environ.get(VARIABLE) == "1"


def install(peer: Peer) -> Path:
    """Install a peer into a folder of its own, once.

    Parameters
    ----------
    peer : Peer
        Which. [-]

    Returns
    -------
    folder : Path
        Where it lies. [-]

    Raises
    ------
    PeerMissing
        The environment does not want it, or the package index does not give it.
    """
    if not is_wanted():
        raise PeerMissing(f"{peer.title} is installed and run with {VARIABLE}=1 only")
    if not peer.is_installed:
        peer.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
        packages = (f"{peer.package}=={peer.version}", *peer.more)
        _run([*command, "--target", str(peer.folder), *packages], "", {}, INSTALL_WITHIN_S)
    return peer.folder


def _run(command: Sequence[str], text: str, more: dict[str, str], within: float) -> str:
    done = subprocess.run(
        list(command), input=text, capture_output=True, text=True, timeout=within, check=False,
        env={**os.environ, **more},
    )  # fmt: skip
    if done.returncode:
        raise PeerMissing(f"{command[0]}: {done.stderr[-500:]}")
    return done.stdout


def ask(peer: Peer, asked: Any) -> Any:
    """What a peer answers, in a process of its own.

    Parameters
    ----------
    peer : Peer
        Which. [-]
    asked : any
        Plain values that its runner understands. [-]

    Returns
    -------
    told : any
        Plain values. [-]

    Raises
    ------
    PeerMissing
        It is not wanted, cannot be installed or does not run.
    """
    folder = install(peer)
    runner = Path(__file__).with_name(peer.runner)
    threads = str(len(os.sched_getaffinity(0)))
    more = {"PYTHONPATH": str(folder), "OMP_NUM_THREADS": threads}
    return json.loads(_run([sys.executable, str(runner)], json.dumps(asked), more, RUN_WITHIN_S))


def rounded(value: float) -> float:
    """A number as it is kept.

    Parameters
    ----------
    value : float
        The number. [any]

    Returns
    -------
    rounded : float
        With as many digits as are kept. [as value]
    """
    return float(f"{value:.{DIGITS}g}")
