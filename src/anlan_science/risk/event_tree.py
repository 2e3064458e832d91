"""Event trees: what may follow a release, and how often."""

from __future__ import annotations

import math
from dataclasses import dataclass

from anlan_science.model_info import ModelInfo
from anlan_science.registry import InvalidInput, finite

INFO = ModelInfo(
    id="event_tree",
    citation=(
        "IEC 62502:2010, Analysis techniques for dependability: event tree analysis (frequency of "
        "an outcome as product along its path); tree of a flammable release as in CPR 18E (Purple "
        "Book), 1999, section 4.7. Neither was at hand; verified against products worked by hand."
    ),
    quantity="frequency of the outcomes of a release",
    inputs=("frequency", "tree"),
    validity={},
    status="verified",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An end of the tree, by name; several branches may end in the same outcome."""

    name: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A question answered yes with a probability; each answer leads on or ends.

    Attributes
    ----------
    name : what is asked.
    probability : of yes.
    yes, no : what follows each answer.
    """

    name: str
    probability: float
    yes: Branch | Outcome
    no: Branch | Outcome


@dataclass(frozen=True, slots=True)
class Path:
    """One way through the tree: the answers, its end and its frequency. [1/year]"""

    answers: tuple[tuple[str, bool], ...]
    outcome: str
    frequency: float


def paths(frequency: float, tree: Branch | Outcome) -> tuple[Path, ...]:
    r"""Every way through an event tree with its frequency.

    Parameters
    ----------
    frequency : float
        Frequency of the event that starts the tree. [1/year]
    tree : Branch or Outcome
        First question, or the outcome where nothing is asked. [-]

    Returns
    -------
    paths : tuple of Path
        Yes before no, from the first question on. [-]

    Raises
    ------
    InvalidInput
        The frequency is negative, or a probability lies outside 0 to 1.

    Notes
    -----
    .. math:: f_k = f \prod_{yes} p_j \prod_{no} (1 - p_j)

    Examples
    --------
    >>> tree = Branch("ignited", 0.25, Outcome("jet fire"), Outcome("no effect"))
    >>> [(path.outcome, path.frequency) for path in paths(1e-3, tree)]
    [('jet fire', 0.00025), ('no effect', 0.00075)]

    References
    ----------
    IEC 62502:2010.
    """
    often = float(finite("frequency", frequency, least=0.0))
    if isinstance(tree, Outcome):
        return (Path((), tree.name, often),)
    chance = float(finite(tree.name, tree.probability, least=0.0))
    if chance > 1.0:
        raise InvalidInput(f"{tree.name}: a probability is not greater than one")
    return tuple(
        Path(((tree.name, answer), *path.answers), path.outcome, path.frequency)
        for answer, share, follows in ((True, chance, tree.yes), (False, 1.0 - chance, tree.no))
        for path in paths(often * share, follows)
    )


def outcomes(frequency: float, tree: Branch | Outcome) -> dict[str, float]:
    r"""Frequency of every outcome, over all paths that lead to it.

    Parameters
    ----------
    frequency : float
        Frequency of the event that starts the tree. [1/year]
    tree : Branch or Outcome
        First question, or the outcome where nothing is asked. [-]

    Returns
    -------
    outcomes : dict of str to float
        Frequency by outcome, in the order in which they are first met. [1/year]

    Raises
    ------
    InvalidInput
        As ``paths``.

    Notes
    -----
    .. math:: F_o = \sum_{k \to o} f_k, \quad \sum_o F_o = f

    Examples
    --------
    >>> tree = flammable_release(0.2, 0.5, 0.4, continuous=True)
    >>> {name: round(often, 6) for name, often in outcomes(1e-4, tree).items()}
    {'jet fire': 2e-05, 'explosion': 1.6e-05, 'flash fire': 2.4e-05, 'no ignition': 4e-05}

    References
    ----------
    IEC 62502:2010.
    """
    found: dict[str, list[float]] = {}
    for path in paths(frequency, tree):
        found.setdefault(path.outcome, []).append(path.frequency)
    return {name: math.fsum(parts) for name, parts in found.items()}


def flammable_release(
    immediate: float,
    delayed: float,
    explosion: float,
    *,
    continuous: bool,
    bleve: float = 0.0,
    pool: bool = False,
) -> Branch:
    r"""Event tree of a release of something flammable; Purple Book 1999, section 4.7.

    Parameters
    ----------
    immediate : float
        Probability of immediate ignition. [-]
    delayed : float
        Probability of later ignition of a cloud that was not lit at once. [-]
    explosion : float
        Share of delayed ignitions that explode; the Purple Book uses 0.4. [-]
    continuous : bool
        Whether the release goes on, as from a hole, or is over at once. [-]
    bleve : float, default 0
        Share of immediate ignitions of an instantaneous release that make a fireball. [-]
    pool : bool, default False
        Whether what burns at once is a liquid on the ground. [-]

    Returns
    -------
    tree : Branch
        The first question. [-]

    Raises
    ------
    InvalidInput
        By ``paths``, where a probability lies outside 0 to 1.

    Notes
    -----
    Immediate ignition of a continuous release is a jet or pool fire, of an instantaneous one a
    fireball or else a flash fire; delayed ignition is an explosion or a flash fire.

    Examples
    --------
    >>> flammable_release(0.7, 0.5, 0.4, continuous=False, bleve=0.7).yes.yes
    Outcome(name='fireball')

    References
    ----------
    [1] CPR 18E, 1999, section 4.7.
    """
    if continuous:
        at_once: Branch | Outcome = Outcome("pool fire" if pool else "jet fire")
    else:
        at_once = Branch(
            "fireball", bleve, Outcome("fireball"), Outcome("pool fire" if pool else "flash fire")
        )
    cloud = Branch("explosion", explosion, Outcome("explosion"), Outcome("flash fire"))
    later = Branch("delayed ignition", delayed, cloud, Outcome("no ignition"))
    return Branch("immediate ignition", immediate, at_once, later)
