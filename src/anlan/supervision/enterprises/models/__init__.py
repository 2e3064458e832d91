"""Nouns of the enterprise dossier 一企一档."""

from anlan.supervision.enterprises.models.enterprise import Enterprise, EnterpriseContact, Sector
from anlan.supervision.enterprises.models.holding import ChemicalHolding, Equipment, Licence

__all__ = [
    "ChemicalHolding",
    "Enterprise",
    "EnterpriseContact",
    "Equipment",
    "Licence",
    "Sector",
]
