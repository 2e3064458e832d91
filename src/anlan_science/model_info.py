"""What every published model says about itself: source, quantity, validity, status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["verified", "unverified", "experimental", "superseded"]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Identity of one published model; stored with every result it produces.

    Attributes
    ----------
    id : stable identifier, ``author_year`` or ``standard_year``.
    citation : full reference with DOI or clause.
    quantity : what the model computes.
    inputs : names of the required inputs.
    validity : range of each limited input, in its unit.
    status : ``verified`` only when published cases are reproduced by a test.
    """

    id: str
    citation: str
    quantity: str
    inputs: tuple[str, ...]
    validity: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    status: Status = "unverified"
