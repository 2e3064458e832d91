"""What happens in a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class _ResponseEvent(Event):
    """Base: watchers of the incident, of the map and of all responses hear it."""

    incident_id: int
    response_id: int
    region: str

    def topics(self) -> list[str]:
        """The incident, the map, the responses, this response."""
        return [
            f"incident:{self.incident_id}",
            "map",
            "responses",
            f"response:{self.response_id}",
        ]


@dataclass(frozen=True)
class ResponseActivated(_ResponseEvent):
    """A response was activated at a level with groups and tasks."""

    name: ClassVar[str] = "responses.response.activated"
    level: int
    groups: int
    tasks: int


@dataclass(frozen=True)
class ResponseLevelChanged(_ResponseEvent):
    """The level of a running response changed."""

    name: ClassVar[str] = "responses.response.level_changed"
    from_level: int
    level: int


@dataclass(frozen=True)
class CommandHandedOver(_ResponseEvent):
    """The command passed to another person."""

    name: ClassVar[str] = "responses.response.command_handed_over"
    person_id: int


@dataclass(frozen=True)
class ResponseTerminated(_ResponseEvent):
    """A response ended."""

    name: ClassVar[str] = "responses.response.terminated"


@dataclass(frozen=True)
class AuthorityChanged(_ResponseEvent):
    """Another level of government commands now."""

    name: ClassVar[str] = "responses.response.authority_changed"
    authority: str


@dataclass(frozen=True)
class ObjectiveChanged(_ResponseEvent):
    """An objective or timer was set, answered, reached, given up or came late."""

    name: ClassVar[str] = "responses.objective.changed"
    words = _("objective of a response changed")
    objective_id: int
    state: str


@dataclass(frozen=True)
class RollCallChanged(_ResponseEvent):
    """A roll call was ordered, answered, escalated or closed."""

    name: ClassVar[str] = "responses.roll_call.changed"
    words = _("roll call: ordered, answered or closed")
    roll_call_id: int
    unanswered: int
    missing: int


@dataclass(frozen=True)
class SituationReported(_ResponseEvent):
    """A situation report was made."""

    name: ClassVar[str] = "responses.report.made"
    report_id: int


@dataclass(frozen=True)
class PublicReleaseChanged(_ResponseEvent):
    """Something was released to the public, or withdrawn."""

    name: ClassVar[str] = "responses.release.changed"
    words = _("public release made or withdrawn")
    release_id: int
    is_public: bool


@dataclass(frozen=True)
class _TaskEvent(Event):
    """Base: watchers of the incident, of the board and of the holder's organisation hear it."""

    incident_id: int
    response_id: int
    task_id: int
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The incident, the responses, this response's board, this task."""
        return [
            f"incident:{self.incident_id}",
            "responses",
            f"response:{self.response_id}",
            f"task:{self.task_id}",
        ]


@dataclass(frozen=True)
class TaskMoved(_TaskEvent):
    """A task was accepted, begun, done, verified, returned or cancelled."""

    name: ClassVar[str] = "responses.task.moved"
    words = _("response task: next step")
    state: str


@dataclass(frozen=True)
class TaskReported(_TaskEvent):
    """Feedback came in on a task."""

    name: ClassVar[str] = "responses.task.reported"
    feedback_id: int


@dataclass(frozen=True)
class OrderIssued(_TaskEvent):
    """The commander gave an order beyond the plan."""

    name: ClassVar[str] = "responses.task.order_issued"


@dataclass(frozen=True)
class TaskOverdue(_TaskEvent):
    """A task's time ran out."""

    name: ClassVar[str] = "responses.task.overdue"
