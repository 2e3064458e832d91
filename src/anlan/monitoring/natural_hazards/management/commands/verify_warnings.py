"""``verify_warnings``: judge products and thresholds against recorded events, as a table."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.monitoring.natural_hazards.services.verification import verify_warnings


class Command(BaseCommand):
    """Judge the last days; the page shows the same scores."""

    help = "Judge how well was warned over the last days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far back, and in which form."""
        parser.add_argument("--days", type=int, default=365)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and print."""
        end = clock.now()
        rows = verify_warnings(
            begin=end - timedelta(days=options["days"]),
            end=end,
            actor=system_actor("natural hazards"),
        )
        table = [
            {
                "hazard": row.hazard,
                "basis": row.basis,
                "level": row.level,
                "label": row.label,
                "hits": row.hits,
                "misses": row.misses,
                "false_alarms": row.false_alarms,
                "hit_rate": row.hit_rate,
                "false_alarm_ratio": row.false_alarm_ratio,
                "critical_success_index": row.critical_success_index,
                "lead_h": row.lead_h,
            }
            for row in rows
        ]
        if options["json"]:
            self.stdout.write(json.dumps(table, ensure_ascii=False))
            return
        for line in table:
            self.stdout.write(" ".join(f"{key}={value}" for key, value in line.items()))
