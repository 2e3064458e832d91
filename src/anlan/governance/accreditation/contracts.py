"""Values that others give to demonstration units and get from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a check is asked about.

    ``organisation_id`` is None where another unit answers for it, as a township for a village;
    ``region_prefix`` is that of the place where the title is a place's, else empty.
    """

    organisation_id: int | None
    region_prefix: str
    enterprise_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the records say. ``is_met`` None: no data; ``words`` say why."""

    is_met: bool | None
    words: str
    url: str = ""


Compute = Callable[[Actor, Candidate, Mapping[str, str]], Finding]


@dataclass(frozen=True, slots=True)
class Check:
    """A question about a candidate that the platform's own records answer."""

    code: str
    name: Message
    source: Message
    compute: Compute
    #: Parameters with their defaults, as numbers in words.
    parameters: tuple[tuple[str, str], ...] = ()
    #: A no of these records ends a prerequisite; a no that only means “not in the register” may be
    #: explained by the unit and is looked at on site.
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A demonstration unit by value."""

    id: int
    kind_code: str
    kind_name: str
    level: str
    name: str
    organisation_id: int
    region_code: str
    state: str
    state_label: str
    number: str
    awarded_on: date | None
    valid_until: date | None
    recheck_on: date | None
    is_in_force: bool
    url: str
