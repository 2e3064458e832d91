"""Reading demonstration units: by value, by place, for others."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from anlan.base.regions.public import prefix_of
from anlan.governance.accreditation.choices import IN_FORCE, Applicant
from anlan.governance.accreditation.contracts import Candidate, UnitInfo
from anlan.governance.accreditation.models import Case
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.public import find_enterprise

#: Titles of places; the others are those of an enterprise, a site or a station.
PLACES = (Applicant.VILLAGE, Applicant.TOWNSHIP, Applicant.COUNTY)
#: Digits of the prefix of a village; a grid has more.
VILLAGE_DIGITS = 12


def place_prefix(case: Case) -> str:
    """Return the region a title of a place stands for: village, township or county; else empty."""
    if not any(applicant in PLACES for applicant in case.kind.applicants):
        return ""
    return prefix_of(case.region_id)


def candidate_of(case: Case) -> Candidate:
    """Return whom the checks are asked about."""
    prefix = place_prefix(case)
    is_stood_for = len(prefix) >= VILLAGE_DIGITS and case.organisation.kind != "village"
    enterprise = None
    if case.organisation.kind == "enterprise":
        enterprise = find_enterprise(
            system_actor("accreditation"), organisation_id=case.organisation_id
        )
    return Candidate(
        organisation_id=None if is_stood_for else case.organisation_id,
        region_prefix=prefix,
        enterprise_id=enterprise.id if enterprise is not None else None,
    )


def describe(case: Case) -> UnitInfo:
    """Return a unit by value."""
    return UnitInfo(
        id=case.pk,
        kind_code=case.kind.code,
        kind_name=case.kind.name,
        level=case.kind.level,
        name=case.unit_name,
        organisation_id=case.organisation_id,
        region_code=case.region_id,
        state=case.state,
        state_label=case.state_label,
        number=case.number,
        awarded_on=case.awarded_on,
        valid_until=case.valid_until,
        recheck_on=case.recheck_on,
        is_in_force=case.is_in_force,
        url=case.get_absolute_url(),
    )


def in_force_on(rows: QuerySet[Case], day: date) -> QuerySet[Case]:
    """Keep those that bore the title on a day."""
    return rows.filter(awarded_on__lte=day).filter(Q(state__in=IN_FORCE) | Q(exited_on__gt=day))


def awarded_within(rows: QuerySet[Case], since: date, until: date) -> QuerySet[Case]:
    """Keep those awarded from a day to a day, whatever became of them."""
    return rows.filter(awarded_on__gte=since, awarded_on__lte=until)


def list_units(
    actor: Actor, *, organisation_id: int | None = None, kind_code: str = ""
) -> list[UnitInfo]:
    """Return the visible units that bear a title, the newest first."""
    rows = visible(Case, actor).filter(state__in=IN_FORCE).select_related("kind")
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if kind_code:
        rows = rows.filter(kind__code=kind_code)
    return [describe(row) for row in rows.order_by("-awarded_on", "-pk")]
