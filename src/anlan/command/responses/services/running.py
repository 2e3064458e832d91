"""What every verb over a running response begins and ends with."""

from __future__ import annotations

from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import ResponseState
from anlan.command.responses.errors import ResponseEnded
from anlan.command.responses.models import Response
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require


def running_response(response_id: int, permission: str, actor: Actor) -> Response:
    """Lock a response that runs; the actor may do ``permission`` with it."""
    response = get_visible(Response, response_id, actor=actor, lock=True)
    require(actor, permission, response)
    if response.state != ResponseState.ACTIVE:
        raise ResponseEnded
    return response


def enter(
    response: Response,
    text: str,
    actor: Actor,
    *,
    level: int | None = None,
    url: str = "",
    kind: str = "response",
) -> None:
    """Write a line into the timeline of the incident (in the official language)."""
    incidents.add_timeline_entry(
        incident_id=response.incident_id,
        kind=kind,
        text=text,
        actor=actor,
        level=level,
        url=url or response.get_absolute_url(),
    )
