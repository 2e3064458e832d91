"""What happens in assessment."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class SchemeChanged(Event):
    """A scheme was written, versioned or put in force."""

    name = "assessment.scheme.changed"
    words = _("a scoring scheme changed")
    scheme_id: int
    state: str

    def topics(self) -> list[str]:
        """The lists."""
        return ["assessment"]


@dataclass(frozen=True)
class RunMoved(Event):
    """An assessment was opened or moved on; ``confirmed`` makes it final."""

    name = "assessment.run.moved"
    words = _("an assessment moved on")
    run_id: int
    state: str

    def topics(self) -> list[str]:
        """Lists and pages of assessment."""
        return ["assessment"]


@dataclass(frozen=True)
class ItemChanged(Event):
    """Something was handed in, marked or decided for an item of a unit."""

    name = "assessment.item.changed"
    words = _("an item of an assessment changed")
    item_result_id: int
    organisation: int
    state: str

    def topics(self) -> list[str]:
        """Pages of assessment."""
        return ["assessment"]


@dataclass(frozen=True)
class AppealChanged(Event):
    """An appeal was filed or decided."""

    name = "assessment.appeal.changed"
    words = _("an assessment appeal changed")
    appeal_id: int
    organisation: int
    state: str

    def topics(self) -> list[str]:
        """Pages of assessment."""
        return ["assessment"]
