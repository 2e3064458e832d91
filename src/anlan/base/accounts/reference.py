"""Installed roles and access rules."""

from __future__ import annotations

from anlan.base.accounts.services.roles import load_rules, sync_roles
from anlan.kernel.actor import Actor


def load(actor: Actor) -> None:
    """Bring roles and rules up to date; what the county changed stays."""
    load_rules(actor=actor)
    sync_roles(actor=actor)
