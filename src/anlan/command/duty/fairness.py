"""Who stands the next shift: the free person with the least burden so far.

Pure: people are ids, times are moments, nothing is read or written. Each shift to fill takes, of
those who are free, who carries the least; the order of the list breaks ties. Free is who stands
nothing at that time, has rested long enough before and after, and is not on leave. When everybody
is free and starts alike, the burdens at the end differ by at most the heaviest shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Weights:
    """What a shift weighs [points], how far back burdens count, how long one rests."""

    base: float = 1.0
    night: float = 1.0
    weekend: float = 1.0
    public_holiday: float = 2.0
    look_back: timedelta = timedelta(days=90)
    minimum_rest: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Slot:
    """A shift to be stood: its day, its times, whether by night, and what kind of day it is."""

    day: date
    shift_id: int
    starts_at: datetime
    ends_at: datetime
    is_night: bool = False
    is_weekend: bool = False
    is_holiday: bool = False

    def burden(self, weights: Weights) -> float:
        """Return its weight. [points]"""
        rest_day = (
            weights.public_holiday
            if self.is_holiday
            else (weights.weekend if self.is_weekend else 0.0)
        )
        return weights.base + (weights.night if self.is_night else 0.0) + rest_day


@dataclass(slots=True)
class Load:
    """What somebody carries: shifts, nights, rest days and the weight of it all."""

    shifts: int = 0
    nights: int = 0
    weekends: int = 0
    burden: float = 0.0

    def add(self, slot: Slot, weights: Weights) -> None:
        """Take one more shift."""
        self.shifts += 1
        self.nights += slot.is_night
        self.weekends += slot.is_weekend or slot.is_holiday
        self.burden += slot.burden(weights)

    def copy(self) -> Load:
        """Return one of its own."""
        return Load(self.shifts, self.nights, self.weekends, self.burden)


#: Why somebody cannot take a shift.
BUSY, RESTING, ON_LEAVE = "busy", "resting", "on_leave"
Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Books:
    """What is known of the people: what they carry, when they stand duty, when they are away."""

    loads: dict[int, Load] = field(default_factory=dict)
    duties: dict[int, list[Span]] = field(default_factory=dict)
    leaves: dict[int, list[Span]] = field(default_factory=dict)

    def hindrance(self, person: int, slot: Slot, rest: timedelta) -> str:
        """Return why this person cannot stand the shift, or nothing when he can."""
        for begins, ends in self.leaves.get(person, ()):
            if begins < slot.ends_at and slot.starts_at < ends:
                return ON_LEAVE
        found = ""
        for begins, ends in self.duties.get(person, ()):
            if begins < slot.ends_at and slot.starts_at < ends:
                return BUSY
            if begins < slot.ends_at + rest and slot.starts_at < ends + rest:
                found = RESTING
        return found

    def load(self, person: int) -> Load:
        """Return what this person carries."""
        return self.loads.setdefault(person, Load())

    def put(self, person: int, slot: Slot, weights: Weights) -> None:
        """Write the shift into the books."""
        self.load(person).add(slot, weights)
        self.duties.setdefault(person, []).append((slot.starts_at, slot.ends_at))


@dataclass(frozen=True, slots=True)
class Choice:
    """Who takes a shift; nobody, with the reason of each, where it stays a gap."""

    slot: Slot
    person: int | None
    hindrances: Mapping[int, str] = field(default_factory=dict)


def choose(
    slot: Slot, people: Sequence[int], books: Books, weights: Weights
) -> tuple[int | None, dict[int, str]]:
    """Return who of ``people`` should stand one shift, and why the others cannot."""
    hindrances: dict[int, str] = {}
    free: list[tuple[float, int, int]] = []
    for place, person in enumerate(people):
        why = books.hindrance(person, slot, weights.minimum_rest)
        if why:
            hindrances[person] = why
        else:
            free.append((books.load(person).burden, place, person))
    return (min(free)[2] if free else None), hindrances


def fill(
    slots: Iterable[Slot], people: Sequence[int], books: Books, weights: Weights
) -> list[Choice]:
    """Fill the shifts one after the other, the earliest first; ``books`` are kept up to date."""
    made = []
    for slot in sorted(slots, key=lambda s: (s.starts_at, s.shift_id)):
        person, hindrances = choose(slot, people, books, weights)
        if person is not None:
            books.put(person, slot, weights)
        made.append(Choice(slot, person, hindrances))
    return made
