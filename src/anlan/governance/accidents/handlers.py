"""Accidents follow the incidents they were drawn from."""

from __future__ import annotations

from anlan.command.incidents.events import FactsUpdated
from anlan.governance.accidents.services.figures import follow_incident
from anlan.kernel.events import on


@on(FactsUpdated)
def follow(event: FactsUpdated) -> None:
    """New figures of an incident reach its accident, by the rules of their period."""
    follow_incident(incident_id=event.incident_id)
