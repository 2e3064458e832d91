"""Every official reads the promises of the county; the bureau reads documents in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.planning.models import (
    PlannedIndicator,
    PlannedTask,
    PlanningCorrection,
    PlanningDocument,
)
from anlan.kernel.policy import Action, CountyWide, policy, register_actions

VIEW = "planning.view_document"
KEEP = "planning.keep_document"

register_actions(
    Action(
        VIEW,
        _("read planning documents and what they promise"),
        roles=(
            "county_leader",
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "auditor",
        ),
    ),
    Action(KEEP, _("read in and confirm planning documents"), roles=("bureau_officer",)),
)


@policy
class PlanningDocumentPolicy(CountyWide[PlanningDocument]):
    """The county's own."""

    model = PlanningDocument
    view = VIEW


@policy
class PlannedIndicatorPolicy(CountyWide[PlannedIndicator]):
    """As the document."""

    model = PlannedIndicator
    view = VIEW


@policy
class PlannedTaskPolicy(CountyWide[PlannedTask]):
    """As the document."""

    model = PlannedTask
    view = VIEW


@policy
class PlanningCorrectionPolicy(CountyWide[PlanningCorrection]):
    """As the document."""

    model = PlanningCorrection
    view = VIEW
