"""Background jobs of patrols."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import override

from anlan.governance.patrols.selectors.units import platform
from anlan.governance.patrols.services.watching import remind
from anlan.kernel.jobs import periodic


@periodic("50 7 * * *")
def remind_of_findings() -> None:
    """Every morning: remind units of what is due, tell what is overdue step by step."""
    with override(settings.LANGUAGE_CODE):
        remind(actor=platform())
