"""Who reads and writes plans: every official reads, each writes his own, the bureau keeps all."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import people_of
from anlan.base.regions.public import is_county_wide
from anlan.command.plans.choices import UNIT_KINDS, PlanKind
from anlan.command.plans.models import (
    Plan,
    PlanAcknowledgement,
    PlanContact,
    PlanGroup,
    PlanImport,
    PlanImportItem,
    PlanLevel,
    PlanPoint,
    PlanRecord,
    PlanReport,
    PlanResource,
    PlanSection,
    PlanTask,
    PlanTrigger,
)
from anlan.command.plans.rights import (
    ACCEPT,
    CHANGE,
    KEEP,
    PUBLISH,
    WRITING,
    holds,
    office_q,
    own_q,
)
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import Action, Policy, holders_of, policy, register_actions

__all__ = ["ACCEPT", "CHANGE", "KEEP", "PUBLISH", "VIEW", "own_plans", "writers_of"]

M = TypeVar("M", bound=Model)

VIEW = "plans.view_plan"

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "team_leader",
    "enterprise_manager",
    "auditor",
)
#: Those who keep the library of the county, and those who write the plans of their own.
KEEPERS = ("bureau_officer", "commander")
WRITERS = ("department_officer", "township_officer", "enterprise_manager")

register_actions(
    Action(VIEW, _("read emergency plans"), roles=READERS),
    Action(CHANGE, _("revise emergency plans"), roles=(*KEEPERS, *WRITERS)),
    Action(KEEP, _("keep the emergency plans of the county"), roles=KEEPERS),
    Action(PUBLISH, _("put emergency plans into force"), roles=("commander", "enterprise_manager")),
    Action(ACCEPT, _("accept the filing of plans of units"), roles=KEEPERS),
)


class _PlanScope(Policy[M]):
    """A county plan reaches everybody, one of a place or unit only that place or unit.

    What may be written is narrower than what may be read: see ``rights``.
    """

    prefix = ""

    def plan_of(self, obj: Any) -> Any:
        """Return what carries kind, region and organisation."""
        for name in self.prefix.rstrip("_").split("__") if self.prefix else ():
            obj = getattr(obj, name)
        return obj

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter of reading for one scope."""
        if scope.kind == "all":
            return Q()
        county = Q(**{f"{self.prefix}region__isnull": True}) & ~Q(
            **{f"{self.prefix}kind__in": UNIT_KINDS}
        )
        if scope.kind == "region":
            return county | Q(**{f"{self.prefix}region__code__startswith": scope.value})
        if scope.kind == "organisation":
            return county | Q(**{f"{self.prefix}organisation_id": scope.value})
        return county

    def covers(self, scope: Scope, obj: M) -> bool:
        """Agree with ``scope_q`` without a query."""
        plan = self.plan_of(obj)
        if scope.kind == "all":
            return True
        if plan.region_id is None and plan.kind not in UNIT_KINDS:
            return True
        if scope.kind == "region":
            return plan.region_id is not None and plan.region_id.startswith(scope.value)
        return scope.kind == "organisation" and str(plan.organisation_id) == scope.value

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows over which a right of writing reaches, else as for reading."""
        if permission not in WRITING or actor.is_system:
            return super().permitted(actor, permission)
        found = [
            reach(scope, self.prefix)
            for held, reach in WRITING[permission]
            for scope in actor.scopes_for(held)
        ]
        if permission == CHANGE:
            found.append(office_q(actor, self.prefix))
        conditions = [condition for condition in found if condition is not None]
        if not conditions:
            return self.queryset().none()
        union = conditions[0]
        for condition in conditions[1:]:
            union |= condition
        return self.queryset().filter(union)

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether a right of writing reaches the plan, else as for reading."""
        if permission not in WRITING or actor.is_system:
            return super().can(actor, permission, obj)
        plan = self.plan_of(obj)
        office = office_q(actor) if permission == CHANGE else None
        if office is not None and holds(office, plan):
            return True
        return any(
            condition is not None and holds(condition, plan)
            for held, reach in WRITING[permission]
            for condition in (reach(scope, "") for scope in actor.scopes_for(held))
        )

    def who_can(self, permission: str, obj: M) -> list[int]:
        """Return who may write the plan, else who may read it (for notices)."""
        if permission not in WRITING:
            return super().who_can(permission, obj)
        plan = self.plan_of(obj)
        found: dict[int, None] = {}
        for held, reach in WRITING[permission]:
            for person_id, scope in holders_of(held):
                condition = reach(scope, "")
                if condition is not None and holds(condition, plan):
                    found[person_id] = None
        if permission == CHANGE:
            found |= dict.fromkeys(_officers_of(plan))
        return list(found)


def _officers_of(plan: Plan) -> list[int]:
    """Return who writes a department's plan as its own officer for the whole county."""
    if plan.kind != PlanKind.DEPARTMENT or plan.organisation_id is None:
        return []
    people = {person.id for person in people_of(plan.organisation_id)}
    holders = holders_of(CHANGE) if people else ()
    return [person for person, scope in holders if person in people and is_county_wide(scope)]


def writers_of(plan: Plan) -> list[int]:
    """Return those whose own plan it is: of the township, the department, the unit."""
    found: dict[int, None] = {}
    for person_id, scope in holders_of(CHANGE):
        condition = own_q(scope)
        if condition is not None and holds(condition, plan):
            found[person_id] = None
    return list(found | dict.fromkeys(_officers_of(plan)))


def own_plans(actor: Actor) -> QuerySet[Plan]:
    """Return the plans of the actor's own township, department or unit."""
    found = [own_q(scope) for scope in actor.scopes_for(CHANGE)] + [office_q(actor)]
    union = Q(pk__in=())
    for condition in found:
        if condition is not None:
            union |= condition
    rows: QuerySet[Plan] = Plan.objects.filter(union)
    return rows


@policy
class PlanPolicy(_PlanScope[Plan]):
    """County plans for all readers, others by region or organisation."""

    model = Plan
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"


class _PartPolicy(_PlanScope):  # type: ignore[type-arg]
    """A part of a plan is seen as the plan is; it is written only with its plan."""

    view = VIEW


@policy
class PlanLevelPolicy(_PartPolicy):
    """As the plan."""

    model = PlanLevel
    prefix = "plan__"


@policy
class PlanTriggerPolicy(_PartPolicy):
    """As the plan."""

    model = PlanTrigger
    prefix = "level__plan__"


@policy
class PlanGroupPolicy(_PartPolicy):
    """As the plan."""

    model = PlanGroup
    prefix = "plan__"


@policy
class PlanTaskPolicy(_PartPolicy):
    """As the plan."""

    model = PlanTask
    prefix = "group__plan__"


@policy
class PlanResourcePolicy(_PartPolicy):
    """As the plan."""

    model = PlanResource
    prefix = "plan__"


@policy
class PlanContactPolicy(_PartPolicy):
    """As the plan."""

    model = PlanContact
    prefix = "plan__"


@policy
class PlanSectionPolicy(_PartPolicy):
    """As the plan."""

    model = PlanSection
    prefix = "plan__"


@policy
class PlanAcknowledgementPolicy(_PartPolicy):
    """As the plan."""

    model = PlanAcknowledgement
    prefix = "plan__"


@policy
class PlanRecordPolicy(_PartPolicy):
    """As the plan."""

    model = PlanRecord
    prefix = "plan__"


@policy
class PlanPointPolicy(_PartPolicy):
    """As the plan."""

    model = PlanPoint
    prefix = "plan__"


@policy
class PlanReportPolicy(_PartPolicy):
    """As the plan."""

    model = PlanReport
    prefix = "plan__"


@policy
class PlanImportPolicy(_PlanScope[PlanImport]):
    """Who may revise plans of the place or unit reads and confirms their texts."""

    model = PlanImport
    view = CHANGE
    region_field = "region"
    organisation_field = "organisation_id"


@policy
class PlanImportItemPolicy(_PartPolicy):
    """As the import."""

    model = PlanImportItem
    view = CHANGE
    prefix = "plan_import__"
