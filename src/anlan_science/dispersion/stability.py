"""Stability classes of the air and the kind of ground, as the published tables name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

StabilityClass = Literal["A", "B", "C", "D", "E", "F"]
Terrain = Literal["rural", "urban"]

CLASSES: tuple[StabilityClass, ...] = ("A", "B", "C", "D", "E", "F")

Row = TypeVar("Row")


class UnknownClass(ValueError):
    """The stability class or the kind of ground is not in the table of the model."""


def of_class(table: Mapping[str, Row], key: str) -> Row:
    """Row of a coefficient table, or an error that names what the table has.

    Parameters
    ----------
    table : mapping of str to row
        Coefficients by stability class or kind of ground. [-]
    key : str
        Stability class A to F, or kind of ground. [-]

    Returns
    -------
    row : as in the table
        The coefficients. [-]

    Raises
    ------
    UnknownClass
        When the table has no such row.
    """
    try:
        return table[key]
    except KeyError:
        raise UnknownClass(f"{key!r} is not one of {', '.join(table)}") from None
