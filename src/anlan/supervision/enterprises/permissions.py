"""Who reads and keeps enterprise dossiers: officials by region, the enterprise its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.enterprises.models import (
    ChemicalHolding,
    Enterprise,
    EnterpriseContact,
    Equipment,
    Licence,
    Sector,
)

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
)
VIEW = "enterprises.view_enterprise"
CREATE = "enterprises.create_enterprise"
CHANGE = "enterprises.change_enterprise"
CHANGE_STATUS = "enterprises.change_status"
CLAIM = "enterprises.claim_enterprise"
IMPORT = "enterprises.import_enterprise"

register_actions(
    Action(
        VIEW,
        _("read enterprise dossiers"),
        roles=(*OFFICIALS, "enterprise_manager", "team_leader", "system_admin"),
    ),
    Action(CREATE, _("register enterprises"), roles=("bureau_officer", "township_officer")),
    Action(
        CHANGE,
        _("keep enterprise dossiers"),
        roles=("bureau_officer", "department_officer", "township_officer", "enterprise_manager"),
    ),
    Action(CHANGE_STATUS, _("suspend, resume and close enterprises"), roles=("bureau_officer",)),
    Action(CLAIM, _("claim enterprises for a township"), roles=("township_officer",)),
    Action(IMPORT, _("import enterprises from a table"), roles=("bureau_officer",)),
)


@policy
class EnterprisePolicy(Policy[Enterprise]):
    """By region, by sector, or one's own enterprise."""

    model = Enterprise
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"
    sector_field = "sector_id"


class _PartPolicy(Policy[Any]):
    """Parts of a dossier follow the enterprise."""

    view = VIEW
    region_field = "enterprise__region"
    organisation_field = "enterprise__organisation_id"
    sector_field = "enterprise__sector_id"


@policy
class EnterpriseContactPolicy(_PartPolicy):
    """As the enterprise."""

    model = EnterpriseContact


@policy
class ChemicalHoldingPolicy(_PartPolicy):
    """As the enterprise."""

    model = ChemicalHolding


@policy
class EquipmentPolicy(_PartPolicy):
    """As the enterprise."""

    model = Equipment


@policy
class LicencePolicy(_PartPolicy):
    """As the enterprise."""

    model = Licence


@policy
class SectorPolicy(Policy[Sector]):
    """Public inside the platform."""

    model = Sector
    view = VIEW
    public = True
