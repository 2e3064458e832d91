"""The door to the map."""

from __future__ import annotations

from anlan.decision.onemap.selectors import Found, Nearby, Ring, inside, rings, within
from anlan.decision.onemap.sites import SiteInfo, sites_in

__all__ = ["Found", "Nearby", "Ring", "SiteInfo", "inside", "rings", "sites_in", "within"]
