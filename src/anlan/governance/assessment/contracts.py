"""Values that others give to assessment and get from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Unit:
    """Whom a source computes for. ``region_prefix`` is that of a township, else empty."""

    id: int
    code: str
    name: str
    kind: str
    region_code: str
    person_id: int | None = None

    @property
    def region_prefix(self) -> str:
        """The region a township or park answers for; departments answer by organisation."""
        return self.region_code[:9] if self.kind in ("township", "park") else ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that costs points now, where it is, and until when it can be mended."""

    words: str
    url: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ScoreFact:
    """What a source found. ``value`` None: no data, said in ``words``."""

    value: Decimal | None
    words: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    url: str = ""
    losses: tuple[Loss, ...] = ()
    #: Records behind the points: what was kept.
    kept: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a source: name, words, default."""

    name: str
    label: Message
    default: str = ""


Compute = Callable[[Actor, Unit, date, date, Mapping[str, str]], ScoreFact]


@dataclass(frozen=True, slots=True)
class ScoreSource:
    """Where the figure of an automatic item comes from. ``unit`` is rate or count."""

    code: str
    name: Message
    formula: Message
    compute: Compute
    measures: str = "rate"
    parameters: tuple[Parameter, ...] = ()
    #: Kinds of unit it can say something about.
    kinds: tuple[str, ...] = ("department", "township", "park")


@dataclass(frozen=True, slots=True)
class ScoreInfo:
    """The latest final score of a unit."""

    run_id: int
    run_name: str
    organisation_id: int
    score: Decimal | None
    band: str
    rank: int | None
    url: str
