"""What other apps give to commitments and get from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class CommitmentDraft:
    """A task to be given to a unit.

    ``source`` is one of planning, campaign, oversight, meeting, work_list, own. ``source_model``
    and ``source_id`` name the row it comes from, which is given to a unit only once. ``source_key``
    stays the same over versions of a plan, ``source_group`` is the document it stands in. Without
    ``starts_on`` it begins today.
    """

    title: str
    lead_id: int
    text: str = ""
    support_ids: tuple[int, ...] = ()
    deadline: date | None = None
    cadence: str = ""
    quantity: str = ""
    source: str = "own"
    source_model: str = ""
    source_id: str = ""
    source_url: str = ""
    legal_or_text_anchor: str = ""
    starts_on: date | None = None
    source_key: str = ""
    source_group: str = ""
    source_name: str = ""
    section: str = ""
    joint_ids: tuple[int, ...] = ()
    is_deadline_derived: bool = False


@dataclass(frozen=True, slots=True)
class CommitmentInfo:
    """A commitment by value. ``late_days`` is the forecast; None without one."""

    id: int
    title: str
    state: str
    state_words: str
    lead_id: int
    lead_name: str
    deadline: date | None
    progress: int
    is_overdue: bool
    late_days: int | None
    url: str
    source_model: str = ""
    source_id: str = ""
    reasons: tuple[str, ...] = ()
    needs_decision: bool = False
    problem: str = ""
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a unit kept what was due in a span: commitments and periods of recurring ones.

    ``due`` fell due in the span and were not cancelled; ``on_time`` and ``late`` were reported done
    (and not sent back) in time or after it; ``open_overdue`` are owed still; ``running`` are owed
    and not due yet.
    """

    due: int = 0
    on_time: int = 0
    late: int = 0
    open_overdue: int = 0
    running: int = 0

    @property
    def rate(self) -> float | None:
        """Share of what was due that was kept in time; None without anything due."""
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """What a unit word of a plan means.

    ``how`` is name, short, variant, former, group (all units of a kind), alias, nobody, general
    (“各有关部门”) or unknown; ``organisation_ids`` has several for a group only.
    """

    word: str
    how: str
    organisation_ids: tuple[int, ...] = field(default=())

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to choose."""
        return self.how not in ("unknown", "general")
