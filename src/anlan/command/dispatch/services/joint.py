"""Sending the teams of a joint plan: every order stands for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ASSIGN
from anlan.command.dispatch.services.dispatches import assign_team
from anlan.command.incidents import public as incidents
from anlan.command.teams import public as teams
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.policy import scope_reaches


def send_jointly(
    *, pairs: Sequence[tuple[int, int]], orders: Mapping[int, str], actor: Actor
) -> tuple[list[Dispatch], list[tuple[str, str]]]:
    """Order teams to incidents: pairs (incident, team) and the words of the order of each incident.

    A team that somebody else has taken meanwhile does not keep the others back: what could not be
    ordered is returned with the reason, as (team, words). Raises ``NotVisible`` or ``NotPermitted``
    before anything is ordered, when one of the incidents or teams is not the actor's.
    """
    for incident_id in sorted({incident_id for incident_id, _team_id in pairs}):
        region = incidents.get_incident(incident_id, actor).region_code
        if not scope_reaches(actor, ASSIGN, region=region):
            raise NotPermitted(permission=ASSIGN)
    names = {team_id: teams.get_team(team_id, actor).name for _incident_id, team_id in pairs}
    sent: list[Dispatch] = []
    refused: list[tuple[str, str]] = []
    for incident_id, team_id in pairs:
        try:
            sent.append(
                assign_team(
                    incident_id=incident_id,
                    team_id=team_id,
                    order_text=orders.get(incident_id, ""),
                    actor=actor,
                )
            )
        except (WrongState, InvalidInput) as refusal:
            refused.append((names[team_id], str(refusal)))
    return sent, refused
