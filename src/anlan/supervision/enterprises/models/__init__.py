"""Nouns of the enterprise dossier 一企一档 and the park dossier 一园一档."""

from anlan.supervision.enterprises.models.enterprise import Enterprise, EnterpriseContact, Sector
from anlan.supervision.enterprises.models.holding import ChemicalHolding, Equipment, Licence
from anlan.supervision.enterprises.models.paper import (
    AgencyService,
    Certificate,
    ExpiryRecord,
    ExpiryStep,
    Insurance,
    Standardisation,
)
from anlan.supervision.enterprises.models.park import Park
from anlan.supervision.enterprises.models.plan import PlantPlan
from anlan.supervision.enterprises.models.process import (
    HazardousProcess,
    ProcessUnit,
    Project,
    ProjectStage,
)
from anlan.supervision.enterprises.models.territory import (
    DuplicatePair,
    FormerCode,
    MergedDossier,
    TerritoryClaim,
)

__all__ = [
    "AgencyService",
    "Certificate",
    "ChemicalHolding",
    "DuplicatePair",
    "Enterprise",
    "EnterpriseContact",
    "Equipment",
    "ExpiryRecord",
    "ExpiryStep",
    "FormerCode",
    "HazardousProcess",
    "Insurance",
    "Licence",
    "MergedDossier",
    "Park",
    "PlantPlan",
    "ProcessUnit",
    "Project",
    "ProjectStage",
    "Sector",
    "Standardisation",
    "TerritoryClaim",
]
