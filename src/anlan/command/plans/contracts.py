"""Plain values other apps get from the plan library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """A task of a plan as a response copies it."""

    group_id: int
    title: str
    instruction: str
    deadline_minutes: int
    evidence: str
    needs_photo: bool
    legal_basis: str
    sort_order: int


@dataclass(frozen=True, slots=True)
class GroupTemplate:
    """A command group of a plan as a response copies it."""

    id: int
    name: str
    lead_name: str
    lead_code: str
    lead_post: str
    members: tuple[str, ...]
    duties: str
    sort_order: int


@dataclass(frozen=True, slots=True)
class ResourceNeed:
    """What the plan counts on at a level."""

    kind: str
    code: str
    name: str
    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class LevelInfo:
    """A response level of a plan with everything that starts with it."""

    id: int
    plan_id: int
    plan_code: str
    plan_name: str
    plan_kind: str
    level: int
    label: str
    conditions: str
    commander_post: str
    commander_code: str
    commander_holder: str
    headquarters: str
    measures: str
    expected_hours: int
    reports_to: str
    groups: tuple[GroupTemplate, ...]
    tasks: tuple[TaskTemplate, ...]
    resources: tuple[ResourceNeed, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level is reached: the condition in words, the fact, and where the condition stands."""

    words: str
    fact: str
    value: str
    legal_basis: str
    is_verified: bool

    def __str__(self) -> str:
        return f"{self.words}（{self.fact}：{self.value}）"


@dataclass(frozen=True, slots=True)
class PlanMatch:
    """A plan that serves the incident, with the level its triggers reach."""

    plan_id: int
    plan_name: str
    plan_kind: str
    level_id: int
    level: int
    reasons: tuple[Reason, ...]
    is_default: bool = False  # no trigger was reached: the lowest level of a plan of this kind
