"""What campaigns do when something happens elsewhere."""

from __future__ import annotations

from anlan.governance.campaigns.services.lists import follow_hazard
from anlan.kernel.events import on
from anlan.supervision.hazards.events import HazardCancelled


@on(HazardCancelled)
def clear_listed_hazard(event: HazardCancelled) -> None:
    """A hazard crossed off in supervision is cleared on the lists of campaigns."""
    follow_hazard(hazard_id=event.hazard_id)
