"""Application registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.kernel.apps import AnlanAppConfig


class DrillsConfig(AnlanAppConfig):
    """Registers policies, actions, handlers, jobs and panels of this app."""

    name = "anlan.command.drills"
    label = "drills"

    def ready(self) -> None:
        """Name the clockwork of drills as officers know it."""
        super().ready()
        name_system_actors({"drills": _("platform (drills)")})
