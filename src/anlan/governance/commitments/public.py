"""The door to commitments: giving tasks, reading how they stand, unit words."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.governance.commitments.contracts import (
    CommitmentDraft,
    CommitmentInfo,
    Keeping,
    UnitMatch,
)
from anlan.governance.commitments.selectors.danger import count_overdue, list_in_danger
from anlan.governance.commitments.selectors.keeping import keeping, list_commitments, list_promises
from anlan.governance.commitments.services.giving import create_commitments
from anlan.governance.commitments.services.units import find_units, learn_alias

__all__ = [
    "CommitmentDraft",
    "CommitmentInfo",
    "Keeping",
    "UnitMatch",
    "count_overdue",
    "create_commitments",
    "find_units",
    "keeping",
    "learn_alias",
    "list_commitments",
    "list_promises",
    "list_in_danger",
    "match_units",
]


def match_units(names: Iterable[str]) -> dict[str, int | None]:
    """Return the organisation each unit word means; None for groups, unknown and general words."""
    return {
        word: match.organisation_ids[0] if len(match.organisation_ids) == 1 else None
        for word, match in find_units(names).items()
    }
