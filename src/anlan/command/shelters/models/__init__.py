"""Nouns of shelters and evacuation."""

from anlan.command.shelters.models.evacuation import Evacuation, EvacuationHousehold, Household
from anlan.command.shelters.models.shelter import Shelter, ShelterMovement

__all__ = ["Evacuation", "EvacuationHousehold", "Household", "Shelter", "ShelterMovement"]
