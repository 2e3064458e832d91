"""Who reads and keeps the plan library: every official reads, the bureau keeps."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
    PlanResource,
    PlanSection,
    PlanTask,
    PlanTrigger,
)
from anlan.kernel.actor import Scope
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "plans.view_plan"
CHANGE = "plans.change_plan"
PUBLISH = "plans.publish_plan"

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

register_actions(
    Action(VIEW, _("read emergency plans"), roles=READERS),
    Action(CHANGE, _("revise emergency plans"), roles=("bureau_officer", "commander")),
    Action(PUBLISH, _("put emergency plans into force"), roles=("commander",)),
)


class _PlanScope:
    """A county plan reaches everybody; one of a place or unit only that place or unit."""

    prefix = ""

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        if scope.kind == "all":
            return Q()
        county = Q(**{f"{self.prefix}region__isnull": True}) & ~Q(
            **{f"{self.prefix}kind": "enterprise"}
        )
        if scope.kind == "region":
            return county | Q(**{f"{self.prefix}region__code__startswith": scope.value})
        if scope.kind == "organisation":
            return county | Q(**{f"{self.prefix}organisation_id": scope.value})
        return county


@policy
class PlanPolicy(_PlanScope, Policy[Plan]):
    """County plans for all readers, others by region or organisation."""

    model = Plan
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"

    def covers(self, scope: Scope, obj: Plan) -> bool:
        """Agree with ``scope_q`` without a query."""
        if scope.kind == "all":
            return True
        if obj.region_id is None and obj.kind != "enterprise":
            return True
        if scope.kind == "region":
            return obj.region_id is not None and obj.region_id.startswith(scope.value)
        return scope.kind == "organisation" and str(obj.organisation_id) == scope.value


class _PartPolicy(_PlanScope, Policy):  # type: ignore[type-arg]
    """A part of a plan is seen as the plan is; it is written only with its plan."""

    view = VIEW

    def covers(self, scope: Scope, obj: object) -> bool:
        """As the plan."""
        for name in self.prefix.rstrip("_").split("__"):
            obj = getattr(obj, name)
        return PlanPolicy().covers(scope, obj)  # type: ignore[arg-type]


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
class PlanImportPolicy(_PlanScope, Policy[PlanImport]):
    """Who may revise plans of the place reads and confirms their texts."""

    model = PlanImport
    view = CHANGE
    region_field = "region"
    organisation_field = "organisation_id"

    def covers(self, scope: Scope, obj: PlanImport) -> bool:
        """As a plan of that place."""
        return PlanPolicy().covers(scope, obj)  # type: ignore[arg-type]


@policy
class PlanImportItemPolicy(_PartPolicy):
    """As the import."""

    model = PlanImportItem
    view = CHANGE
    prefix = "plan_import__"
