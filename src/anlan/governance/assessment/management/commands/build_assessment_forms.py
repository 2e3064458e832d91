"""``manage build_assessment_forms``: write the Word forms of assessment from their recipes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from anlan.governance.assessment.papers import build_all


class Command(BaseCommand):
    """Write the forms to the app's ``data/documents``."""

    help = "Write the Word forms of assessment."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them."""
        for path in build_all():
            self.stdout.write(str(path))
