"""How often equipment leaks: the generic frequencies of the Purple Book."""

from __future__ import annotations

from dataclasses import dataclass

from anlan_science.model_info import ModelInfo
from anlan_science.registry import InvalidInput, finite

INFO = ModelInfo(
    id="cpr18e_1999_leaks",
    citation=(
        "P. A. M. Uijt de Haag and B. J. M. Ale, Guideline for quantitative risk assessment "
        "(Purple Book), CPR 18E, The Hague, 1999, tables 3.3, 3.5, 3.7, 3.9, 3.11, 3.15. Not at "
        "hand: the frequencies are as commonly cited."
    ),
    quantity="frequency of leaks of equipment",
    inputs=("equipment",),
    validity={},
    status="unverified",
)


@dataclass(frozen=True, slots=True)
class Leak:
    """One loss of containment.

    Attributes
    ----------
    kind : instantaneous, in 10 minutes, 10 mm hole, full bore or leak of a tenth of the diameter.
    frequency : how often. [1/year, for pipes 1/(m year), for hoses and arms 1/hour of use]
    """

    kind: str
    frequency: float


@dataclass(frozen=True, slots=True)
class Equipment:
    """One kind of equipment: the table its leaks are from, what they are counted per, the leaks."""

    table: str
    per: str
    leaks: tuple[Leak, ...]


def _vessel(table: str, at_once: float, ten_minutes: float, hole: float) -> Equipment:
    """The three leaks of every vessel and tank."""
    return Equipment(
        table,
        "year",
        (
            Leak("instantaneous", at_once),
            Leak("in 10 minutes", ten_minutes),
            Leak("10 mm hole", hole),
        ),
    )


def _bored(table: str, per: str, full: float, leak: float) -> Equipment:
    """The two leaks of whatever has a bore."""
    return Equipment(table, per, (Leak("full bore", full), Leak("leak", leak)))


#: Generic frequencies by kind of equipment.
EQUIPMENT: dict[str, Equipment] = {
    "pressure vessel": _vessel("3.3", 5e-7, 5e-7, 1e-5),
    "process vessel": _vessel("3.3", 5e-6, 5e-6, 1e-4),
    "reactor vessel": _vessel("3.3", 5e-6, 5e-6, 1e-4),
    "single containment tank": _vessel("3.5", 5e-6, 5e-6, 1e-4),
    "pipe below 75 mm": _bored("3.7", "m year", 1e-6, 5e-6),
    "pipe 75 to 150 mm": _bored("3.7", "m year", 3e-7, 2e-6),
    "pipe above 150 mm": _bored("3.7", "m year", 1e-7, 5e-7),
    "pump": _bored("3.9", "year", 1e-4, 5e-4),
    "pump with steel containment": _bored("3.9", "year", 5e-5, 2.5e-4),
    "canned pump": _bored("3.9", "year", 1e-5, 5e-5),
    "relief valve": Equipment("3.11", "year", (Leak("full bore", 2e-5),)),
    "loading hose": _bored("3.15", "hour", 4e-6, 4e-5),
    "loading arm": _bored("3.15", "hour", 3e-8, 3e-7),
}


def leaks_of(equipment: str, amount: float = 1.0) -> tuple[Leak, ...]:
    r"""Leaks in a year of so much equipment; Purple Book 1999, chapter 3.

    Parameters
    ----------
    equipment : str
        Kind, one of ``EQUIPMENT``. [-]
    amount : float, default 1
        Number of pieces, length of pipe in metres, or hours of use in a year. [-, m, h]

    Returns
    -------
    leaks : tuple of Leak
        Each kind of leak with its frequency. [1/year]

    Raises
    ------
    InvalidInput
        The kind is not known, or the amount is negative.

    Notes
    -----
    .. math:: f = f_0 n

    Generic means: for equipment designed, built and kept as the rules ask; see the table for what
    raises or lowers a frequency.

    Examples
    --------
    >>> [(leak.kind, round(leak.frequency, 9)) for leak in leaks_of("pipe above 150 mm", 200.0)]
    [('full bore', 2e-05), ('leak', 0.0001)]

    References
    ----------
    [1] CPR 18E, 1999, chapter 3.
    """
    number = float(finite("amount", amount, least=0.0))
    try:
        row = EQUIPMENT[equipment]
    except KeyError:
        raise InvalidInput(f"equipment: no frequencies are known for {equipment!r}") from None
    return tuple(Leak(leak.kind, leak.frequency * number) for leak in row.leaks)
