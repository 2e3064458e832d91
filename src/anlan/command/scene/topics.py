"""Live topics of scenes: one scene (by its incident), the register of means."""

from __future__ import annotations

from anlan.command.scene.models import Scene
from anlan.command.scene.permissions import VIEW, VIEW_MEANS
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _sees(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Scene, actor).filter(incident_id=argument).exists()


register_topic("scene", permission=VIEW, check=_sees)
register_topic("scene_means", permission=VIEW_MEANS)
