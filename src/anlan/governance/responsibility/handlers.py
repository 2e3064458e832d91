"""What the platform knows of duties performed, from the events of the lower floors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.drills.events import DrillMoved
from anlan.command.responses.events import CommandHandedOver, ResponseActivated
from anlan.governance.responsibility.services import gathering
from anlan.kernel.actor import name_system_actors
from anlan.kernel.events import on

name_system_actors({"responsibility": _("platform (responsibility)")})


@on(ResponseActivated)
def commanded(event: ResponseActivated) -> None:
    """A response has a commander: he commands the incident."""
    gathering.record_command(response_id=event.response_id)


@on(CommandHandedOver)
def took_command(event: CommandHandedOver) -> None:
    """Somebody else commands now."""
    gathering.record_command(response_id=event.response_id)


@on(DrillMoved)
def drilled(event: DrillMoved) -> None:
    """A drill ended: who took part has attended it."""
    if event.state == "ended":
        gathering.record_drill(drill_id=event.drill_id)
