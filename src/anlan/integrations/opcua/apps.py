"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class OpcuaConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.opcua"
    label = "opcua"
