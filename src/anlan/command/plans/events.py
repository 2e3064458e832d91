"""What happens in the plan library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class PlanPublished(Event):
    """A version of a plan is in force from now on."""

    name: ClassVar[str] = "plans.plan.published"
    plan_id: int
    code: str
    version: int

    def topics(self) -> list[str]:
        """Those who look at the library."""
        return ["plans"]


@dataclass(frozen=True)
class PlanExpired(Event):
    """A version of a plan is no longer in force."""

    name: ClassVar[str] = "plans.plan.expired"
    plan_id: int
    code: str
    version: int

    def topics(self) -> list[str]:
        """Those who look at the library."""
        return ["plans"]


@dataclass(frozen=True)
class PlanRevised(Event):
    """A new draft was made from a version of a plan."""

    name: ClassVar[str] = "plans.plan.revised"
    plan_id: int
    from_plan_id: int
    version: int

    def topics(self) -> list[str]:
        """Those who look at the library."""
        return ["plans"]


@dataclass(frozen=True)
class PlanImportMoved(Event):
    """An import of a plan was begun, decided on, made into a draft or given up."""

    name: ClassVar[str] = "plans.import.moved"
    words = _("import of a plan moved on")
    import_id: int
    state: str

    def topics(self) -> list[str]:
        """Those who confirm it."""
        return [f"planimport:{self.import_id}"]


@dataclass(frozen=True)
class PlanEdited(Event):
    """A part of a draft was written, changed or taken out; or a record was added to a plan."""

    name: ClassVar[str] = "plans.plan.edited"
    words = _("draft of a plan edited")
    plan_id: int
    what: str

    def topics(self) -> list[str]:
        """Those who look at the plan."""
        return [f"plan:{self.plan_id}"]


@dataclass(frozen=True)
class PlanMoved(Event):
    """A plan was submitted for approval, returned or taken back."""

    name: ClassVar[str] = "plans.plan.moved"
    words = _("plan submitted, returned or taken back")
    plan_id: int
    state: str

    def topics(self) -> list[str]:
        """Those who look at the library or the plan."""
        return ["plans", f"plan:{self.plan_id}"]
