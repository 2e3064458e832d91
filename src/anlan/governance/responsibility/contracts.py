"""What other apps see of responsibility."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeaderInfo:
    """Somebody who answers for an organisation.

    ``rank`` 1 is the head of the unit itself, 2 the leader in charge 分管领导, 3 the principal
    leader 主要领导. While a leader is away his substitute stands here, with ``stands_in_for``.
    """

    person_id: int
    user_id: int | None
    name: str
    title: str
    rank: int
    stands_in_for: str = ""
