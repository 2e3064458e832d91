"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class RoadsConfig(AnlanAppConfig):
    """Registers policies, actions, layers and topics of this app."""

    name = "anlan.command.roads"
    label = "roads"
