"""Load the sector packs that come with the platform (``packs/`` at the root)."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.supervision.ledgers.services.packs import load_shipped


def load(actor: Actor) -> None:
    """Add new packs, bring known ones up to date; officers' edits stay."""
    load_shipped(actor)
