"""``manage demo_accounts``: the table of demonstration accounts."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anlan.base.accounts.demonstration import demonstration_accounts


class Command(BaseCommand):
    """Prints user name, password, name, role and scope of every demonstration account."""

    help = "Print the demonstration accounts (only in a demonstration)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json and --one-per-role."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--one-per-role", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        if not settings.ANLAN_DEMO:
            raise CommandError("demonstration accounts exist only where ANLAN_DEMO is set")
        rows = [asdict(a) for a in demonstration_accounts(one_per_role=options["one_per_role"])]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"{row['username']:24} {row['password']:18} {row['role']:20} "
                f"{row['role_name']}  {row['name']}  {row['scope']}"
            )
