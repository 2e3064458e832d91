"""Who writes schemes, reports, marks, decides and confirms; what a unit sees and when."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import county_prefix, is_below_county
from anlan.governance.assessment.choices import RunState
from anlan.governance.assessment.models import (
    Appeal,
    ItemMark,
    ItemResult,
    Run,
    Scheme,
    SchemeItem,
    SchemePart,
    UnitGroup,
    UnitResult,
)
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import (
    Action,
    CountyWide,
    Policy,
    follow_path,
    policy,
    register_actions,
)

M = TypeVar("M", bound=Model)

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
)
VIEW = "assessment.view_assessment"
VIEW_RESULT = "assessment.view_result"
EDIT = "assessment.edit_scheme"
MANAGE = "assessment.manage_run"
SETTLE = "assessment.settle_item"
REPORT = "assessment.report_own"
MARK = "assessment.mark_item"
DECIDE = "assessment.decide_appeal"
CONFIRM = "assessment.confirm_run"

register_actions(
    Action(VIEW, _("read schemes and final rankings"), roles=(*OFFICIALS, "auditor")),
    Action(
        VIEW_RESULT,
        _("read assessment results of one's area"),
        roles=(
            "county_leader",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "auditor",
        ),
    ),
    Action(EDIT, _("write scoring schemes"), roles=("bureau_officer",)),
    Action(MANAGE, _("run assessments"), roles=("bureau_officer",)),
    Action(
        SETTLE,
        _("decide on items without data or evidence"),
        roles=("bureau_officer", "county_leader"),
    ),
    Action(
        REPORT,
        _("hand in and appeal for one's own unit"),
        roles=("department_officer", "township_officer", "bureau_officer"),
    ),
    Action(MARK, _("mark items of units"), roles=("bureau_officer", "department_officer")),
    Action(DECIDE, _("decide assessment appeals"), roles=("bureau_officer", "county_leader")),
    Action(CONFIRM, _("confirm assessments"), roles=("county_leader",)),
)


class Open(CountyWide[M]):
    """Rules are open to every official: what one is judged by is no secret."""

    view = VIEW


@policy
class SchemePolicy(Open[Scheme]):
    """Schemes, drafts included: units may speak before one is in force."""

    model = Scheme


@policy
class SchemePartPolicy(Open[SchemePart]):
    """As the scheme."""

    model = SchemePart


@policy
class SchemeItemPolicy(Open[SchemeItem]):
    """As the scheme."""

    model = SchemeItem


@policy
class UnitGroupPolicy(Open[UnitGroup]):
    """As the scheme."""

    model = UnitGroup


@policy
class RunPolicy(Open[Run]):
    """That and how it is assessed is open; points of others are not until they are final."""

    model = Run

    def covers(self, scope: Scope, obj: Run) -> bool:
        """An assessment is the county's: whoever holds a right over any part of it."""
        return True


def _assessed_by(actor: Actor) -> Q:
    """Items that the actor's own office assesses."""
    if actor.organisation_id is None or not actor.has(MARK):
        return Q(pk__in=[])
    return Q(item__assessor_id=actor.organisation_id)


@policy
class UnitResultPolicy(Policy[UnitResult]):
    """One's own area at any time; those of all units once they are final."""

    model = UnitResult
    view = VIEW_RESULT
    region_field = "organisation__region"
    organisation_field = "organisation_id"

    def queryset(self) -> QuerySet[UnitResult]:
        """All rows, with what their names need."""
        return UnitResult.objects.all()

    def permitted(self, actor: Actor, permission: str) -> QuerySet[UnitResult]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if permission == REPORT and not actor.is_system:
            return self.queryset().filter(_own(actor))
        rows = super().permitted(actor, permission)
        if permission != VIEW_RESULT or actor.is_system or not actor.has(VIEW):
            return rows
        final = Q(run__state=RunState.CONFIRMED) & _same_county(actor)
        return self.queryset().filter(Q(pk__in=rows.values("pk")) | final)

    def can(self, actor: Actor, permission: str, obj: UnitResult) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``; asks as ``permitted`` does."""
        return actor.is_system or self.permitted(actor, permission).filter(pk=obj.pk).exists()

    def covers(self, scope: Scope, obj: UnitResult) -> bool:
        """Whom to tell: the unit's own people, not everybody whose area it lies in."""
        if scope.kind == "region":
            return (
                is_below_county(scope)
                and obj.organisation.kind != "department"
                and obj.organisation.region_id.startswith(scope.value)
            )
        return super().covers(scope, obj)


def sees_points(actor: Actor, result: UnitResult) -> bool:
    """Whether somebody reads a unit's points: the office and the leader always, others after."""
    return result.run.is_shown_to_units or actor.has(MANAGE) or actor.has(CONFIRM)


def sees_marks(actor: Actor, result: UnitResult) -> bool:
    """As ``sees_points``, and assessors the items of others: nobody the own unit's before."""
    own = result.organisation_id == actor.organisation_id
    return sees_points(actor, result) or (actor.has(MARK) and not own)


def _same_county(actor: Actor) -> Q:
    """The counties in which the actor has any office; offices by organisation see the county."""
    found = Q(pk__in=[])
    for scope in (*actor.scopes_for(VIEW), *actor.scopes_for(VIEW_RESULT)):
        if scope.kind == "region":
            found |= Q(organisation__region__code__startswith=county_prefix(scope.value))
        else:
            return Q()
    return found


def _own(actor: Actor) -> Q:
    """The unit one reports for: the one of one's grant, the township of one's area, one's own."""
    found = Q(pk__in=[])
    for scope in actor.scopes_for(REPORT):
        if scope.kind == "organisation":
            found |= Q(organisation_id=scope.value)
        elif is_below_county(scope):
            found |= Q(
                organisation__region__code__startswith=scope.value,
                organisation__kind__in=("township", "park"),
            )
        elif actor.organisation_id is not None:
            found |= Q(organisation_id=actor.organisation_id)
    return found


class OfResult(Policy[M]):
    """What hangs on a result is seen with it."""

    view = VIEW_RESULT
    path = "result"

    def _results(self, actor: Actor, permission: str) -> Q:
        rows = UnitResultPolicy().permitted(actor, permission).values("pk")
        return Q(**{f"{self.path}__in": rows})

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if actor.is_system:
            return self.queryset()
        return self.queryset().filter(self._results(actor, permission))

    def covers(self, scope: Scope, obj: M) -> bool:
        """Whom to tell: those in whose area the unit lies."""
        result = follow_path(obj, self.path)
        if scope.kind == "region":
            return bool(result.organisation.region_id.startswith(scope.value))
        return UnitResultPolicy().covers(scope, result)

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether ``actor`` holds ``permission`` over ``obj``; asks as ``permitted`` does."""
        return actor.is_system or self.permitted(actor, permission).filter(pk=obj.pk).exists()


@policy
class ItemResultPolicy(OfResult[ItemResult]):
    """With the unit's result; an assessor sees the items his office assesses."""

    model = ItemResult

    def permitted(self, actor: Actor, permission: str) -> QuerySet[ItemResult]:
        """Return the rows over which ``actor`` holds ``permission``."""
        if actor.is_system or permission not in (VIEW_RESULT, MARK):
            return super().permitted(actor, permission)
        condition = _assessed_by(actor)
        if permission == VIEW_RESULT:
            condition |= self._results(actor, permission)
        elif actor.has(MANAGE):
            condition |= self._results(actor, MANAGE)
        return self.queryset().filter(condition)


@policy
class ItemMarkPolicy(OfResult[ItemMark]):
    """With the item."""

    model = ItemMark
    path = "item_result__result"


@policy
class AppealPolicy(OfResult[Appeal]):
    """Of one's own unit, and for who decides."""

    model = Appeal
    path = "item_result__result"
