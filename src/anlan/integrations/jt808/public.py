"""The door of vehicle terminals: how simulated ones drive."""

from __future__ import annotations

from anlan.integrations.jt808.simulator import Drive, Route, drive_of, register_routes

__all__ = ["Drive", "Route", "drive_of", "register_routes"]
