"""The door of campaigns: how units stand, what is filled in automatically."""

from __future__ import annotations

from datetime import date

from anlan.governance.campaigns.contracts import UnitStanding
from anlan.governance.campaigns.selectors.standing import standing
from anlan.governance.campaigns.services.lists import list_entry
from anlan.governance.campaigns.sources import Asked, FormSource, register_source
from anlan.kernel.actor import Actor

__all__ = [
    "Asked",
    "FormSource",
    "UnitStanding",
    "campaign_standing",
    "list_entry",
    "register_source",
]


def campaign_standing(
    actor: Actor, *, campaign_id: int | None = None, on: date
) -> list[UnitStanding]:
    """Return how each unit stands on a day, the best first.

    In one campaign, or one after another in every campaign that runs. Everything due from the
    beginning of the campaign to the day counts.
    """
    return standing(actor, campaign_id=campaign_id, on=on)
