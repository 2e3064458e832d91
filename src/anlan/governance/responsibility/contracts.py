"""What other apps see of responsibility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True, slots=True)
class Undertaking:
    """An item of a published work list of a unit that is to become its task.

    ``cadence`` and ``quantity`` are in the words a task says them with (每季度1次, 3次).
    """

    item_id: int
    organisation_id: int
    text: str
    basis: str
    begins_on: date
    due_on: date
    cadence: str
    quantity: str
    url: str


@dataclass(frozen=True, slots=True)
class UndertakenYear:
    """A published work list of a unit with what of it becomes tasks."""

    work_list_id: int
    name: str
    version: int
    state: str
    undertakings: tuple[Undertaking, ...] = ()
