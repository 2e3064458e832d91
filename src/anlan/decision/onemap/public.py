"""The door to the map."""

from __future__ import annotations

from anlan.decision.onemap.selectors import Found, Nearby, Ring, inside, rings, within

__all__ = ["Found", "Nearby", "Ring", "inside", "rings", "within"]
