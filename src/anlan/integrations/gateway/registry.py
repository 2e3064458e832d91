"""The gateways there are; each protocol's ``gateway.py`` registers its own when the apps load."""

from __future__ import annotations

from anlan.integrations.gateway.contracts import Gateway

_gateways: dict[str, Gateway] = {}


def register_gateway(gateway: Gateway) -> Gateway:
    """Make a gateway known under its name."""
    _gateways[gateway.name] = gateway
    return gateway


def gateways() -> dict[str, Gateway]:
    """Return all gateways by name, ordered."""
    return dict(sorted(_gateways.items()))


def find_gateway(name: str) -> Gateway | None:
    """Return one gateway, or None."""
    return _gateways.get(name)
