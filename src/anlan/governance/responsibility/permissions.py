"""Every official reads who answers for what; each keeps the records of himself or his own unit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import ReadInCounty
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
from anlan.kernel.policy import (
    Action,
    CountyWide,
    Policy,
    policy,
    register_actions,
)

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


@policy
class PortfolioPolicy(ReadInCounty[Portfolio]):
    """The county's division of work."""

    model = Portfolio
    view = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"


@policy
class PortfolioEntryPolicy(ReadInCounty[PortfolioEntry]):
    """As the portfolio."""

    model = PortfolioEntry
    view = VIEW
    region_field = "portfolio__organisation__region"
    organisation_field = "portfolio__organisation_id"


@policy
class AbsencePolicy(ReadInCounty[Absence]):
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
class ResponsibilityListPolicy(ReadInCounty[ResponsibilityList]):
    """Lists are public among officials; the holder's own unit and the office keep them."""

    model = ResponsibilityList
    view = VIEW
    region_field = "organisation__region"
    organisation_field = "organisation_id"


@policy
class ResponsibilityPolicy(ReadInCounty[Responsibility]):
    """As the list."""

    model = Responsibility
    view = VIEW
    region_field = "list__organisation__region"
    organisation_field = "list__organisation_id"


@policy
class WorkListPolicy(ReadInCounty[WorkList]):
    """As the list."""

    model = WorkList
    view = VIEW
    region_field = "list__organisation__region"
    organisation_field = "list__organisation_id"


@policy
class WorkItemPolicy(ReadInCounty[WorkItem]):
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
