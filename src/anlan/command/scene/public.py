"""The door of scenes."""

from __future__ import annotations

from anlan.command.scene.registry import register_surroundings_source, register_zone_source
from anlan.command.scene.services.entries import tell
from anlan.command.scene.services.evacuations import confirm_withdrawal, order_withdrawal
from anlan.command.scene.services.means import check_means, create_means
from anlan.command.scene.services.scenes import set_meeting
from anlan.command.scene.services.sketches import draw

__all__ = [
    "check_means",
    "confirm_withdrawal",
    "create_means",
    "draw",
    "order_withdrawal",
    "register_surroundings_source",
    "register_zone_source",
    "set_meeting",
    "tell",
]
