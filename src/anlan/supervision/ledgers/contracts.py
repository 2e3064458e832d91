"""What other apps are told of sector packs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PackInfo:
    """A sector pack."""

    id: int
    code: str
    name: str
    sub_plan: int
    department: str
    organisation_id: int | None
    sectors: tuple[str, ...]
    top_hazard: str
    version: str
    url: str


@dataclass(frozen=True, slots=True)
class CriterionInfo:
    """A hazard criterion with its clause; ``consequence`` is ``major`` or ``general``."""

    id: int
    code: str
    pack_code: str
    pack_name: str
    text: str
    basis: str
    clause: str
    is_verified: bool
    consequence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistItemInfo:
    """One thing to look at."""

    number: int
    text: str
    method: str
    basis: str
    clause: str
    severity: str
    criterion_code: str


@dataclass(frozen=True, slots=True)
class ChecklistInfo:
    """A checklist with its items."""

    id: int
    code: str
    name: str
    pack_code: str
    used_by: str
    sectors: tuple[str, ...]
    basis: str
    items: tuple[ChecklistItemInfo, ...]
    url: str


@dataclass(frozen=True, slots=True)
class CadenceInfo:
    """What is repeated: ``times`` times within every ``every`` ``unit``, or once by a day."""

    id: int
    code: str
    pack_code: str
    subject: str
    what: str
    who: str
    applies_to: str
    sectors: tuple[str, ...]
    times: int
    every: int
    unit: str
    once_by: date | None
    occasion: str
    condition: str
    evidence: str
    checklist_code: str


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A column of a ledger by value."""

    key: str
    label: str
    kind: str
    options: tuple[str, ...]
    is_required: bool
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class LedgerInfo:
    """A ledger by value."""

    id: int
    code: str
    name: str
    pack_code: str
    kept_by: str
    sectors: tuple[str, ...]
    fields: tuple[FieldInfo, ...]
    url: str
