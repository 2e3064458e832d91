"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class ModbusConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.modbus"
    label = "modbus"
