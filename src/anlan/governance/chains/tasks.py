"""Background jobs of chains."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import override

from anlan.governance.chains.services.common import platform
from anlan.governance.chains.services.telling import tell_late
from anlan.kernel.jobs import periodic


@periodic("25 8 * * *")
def tell_of_late_stages() -> None:
    """Every morning: tell the next leader of stages that are late."""
    with override(settings.LANGUAGE_CODE):
        tell_late(actor=platform())
