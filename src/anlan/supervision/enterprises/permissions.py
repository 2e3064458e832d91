"""Who reads and keeps enterprise dossiers: officials by region, the enterprise its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    DuplicatePair,
    Enterprise,
    EnterpriseContact,
    Equipment,
    ExpiryRecord,
    FormerCode,
    HazardousProcess,
    Insurance,
    Licence,
    MergedDossier,
    Park,
    PlantPlan,
    ProcessUnit,
    Project,
    ProjectStage,
    Sector,
    Standardisation,
    TerritoryClaim,
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
ASSIGN = "enterprises.assign_enterprise"
MERGE = "enterprises.merge_enterprise"
CHANGE_PARK = "enterprises.change_park"

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
    Action(ASSIGN, _("assign refused enterprises to a township"), roles=("bureau_officer",)),
    Action(MERGE, _("merge duplicate dossiers"), roles=("bureau_officer",)),
    Action(CHANGE_PARK, _("keep the dossiers of parks"), roles=("bureau_officer",)),
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
class CertificatePolicy(_PartPolicy):
    """As the enterprise."""

    model = Certificate


@policy
class StandardisationPolicy(_PartPolicy):
    """As the enterprise."""

    model = Standardisation


@policy
class InsurancePolicy(_PartPolicy):
    """As the enterprise."""

    model = Insurance


@policy
class AgencyServicePolicy(_PartPolicy):
    """As the enterprise."""

    model = AgencyService


@policy
class ProcessUnitPolicy(_PartPolicy):
    """As the enterprise."""

    model = ProcessUnit


@policy
class ProjectPolicy(_PartPolicy):
    """As the enterprise."""

    model = Project


@policy
class ProjectStagePolicy(Policy[ProjectStage]):
    """As the enterprise of the project."""

    model = ProjectStage
    view = VIEW
    region_field = "project__enterprise__region"
    organisation_field = "project__enterprise__organisation_id"
    sector_field = "project__enterprise__sector_id"


@policy
class PlantPlanPolicy(_PartPolicy):
    """As the enterprise."""

    model = PlantPlan


@policy
class ExpiryRecordPolicy(_PartPolicy):
    """As the enterprise."""

    model = ExpiryRecord


@policy
class TerritoryClaimPolicy(_PartPolicy):
    """As the enterprise."""

    model = TerritoryClaim


@policy
class FormerCodePolicy(_PartPolicy):
    """As the enterprise."""

    model = FormerCode


@policy
class MergedDossierPolicy(Policy[MergedDossier]):
    """As the enterprise it was merged into."""

    model = MergedDossier
    view = VIEW
    region_field = "merged_into__region"
    organisation_field = "merged_into__organisation_id"
    sector_field = "merged_into__sector_id"


@policy
class DuplicatePairPolicy(Policy[DuplicatePair]):
    """Whoever may merge the first dossier."""

    model = DuplicatePair
    view = MERGE
    region_field = "first__region"


@policy
class ParkPolicy(Policy[Park]):
    """Parks are known to everybody inside; they are kept by region."""

    model = Park
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"
    public = True


@policy
class HazardousProcessPolicy(Policy[HazardousProcess]):
    """Public inside the platform."""

    model = HazardousProcess
    view = VIEW
    public = True


@policy
class SectorPolicy(Policy[Sector]):
    """Public inside the platform."""

    model = Sector
    view = VIEW
    public = True
