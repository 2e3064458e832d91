"""Background jobs of scenes."""

from __future__ import annotations

from anlan.command.scene.services.positions import forget_positions
from anlan.command.scene.services.scenes import tell_unseen
from anlan.kernel.jobs import periodic


@periodic("* * * * * */30")
def watch_scenes() -> None:
    """Every half minute: tell of scenes that are not visible in time."""
    tell_unseen()


@periodic("50 3 * * *")
def forget_old_positions() -> None:
    """Every night: forget positions of people whose time is over."""
    forget_positions()
