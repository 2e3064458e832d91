"""``anlan audit verify``: prove that the audit trail is what was written."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from anlan.base.audit.selectors import verify_chain


class Command(BaseCommand):
    """Recomputes the whole chain; exit code 1 when anything does not fit."""

    help = "Verify the audit hash chain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json and --expect."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--expect", default="", help="a head hash noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and report."""
        report = verify_chain(expected_head=options["expect"])
        if options["json"]:
            faults = [[f.sequence, f.record_id, f.what] for f in report.faults]
            self.stdout.write(
                json.dumps(
                    {
                        "audit_verified": report.is_whole,
                        "length": report.length,
                        "head": report.head,
                        "faults": faults,
                    }
                )
            )
        elif report.is_whole:
            self.stdout.write(f"audit chain whole: {report.length} links, head {report.head}")
        else:
            for fault in report.faults:
                self.stdout.write(f"link {fault.sequence} record {fault.record_id}: {fault.what}")
        if not report.is_whole:
            sys.exit(1)
