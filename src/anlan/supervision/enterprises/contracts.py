"""What other apps are told of an enterprise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ContactInfo:
    """A person to call at an enterprise. ``phone`` is full only for who may see it."""

    person_id: int
    name: str
    title: str
    phone: str
    kind: str


@dataclass(frozen=True, slots=True)
class HoldingInfo:
    """A substance in a vessel."""

    id: int
    chemical_id: int
    cas: str
    name: str
    container: str
    container_kind: str
    role: str
    quantity_t: float
    design_quantity_t: float | None
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class EnterpriseInfo:
    """An enterprise as the main job needs it: who, where, how dangerous, whom to call."""

    id: int
    name: str
    short_name: str
    uscc: str
    sector: str
    sector_name: str
    category: str
    region_code: str
    region_name: str
    organisation_id: int
    address: str
    longitude: float | None
    latitude: float | None
    risk_level: int
    employees: int
    status: str
    is_major_hazard: bool
    principal: ContactInfo | None
    safety_manager: ContactInfo | None
    contacts: tuple[ContactInfo, ...]
    chemicals: tuple[HoldingInfo, ...]
    url: str
    distance_m: float | None = None
    controller: ContactInfo | None = None
    supervisor_id: int | None = None


@dataclass(frozen=True, slots=True)
class LapsedPaper:
    """A licence, certificate or inspection whose last day has passed."""

    what: str
    label: str
    subject_id: int
    title: str
    due_on: date
    enterprise_id: int
    region_code: str
    is_operating: bool
    url: str


@dataclass(frozen=True, slots=True)
class Overstock:
    """A vessel or store that holds more than is registered; tonnes."""

    holding_id: int
    container: str
    chemical: str
    quantity_t: float
    registered_t: float
    enterprise_id: int
    region_code: str
    url: str


@dataclass(frozen=True, slots=True)
class PaperInfo:
    """A paper or inspection whose last day has passed."""

    id: int
    kind: str
    title: str
    last_day: date
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process unit; ``process`` is the code of the process under key supervision, or empty."""

    id: int
    name: str
    process: str
    process_name: str
    automation: str
    has_safety_system: bool


@dataclass(frozen=True, slots=True)
class PlanOutline:
    """A plan tied to the ground: its corners (longitude, latitude) in order, and its picture."""

    id: int
    title: str
    corners: tuple[tuple[float, float], ...]
    picture_url: str
    opacity: int
