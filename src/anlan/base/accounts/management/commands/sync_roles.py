"""``manage sync_roles``: bring the installed roles up to date with what the apps declare."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from anlan.base.accounts.services.roles import sync_roles
from anlan.kernel.actor import system_actor


class Command(BaseCommand):
    """Changes installed roles only; the county's own and changed roles stay."""

    help = "Bring the installed roles up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        """Synchronise and say what changed."""
        touched = sync_roles(actor=system_actor("installation"))
        self.stdout.write(f"roles changed: {', '.join(touched) if touched else 'none'}")
