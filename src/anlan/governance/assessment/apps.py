"""Application registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.kernel.apps import AnlanAppConfig


class AssessmentConfig(AnlanAppConfig):
    """Registers policies, score sources, menu, desks and audit sentences of this app."""

    name = "anlan.governance.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Register the sources of points that ship with the platform."""
        super().ready()
        from anlan.governance.assessment import sources

        sources.register_all()
        name_system_actors({"assessment": _("platform (assessment)")})
