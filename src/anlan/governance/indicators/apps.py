"""Application registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.kernel.apps import AnlanAppConfig


class IndicatorsConfig(AnlanAppConfig):
    """Registers policies, actions, measures, jobs, menu and panels of this app."""

    name = "anlan.governance.indicators"
    label = "indicators"

    def ready(self) -> None:
        """Import the declarations and the platform's own measures."""
        super().ready()
        from anlan.governance.indicators import measures

        measures.register()
        name_system_actors({"indicators": _("platform (indicators)")})
