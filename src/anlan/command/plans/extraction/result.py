"""What was found in the text of a plan, each item anchored to its line and words.

An item says what makes it doubtful; nothing doubtful is guessed away. A person keeps, corrects or
rejects every item before a plan is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.reading.lines import Line


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an item was read."""

    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Hazard:
    """A kind of incident the plan is for."""

    kind: str
    words: str
    anchor: Anchor
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a level; without ``fact`` it stands in words only."""

    level: int
    clause: int
    words: str
    anchor: Anchor
    fact: str = ""
    comparison: str = ""
    value: Any = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A response level with who commands."""

    level: int
    words: str
    anchor: Anchor
    commander: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A command group with lead, members and duties."""

    name: str
    lead: str
    members: tuple[str, ...]
    duties: str
    anchor: Anchor
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A duty somebody has: who, what, within which time.

    ``deadline_minutes`` is None when the text names no time and 0 for “at once”.
    """

    text: str
    owners: tuple[str, ...]
    anchor: Anchor
    helpers: tuple[str, ...] = ()
    deadline_minutes: int | None = None
    deadline_words: str = ""
    group: str = ""
    level: int = 0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing the plan counts on, with its quantity."""

    name: str
    quantity: int
    unit: str
    anchor: Anchor
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A post or unit with its telephone number."""

    post: str
    phone: str
    anchor: Anchor
    note: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the text; ``part`` is the part of a plan it is recognised as."""

    number: str
    title: str
    rank: int
    line: int
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found."""

    title: str
    lines: tuple[Line, ...]
    sections: tuple[Section, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    levels: tuple[Level, ...] = ()
    conditions: tuple[Condition, ...] = ()
    groups: tuple[Group, ...] = ()
    tasks: tuple[Task, ...] = ()
    resources: tuple[Resource, ...] = ()
    contacts: tuple[Contact, ...] = ()
    #: Codes of what is wrong with the text as a whole (``no_level`` …).
    warnings: tuple[str, ...] = field(default=())
