"""Every official reads who answers for what; each keeps the records of himself or his own unit."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import county_prefix
from anlan.governance.responsibility.models import (
    Absence,
    DutyRecord,
    LegalDuty,
    Portfolio,
    PortfolioEntry,
    Responsibility,
    ResponsibilityList,
    WorkItem,
    WorkList,
)
from anlan.kernel.actor import Actor
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
VIEW = "responsibility.view_portfolio"
KEEP = "responsibility.keep_portfolio"
CONFIRM = "responsibility.confirm_work_list"
VIEW_RECORD = "responsibility.view_record"
RECORD = "responsibility.record_duty"

register_actions(
    Action(VIEW, _("read who answers for what"), roles=(*OFFICIALS, "auditor")),
    Action(
        KEEP, _("keep the division of work and responsibility lists"), roles=("bureau_officer",)
    ),
    Action(
        CONFIRM,
        _("confirm annual work lists"),
        roles=(
            "county_leader",
            "commander",
            "bureau_officer",
            "department_officer",
            "township_officer",
        ),
    ),
    Action(VIEW_RECORD, _("read duty performance records"), roles=(*OFFICIALS, "auditor")),
    Action(RECORD, _("record duties performed"), roles=OFFICIALS),
)


class ReadByAll(Policy[M]):
    """Read in the whole county by everybody who may read any; kept over one's own part of it."""

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return the rows of the actor's counties for reading, of his scope for anything else."""
        if permission != self.view:
            return super().permitted(actor, permission)
        counties = _counties(actor, permission)
        if counties is None:
            return self.queryset()
        codes = [Q(**{f"{self.region_field}__code__startswith": county}) for county in counties]
        return self.queryset().filter(reduce(or_, codes, Q(pk__in=[])))

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Agree with ``permitted``."""
        if permission != self.view:
            return super().can(actor, permission, obj)
        counties = _counties(actor, permission)
        code = str(follow_path(obj, f"{self.region_field}_id"))
        return counties is None or county_prefix(code) in counties


def _counties(actor: Actor, permission: str) -> set[str] | None:
    """The counties somebody holds a right in; None: of this one, by his unit or his post."""
    found: set[str] = set()
    for scope in actor.scopes_for(permission):
        if scope.kind != "region":
            return None
        found.add(county_prefix(scope.value))
    return found


@policy
class PortfolioPolicy(ReadByAll[Portfolio]):
    """The county's division of work."""

    model = Portfolio
    view = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"


@policy
class PortfolioEntryPolicy(ReadByAll[PortfolioEntry]):
    """As the portfolio."""

    model = PortfolioEntry
    view = VIEW
    region_field = "portfolio__organisation__region"
    organisation_field = "portfolio__organisation_id"


@policy
class AbsencePolicy(ReadByAll[Absence]):
    """As the person's organisation."""

    model = Absence
    view = VIEW
    region_field = "person__organisation__region"
    organisation_field = "person__organisation_id"


@policy
class LegalDutyPolicy(CountyWide[LegalDuty]):
    """The law is the same for the whole county."""

    model = LegalDuty
    view = VIEW


@policy
class ResponsibilityListPolicy(ReadByAll[ResponsibilityList]):
    """Lists are public among officials; the holder's own unit and the office keep them."""

    model = ResponsibilityList
    view = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"


@policy
class ResponsibilityPolicy(ReadByAll[Responsibility]):
    """As the list."""

    model = Responsibility
    view = VIEW
    region_field = "list__organisation__region"
    organisation_field = "list__organisation_id"


@policy
class WorkListPolicy(ReadByAll[WorkList]):
    """As the list."""

    model = WorkList
    view = VIEW
    region_field = "list__organisation__region"
    organisation_field = "list__organisation_id"


@policy
class WorkItemPolicy(ReadByAll[WorkItem]):
    """As the list."""

    model = WorkItem
    view = VIEW
    region_field = "work_list__list__organisation__region"
    organisation_field = "work_list__list__organisation_id"


@policy
class DutyRecordPolicy(Policy[DutyRecord]):
    """By the region or the organisation of who did it."""

    model = DutyRecord
    view = VIEW_RECORD
    region_field = "organisation__region"
    organisation_field = "organisation_id"
    person_field = "person_id"
