"""The daily jobs of installations."""

from __future__ import annotations

from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import periodic
from anlan.supervision.installations.services.commitments import note_missed
from anlan.supervision.installations.services.duties import escalate_duties, generate_duties


@periodic("20 0 * * *")
def make_duties() -> None:
    """Every night: the duty tasks of new periods, and the missed ones of the last."""
    actor = system_actor("installations")
    generate_duties(actor=actor)
    escalate_duties(actor=actor)


@periodic("*/10 * * * *")
def watch_commitments() -> None:
    """Every ten minutes: whoever has not committed after the hour is told once a day."""
    note_missed(actor=system_actor("installations"))
