"""What happens in drills; heard by those who watch the drill, never by another system."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class DrillEvent(Event):
    """Base: which drill. A secret one tells nobody but those who watch it."""

    drill_id: int
    is_secret: bool

    def topics(self) -> list[str]:
        """Lists, and the drill's own pages."""
        own = f"drill:{self.drill_id}"
        return [own] if self.is_secret else ["drills", own]


@dataclass(frozen=True)
class DrillMoved(DrillEvent):
    """A drill was planned, changed, began, stopped or ended."""

    name = "drills.drill.moved"
    words = _("a drill moved on")
    state: str


@dataclass(frozen=True)
class DrillNews(DrillEvent):
    """Something new on the pages of a drill: an inject, an answer, a note."""

    name = "drills.drill.news"
    words = _("news in a drill")
    what: str


@dataclass(frozen=True)
class DutyChanged(Event):
    """When a unit must hold its next drill has changed."""

    name = "drills.duty.changed"
    words = _("a duty to hold drills changed")
    duty_id: int
    region: str
    organisation: int

    def topics(self) -> list[str]:
        """The lists."""
        return ["drills"]


@dataclass(frozen=True)
class ScenarioChanged(Event):
    """The library of scenarios has changed."""

    name = "drills.scenario.changed"
    words = _("a drill scenario changed")
    scenario_id: int
