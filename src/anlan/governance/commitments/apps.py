"""Application registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.kernel.apps import AnlanAppConfig


class CommitmentsConfig(AnlanAppConfig):
    """Registers policies, actions, handlers, jobs and panels of this app."""

    name = "anlan.governance.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Name the watch over commitments as officers know it."""
        super().ready()
        name_system_actors({"commitments": _("platform (commitments)")})
