"""Plain values other apps get about responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.command.plans.public import Reason


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan or level that may be chosen, and what speaks for it."""

    plan_id: int
    plan_name: str
    plan_level_id: int
    level: int
    label: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Which plan to start at which level, with the conditions that are reached.

    ``is_default`` tells that no condition was reached and the lowest level is offered.
    """

    incident_id: int
    plan_id: int
    plan_name: str
    plan_level_id: int
    level: int
    label: str
    reasons: tuple[str, ...]
    details: tuple[Reason, ...]
    alternatives: tuple[Alternative, ...]
    facts: Mapping[str, Any]
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class ResponseInfo:
    """A response as other apps see it."""

    id: int
    incident_id: int
    plan_id: int
    plan_name: str
    plan_level_id: int
    level: int
    level_label: str
    state: str
    matter: str
    commander_id: int | None
    commander_name: str
    headquarters: str
    activated_at: datetime
    terminated_at: datetime | None
    activation_ms: int
    groups: int
    tasks: int
    tasks_open: int
    tasks_overdue: int
    url: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads a group: organisation and person as far as the contact book knows them."""

    organisation_id: int | None
    organisation_name: str
    person_id: int | None
    person_name: str


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """A command group at work, to whom an order can be given."""

    id: int
    name: str
    duties: str
    lead_name: str


@dataclass(frozen=True, slots=True)
class Force:
    """A team bound to an incident, as the commander sees it."""

    dispatch_id: int
    team_id: int
    team_name: str
    organisation_id: int | None
    leader_id: int | None
    leader_name: str
    people: int
    state_label: str
    tone: str
    is_on_scene: bool
    eta_at: datetime | None
    arrived_at: datetime | None
    capabilities: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task or order with its moments."""

    id: int
    title: str
    group: str
    unit: str
    assignee_name: str
    is_order: bool
    is_cancelled: bool
    state_label: str
    assigned_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    done_at: datetime | None
    verified_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class RollCallRecord:
    """A roll call with its moments."""

    reason: str
    ordered_by: str
    ordered_at: datetime
    closed_at: datetime | None
    url: str
