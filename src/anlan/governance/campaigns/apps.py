"""Application registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import name_system_actors
from anlan.kernel.apps import AnlanAppConfig


class CampaignsConfig(AnlanAppConfig):
    """Registers policies, actions, handlers, jobs and desks of this app."""

    name = "anlan.governance.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Name the clockwork of campaigns, offer what the platform fills into forms."""
        super().ready()
        from anlan.governance.campaigns import own_sources as _own_sources  # noqa: F401

        name_system_actors({"campaigns": _("platform (campaigns)")})
