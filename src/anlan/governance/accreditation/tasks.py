"""Background jobs of demonstration units."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import override

from anlan.governance.accreditation.services.common import platform
from anlan.governance.accreditation.services.rounds import watch_units
from anlan.kernel.jobs import periodic


@periodic("17 7 * * *")
def watch() -> None:
    """Every morning: open re-checks that come due, find what has run out."""
    with override(settings.LANGUAGE_CODE):
        watch_units(actor=platform())
