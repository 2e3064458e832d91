"""Who gives commitments, who keeps them, who checks: the office all, each unit its own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import is_below_county
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentCheck,
    CommitmentExtension,
    CommitmentPart,
    CommitmentReport,
    Escalation,
    EscalationStep,
    Milestone,
    ReportingPeriod,
    UnitAlias,
)
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "auditor",
)
UNITS = ("bureau_officer", "department_officer", "township_officer")
VIEW = "commitments.view_commitment"
GIVE = "commitments.give_commitment"
REPORT = "commitments.report_progress"
CHECK = "commitments.check_commitment"
DECIDE = "commitments.decide_extension"
SET_STEPS = "commitments.set_steps"

register_actions(
    Action(VIEW, _("read commitments"), roles=OFFICIALS),
    Action(GIVE, _("give, change and cancel commitments"), roles=("bureau_officer",)),
    Action(REPORT, _("sign for commitments and report their progress"), roles=UNITS),
    Action(CHECK, _("check commitments reported done"), roles=("bureau_officer",)),
    Action(
        DECIDE,
        _("decide about more time for commitments"),
        roles=("bureau_officer", "county_leader"),
    ),
    Action(SET_STEPS, _("set when who is reminded of commitments"), roles=("bureau_officer",)),
)


def own_units(actor: Actor, permission: str) -> set[int]:
    """Return the units in whose name an actor acts with a permission: his own."""
    if not actor.has(permission):
        return set()
    found = {int(s.value) for s in actor.scopes_for(permission) if s.kind == "organisation"}
    if actor.organisation_id is not None:
        found.add(actor.organisation_id)
    return found


class _OfUnit(Policy[Any]):
    """Scope of a commitment or of what hangs on one (``prefix``).

    A unit sees what it leads and what it supports; it reports for itself only.
    """

    view = VIEW
    prefix: ClassVar[str] = ""

    def _supported(self, **units: Any) -> Q:
        rows = CommitmentPart.objects.filter(**units).values("commitment_id")
        return Q(**{f"{self.prefix}pk__in" if not self.prefix else "commitment_id__in": rows})

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        if scope.kind == "all":
            return Q()
        if scope.kind == "region":
            led = Q(**{f"{self.prefix}region__code__startswith": scope.value})
            if not is_below_county(scope):
                return led
            return led | self._supported(organisation__region__code__startswith=scope.value)
        if scope.kind == "organisation":
            led = Q(**{f"{self.prefix}lead_id": scope.value})
            return led | self._supported(organisation_id=scope.value)
        return None

    def permitted(self, actor: Actor, permission: str) -> QuerySet[Any]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if permission == REPORT and not actor.is_system:
            return self.queryset().filter(
                **{f"{self.prefix}lead_id__in": own_units(actor, permission)}
            )
        return super().permitted(actor, permission)

    def _commitment(self, obj: Any) -> Commitment:
        found: Commitment = obj.commitment if self.prefix else obj
        return found

    def covers(self, scope: Scope, obj: Any) -> bool:
        """Whether a row lies in a scope; agrees with ``scope_q``."""
        if scope.kind == "all":
            return True
        found = self._commitment(obj)
        if scope.kind == "region":
            if found.region_id.startswith(scope.value):
                return True
            units: dict[str, Any] = {"organisation__region__code__startswith": scope.value}
            return is_below_county(scope) and found.parts.filter(**units).exists()
        if scope.kind == "organisation":
            return (
                str(found.lead_id) == scope.value
                or found.parts.filter(organisation_id=scope.value).exists()
            )
        return False

    def can(self, actor: Actor, permission: str, obj: Any) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``."""
        if permission == REPORT and not actor.is_system:
            return self._commitment(obj).lead_id in own_units(actor, permission)
        return super().can(actor, permission, obj)


@policy
class CommitmentPolicy(_OfUnit):
    """By the lead's region or the unit itself."""

    model = Commitment
    region_field = "region"


class _Hanging(_OfUnit):
    """What hangs on a commitment follows it."""

    prefix = "commitment__"


@policy
class CommitmentPartPolicy(_Hanging):
    """As the commitment; each unit reports its own part."""

    model = CommitmentPart

    def permitted(self, actor: Actor, permission: str) -> QuerySet[CommitmentPart]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if permission == REPORT and not actor.is_system:
            return self.queryset().filter(organisation_id__in=own_units(actor, permission))
        return super().permitted(actor, permission)

    def can(self, actor: Actor, permission: str, obj: CommitmentPart) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``."""
        if permission == REPORT and not actor.is_system:
            return obj.organisation_id in own_units(actor, permission)
        return super().can(actor, permission, obj)


@policy
class MilestonePolicy(_Hanging):
    """As the commitment."""

    model = Milestone


@policy
class ReportingPeriodPolicy(_Hanging):
    """As the commitment."""

    model = ReportingPeriod


@policy
class CommitmentReportPolicy(_Hanging):
    """As the commitment."""

    model = CommitmentReport


@policy
class CommitmentCheckPolicy(_Hanging):
    """As the commitment."""

    model = CommitmentCheck


@policy
class CommitmentExtensionPolicy(_Hanging):
    """As the commitment."""

    model = CommitmentExtension


@policy
class EscalationPolicy(_Hanging):
    """As the commitment."""

    model = Escalation


@policy
class EscalationStepPolicy(CountyWide[EscalationStep]):
    """The county's own table."""

    model = EscalationStep
    view = VIEW


@policy
class UnitAliasPolicy(CountyWide[UnitAlias]):
    """The county's own table, for who gives tasks."""

    model = UnitAlias
    view = GIVE
