"""Django's `migrate`, which does not draw hundreds of models again for each new table."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from anlan.kernel.quick_states import quick_states


class Command(migrate.Command):
    """Apply the migrations."""

    def handle(self, *arguments: Any, **options: Any) -> Any:
        """Apply them with states that grow quickly."""
        with quick_states():
            return super().handle(*arguments, **options)
