"""What a team's people need of their own orders on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anlan.command.dispatch.choices import BOUND, DispatchState
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ANSWER
from anlan.command.dispatch.states import NEXT_STEP
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """The order of one's team: where to, what for, and the one step that comes next."""

    dispatch_id: int
    incident_id: int
    team_name: str
    people: int
    order_text: str
    state: str
    state_label: str
    next_step: str
    eta_at: datetime | None
    longitude: float | None
    latitude: float | None


def list_own_orders(actor: Actor) -> list[OwnOrder]:
    """Return the orders of the teams one leads or whose organisation one belongs to."""
    if actor.person_id is None:
        return []
    own = Q(team__leader_id=actor.person_id)
    if actor.organisation_id is not None and "team_leader" in actor.roles:
        own |= Q(team__organisation_id=actor.organisation_id)
    rows = visible(Dispatch, actor).filter(own, state__in=BOUND).select_related("team")
    found = []
    for row in rows:
        may = policy_of(Dispatch).can(actor, ANSWER, row)
        found.append(
            OwnOrder(
                dispatch_id=row.pk,
                incident_id=row.incident_id,
                team_name=row.team.name,
                people=row.people,
                order_text=row.order_text,
                state=row.state,
                state_label=str(row.get_state_display()),
                next_step=NEXT_STEP.get(DispatchState(row.state), "") if may else "",
                eta_at=row.eta_at if row.is_coming else None,
                longitude=row.destination.x if row.destination else None,
                latitude=row.destination.y if row.destination else None,
            )
        )
    return found
