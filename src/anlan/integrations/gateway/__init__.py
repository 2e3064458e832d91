"""Gateways 网关: listeners for device protocols; readings go to the broker before the answer."""
