"""Live topics of regions: everybody signed in may listen."""

from __future__ import annotations

from anlan.kernel.live import register_topic

register_topic("regions")
