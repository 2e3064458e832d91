"""What the map tells others: how many people are in the protected sites around an incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.command.incidents.contracts import IncidentInfo
from anlan.command.responses.public import register_fact_source
from anlan.command.scene.public import register_surroundings_source
from anlan.decision.onemap import (
    population,  # noqa: F401  registers the people of the sites
    roads,  # noqa: F401  registers the roads for the speed limits of vehicles
)
from anlan.decision.onemap.selectors import lines_in, people_in_sites
from anlan.kernel.actor import Actor

register_surroundings_source(lines_in)

#: Facts by the names response triggers use, with their radius [m].
RADII_M = {"people_within_500m": 500, "people_within_1km": 1000}


@register_fact_source
def people_around(incident: IncidentInfo, actor: Actor) -> Mapping[str, Any]:
    """Count people in schools, hospitals, villages … near the incident, by day or by night."""
    if incident.longitude is None or incident.latitude is None:
        return {}
    return {
        name: people_in_sites(
            longitude=incident.longitude, latitude=incident.latitude, radius_m=radius
        )
        for name, radius in RADII_M.items()
    }
