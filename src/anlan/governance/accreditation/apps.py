"""Application registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.kernel.apps import AnlanAppConfig


class AccreditationConfig(AnlanAppConfig):
    """Registers policies, automatic checks, figures, menu, desks and audit sentences."""

    name = "anlan.governance.accreditation"
    label = "accreditation"

    def ready(self) -> None:
        """Register the checks the platform answers and the figures it gives to others."""
        super().ready()
        from anlan.governance.accreditation import own_checks, sources

        own_checks.register_all()
        sources.register_all()
        name_system_actors({"accreditation": _("platform (demonstration units)")})
