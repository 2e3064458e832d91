"""Application registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.kernel.apps import AnlanAppConfig


class AccidentsConfig(AnlanAppConfig):
    """Registers policies, actions, handlers and pages of accident statistics."""

    name = "anlan.governance.accidents"
    label = "accidents"

    def ready(self) -> None:
        """Name the actor that follows incidents as officers know it."""
        super().ready()
        name_system_actors({"accidents": _("platform (accident statistics)")})
