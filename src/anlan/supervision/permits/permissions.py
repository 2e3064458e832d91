"""Officials read the permits of their area; the enterprise files and keeps its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.permits.models import WorkKind, WorkPermit

VIEW = "permits.view_permit"
FILE = "permits.file_permit"
WORK = "permits.work_permit"
STOP = "permits.stop_permit"
IMPORT = "permits.import_permit"
CONFIRM = "permits.confirm_kind"

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
)

register_actions(
    Action(VIEW, _("read permits of special operations"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(FILE, _("file permits of special operations"), roles=("enterprise_manager",)),
    Action(WORK, _("start and finish special operations"), roles=("enterprise_manager",)),
    Action(
        STOP,
        _("stop a special operation"),
        roles=("enterprise_manager", "bureau_officer", "department_officer", "township_officer"),
    ),
    Action(
        IMPORT,
        _("import permits of special operations"),
        roles=("enterprise_manager", "bureau_officer"),
    ),
    Action(CONFIRM, _("confirm the limits of special operations"), roles=("bureau_officer",)),
)


@policy
class WorkPermitPolicy(Policy[WorkPermit]):
    """As the enterprise."""

    model = WorkPermit
    view = VIEW
    region_field = "enterprise__region"
    organisation_field = "enterprise__organisation_id"
    sector_field = "enterprise__sector_id"


@policy
class WorkKindPolicy(Policy[WorkKind]):
    """Public inside the platform."""

    model = WorkKind
    view = VIEW
    public = True
