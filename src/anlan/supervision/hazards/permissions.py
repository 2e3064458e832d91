"""Who sees hazards and takes which step: enterprises their own, townships their territory,
departments what they answer for, the bureau the county."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Scope
from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.hazards.models import (
    DualReport,
    ExtensionRequest,
    Hazard,
    HazardCategory,
    HazardCriterion,
    HazardDispute,
    HazardLimit,
    HazardNotice,
    HazardTransfer,
    ListedSupervision,
    RectificationPlan,
    SuspensionOrder,
    TipOffReporter,
    TraceBack,
)

VIEW = "hazards.view_hazard"
REPORT = "hazards.report_hazard"
VERIFY = "hazards.verify_hazard"
ASSIGN = "hazards.assign_hazard"
RECTIFY = "hazards.rectify_hazard"
REVIEW = "hazards.review_hazard"
ACCEPT = "hazards.accept_hazard"
CANCEL = "hazards.cancel_hazard"
LOOK_BACK = "hazards.look_back"
REGRADE = "hazards.regrade_hazard"
REQUEST_EXTENSION = "hazards.request_extension"
DECIDE_EXTENSION = "hazards.decide_extension"
TRANSFER = "hazards.transfer_hazard"
DISPUTE = "hazards.raise_dispute"
DECIDE_DISPUTE = "hazards.decide_dispute"
SUSPEND = "hazards.order_suspension"
NOTIFY = "hazards.notify_major"
DUAL_REPORT = "hazards.report_twice"
LIST = "hazards.list_supervision"
APPLY_LIFTING = "hazards.apply_lifting"
CHECK_LISTING = "hazards.check_listing"
LIFT = "hazards.lift_supervision"
TRACE = "hazards.trace_back"
VIEW_TRACE = "hazards.view_trace_back"
VIEW_REPORTER = "hazards.view_reporter"
VIEW_TABLES = "hazards.view_tables"
CHANGE_TABLES = "hazards.change_tables"
IMPORT = "hazards.import_hazard"
#: Who hears of lateness on the rungs of the escalation.
HEAR_TOWNSHIP = "hazards.hear_overdue_township"
HEAR_BUREAU = "hazards.hear_overdue_bureau"
HEAR_LEADER = "hazards.hear_overdue_leader"

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
)
SUPERVISORS = ("bureau_officer", "department_officer", "township_officer")
LEADERS = ("county_leader", "commander", "bureau_officer")

register_actions(
    Action(VIEW, _("read hazards"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(
        REPORT,
        _("report hazards"),
        roles=(*SUPERVISORS, "duty_officer", "grid_worker", "enterprise_manager"),
    ),
    Action(VERIFY, _("verify hazards"), roles=SUPERVISORS),
    Action(
        ASSIGN, _("order the rectification of hazards"), roles=(*SUPERVISORS, "enterprise_manager")
    ),
    Action(
        RECTIFY,
        _("rectify hazards"),
        roles=("enterprise_manager", "department_officer", "township_officer"),
    ),
    Action(
        REVIEW,
        _("review rectifications"),
        roles=(*SUPERVISORS, "grid_worker", "enterprise_manager"),
    ),
    Action(ACCEPT, _("accept rectifications"), roles=(*SUPERVISORS, "enterprise_manager")),
    Action(CANCEL, _("cross off hazards"), roles=SUPERVISORS),
    Action(LOOK_BACK, _("look back on hazards"), roles=SUPERVISORS),
    Action(REGRADE, _("grade hazards as general or major"), roles=SUPERVISORS),
    Action(REQUEST_EXTENSION, _("ask for more time"), roles=("enterprise_manager",)),
    Action(DECIDE_EXTENSION, _("decide about more time"), roles=SUPERVISORS),
    Action(TRANSFER, _("hand over hazards and answer hand-overs"), roles=SUPERVISORS),
    Action(DISPUTE, _("object to hazards"), roles=("enterprise_manager",)),
    Action(DECIDE_DISPUTE, _("decide about objections"), roles=("bureau_officer", "commander")),
    Action(
        SUSPEND, _("order and lift suspensions"), roles=("bureau_officer", "department_officer")
    ),
    Action(NOTIFY, _("notify principals of major hazards"), roles=SUPERVISORS),
    Action(
        DUAL_REPORT,
        _("report major hazards to department and employees"),
        roles=("enterprise_manager", "bureau_officer"),
    ),
    Action(
        LIST,
        _("list hazards for supervision"),
        roles=("county_leader", "bureau_officer", "township_officer"),
    ),
    Action(APPLY_LIFTING, _("apply for the end of a listing"), roles=("enterprise_manager",)),
    Action(CHECK_LISTING, _("check listed hazards on the spot"), roles=SUPERVISORS),
    Action(LIFT, _("end listed supervision"), roles=("county_leader", "bureau_officer")),
    Action(TRACE, _("trace responsibility back"), roles=("bureau_officer", "commander")),
    Action(VIEW_TRACE, _("read trace-backs"), roles=LEADERS),
    Action(VIEW_REPORTER, _("see who gave a tip-off"), roles=("bureau_officer",)),
    Action(VIEW_TABLES, _("read causes and limits of hazards")),
    Action(CHANGE_TABLES, _("change causes and limits of hazards"), roles=("bureau_officer",)),
    Action(IMPORT, _("import hazards from a table"), roles=("bureau_officer", "township_officer")),
    Action(HEAR_TOWNSHIP, _("is told of late hazards: township"), roles=("township_officer",)),
    Action(HEAR_BUREAU, _("is told of late hazards: bureau"), roles=("bureau_officer",)),
    Action(HEAR_LEADER, _("is told of late hazards: county leader"), roles=("county_leader",)),
)


class _ByHazard(Policy[Any]):
    """Scope of a hazard or of something that hangs on one (``prefix``).

    An organisation sees what it must rectify and what it answers for as an office.
    """

    view = VIEW
    prefix = ""

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        if scope.kind == "organisation":
            return Q(**{f"{self.prefix}organisation_id": scope.value}) | Q(
                **{f"{self.prefix}department_id": scope.value}
            )
        return super().scope_q(scope)

    def covers(self, scope: Scope, obj: Any) -> bool:
        """Whether a row lies in a scope; agrees with ``scope_q``."""
        if scope.kind == "organisation":
            hazard = obj.hazard if self.prefix else obj
            return scope.value in (str(hazard.organisation_id), str(hazard.department_id))
        return super().covers(scope, obj)


@policy
class HazardPolicy(_ByHazard):
    """By region, sector, or the organisation that rectifies or answers for it."""

    model = Hazard
    region_field = "region"
    sector_field = "sector_id"


class _PartPolicy(_ByHazard):
    """Parts of a hazard follow it."""

    prefix = "hazard__"
    region_field = "hazard__region"
    sector_field = "hazard__sector_id"


@policy
class HazardCriterionPolicy(_PartPolicy):
    """As the hazard."""

    model = HazardCriterion


@policy
class RectificationPlanPolicy(_PartPolicy):
    """As the hazard."""

    model = RectificationPlan


@policy
class ExtensionRequestPolicy(_PartPolicy):
    """As the hazard."""

    model = ExtensionRequest


@policy
class HazardDisputePolicy(_PartPolicy):
    """As the hazard."""

    model = HazardDispute


@policy
class SuspensionOrderPolicy(_PartPolicy):
    """As the hazard."""

    model = SuspensionOrder


@policy
class ListedSupervisionPolicy(_PartPolicy):
    """As the hazard."""

    model = ListedSupervision


@policy
class HazardNoticePolicy(_PartPolicy):
    """As the hazard."""

    model = HazardNotice


@policy
class DualReportPolicy(_PartPolicy):
    """As the hazard."""

    model = DualReport


@policy
class TraceBackPolicy(_PartPolicy):
    """As the hazard, for who supervises the supervisors."""

    model = TraceBack
    view = VIEW_TRACE


@policy
class TipOffReporterPolicy(_PartPolicy):
    """Only for holders of the right to know; every reading is recorded."""

    model = TipOffReporter
    view = VIEW_REPORTER


@policy
class HazardTransferPolicy(Policy[HazardTransfer]):
    """Who handed it over, and the office it was offered to, wherever the hazard lies."""

    model = HazardTransfer
    view = TRANSFER

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope: from either side."""
        if scope.kind == "region":
            return Q(hazard__region__code__startswith=scope.value) | Q(
                to_organisation__region__code__startswith=scope.value
            )
        if scope.kind == "organisation":
            return (
                Q(hazard__department_id=scope.value)
                | Q(to_organisation_id=scope.value)
                | Q(from_organisation_id=scope.value)
            )
        return super().scope_q(scope)

    def covers(self, scope: Scope, obj: HazardTransfer) -> bool:
        """Whether a hand-over lies in a scope; agrees with ``scope_q``."""
        if scope.kind == "region":
            codes = (obj.hazard.region_id, obj.to_organisation.region_id)
            return any(code.startswith(scope.value) for code in codes)
        if scope.kind == "organisation":
            return scope.value in (
                str(obj.hazard.department_id),
                str(obj.to_organisation_id),
                str(obj.from_organisation_id),
            )
        return super().covers(scope, obj)


class _TablePolicy(Policy[Any]):
    """Tables of the county: open to everybody signed in, kept from any scope."""

    view = VIEW_TABLES
    public = True

    def scope_q(self, scope: Scope) -> Q | None:
        """The table is one for the county."""
        return Q()

    def covers(self, scope: Scope, obj: Any) -> bool:
        """As ``scope_q``."""
        return True


@policy
class HazardCategoryPolicy(_TablePolicy):
    """Causes."""

    model = HazardCategory


@policy
class HazardLimitPolicy(_TablePolicy):
    """Limits."""

    model = HazardLimit
