"""Who reads, keeps, files, signs: the enterprise its own, officials by region."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.installations.models import (
    Commitment,
    DutyRule,
    DutyTask,
    Filing,
    IdentificationRun,
    Installation,
    InstallationHolding,
    PeopleCorrection,
    ResponsiblePerson,
    SafetyEquipment,
    ScreenLink,
    StandardValue,
)

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "enterprise_manager",
    "team_leader",
)
VIEW = "installations.view_installation"
KEEP = "installations.keep_installation"
SUBMIT = "installations.submit_filing"
REVIEW = "installations.review_filing"
DO_DUTY = "installations.do_duty"
SIGN = "installations.sign_commitment"
CONFIRM = "installations.confirm_value"
IMPORT = "installations.import_installation"

register_actions(
    Action(VIEW, _("read major hazard installations"), roles=READERS),
    Action(
        KEEP,
        _("keep major hazard installations"),
        roles=("bureau_officer", "enterprise_manager"),
    ),
    Action(SUBMIT, _("apply for the filing of installations"), roles=("enterprise_manager",)),
    Action(REVIEW, _("review the filing of installations"), roles=("bureau_officer",)),
    Action(DO_DUTY, _("do the duties of responsible persons"), roles=("enterprise_manager",)),
    Action(SIGN, _("sign the daily commitment"), roles=("enterprise_manager",)),
    Action(CONFIRM, _("confirm thresholds and factors"), roles=("bureau_officer",)),
    Action(IMPORT, _("import installations from a table"), roles=("bureau_officer",)),
)


@policy
class InstallationPolicy(Policy[Installation]):
    """By the region or sector of the enterprise, or one's own."""

    model = Installation
    view = VIEW
    region_field = "enterprise__region"
    organisation_field = "enterprise__organisation_id"
    sector_field = "enterprise__sector_id"


class _PartPolicy(Policy[Any]):
    """Parts follow the installation."""

    view = VIEW
    region_field = "installation__enterprise__region"
    organisation_field = "installation__enterprise__organisation_id"
    sector_field = "installation__enterprise__sector_id"


class _OfEnterprise(Policy[Any]):
    """What belongs to the enterprise as a whole."""

    view = VIEW
    region_field = "enterprise__region"
    organisation_field = "enterprise__organisation_id"
    sector_field = "enterprise__sector_id"


@policy
class InstallationHoldingPolicy(_PartPolicy):
    """As the installation."""

    model = InstallationHolding


@policy
class PeopleCorrectionPolicy(_PartPolicy):
    """As the installation."""

    model = PeopleCorrection


@policy
class SafetyEquipmentPolicy(_PartPolicy):
    """As the installation."""

    model = SafetyEquipment


@policy
class IdentificationRunPolicy(_PartPolicy):
    """As the installation."""

    model = IdentificationRun


@policy
class FilingPolicy(_PartPolicy):
    """As the installation."""

    model = Filing


@policy
class ResponsiblePersonPolicy(_PartPolicy):
    """As the installation."""

    model = ResponsiblePerson


@policy
class DutyTaskPolicy(_PartPolicy):
    """As the installation."""

    model = DutyTask


@policy
class CommitmentPolicy(_OfEnterprise):
    """As the enterprise."""

    model = Commitment


@policy
class ScreenLinkPolicy(_OfEnterprise):
    """Seen by who may sign for the enterprise."""

    model = ScreenLink
    view = SIGN


@policy
class StandardValuePolicy(Policy[StandardValue]):
    """Public inside the platform."""

    model = StandardValue
    view = VIEW
    public = True


@policy
class DutyRulePolicy(Policy[DutyRule]):
    """Public inside the platform."""

    model = DutyRule
    view = VIEW
    public = True
