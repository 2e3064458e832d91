"""What the services of incidents share."""

from __future__ import annotations

from typing import Any

from anlan.command.incidents.models import Incident


def event_values(incident: Incident) -> dict[str, Any]:
    """Return what every event of an incident carries."""
    return {
        "incident_id": incident.pk,
        "state": incident.state,
        "grade": incident.grade,
        "region": incident.region_id,
        "organisation": incident.organisation_id,
    }
