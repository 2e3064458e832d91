"""Moving a team from one incident to another in one act."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.dispatch.errors import NotMovable
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ASSIGN
from anlan.command.dispatch.services.dispatches import assign_team, stand_down
from anlan.command.incidents import public as incidents
from anlan.command.responses.public import official_language
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def move_team(*, dispatch_id: int, incident_id: int, reason: str, actor: Actor) -> Dispatch:
    """Stand a team down here and order it there, both or neither; returns the new order.

    Raises ``NotMovable`` for a team that is free or is there already, ``NotVisible``,
    ``NotPermitted``, ``IncidentFinished`` or ``InvalidInput``.
    """
    dispatch = get_visible(Dispatch, dispatch_id, actor=actor, lock=True)
    require(actor, ASSIGN, dispatch)
    if not dispatch.is_bound or dispatch.incident_id == incident_id:
        raise NotMovable
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    target = incidents.get_incident(incident_id, actor)
    with official_language():
        words = _("moved to “%(incident)s”: %(reason)s") % {
            "incident": target.title,
            "reason": reason.strip(),
        }
    stand_down(dispatch_id=dispatch.pk, actor=actor, reason=words)
    moved = assign_team(
        incident_id=incident_id, team_id=dispatch.team_id, order_text=reason.strip(), actor=actor
    )
    audit(
        actor,
        "dispatch.dispatch.moved",
        moved,
        before={"incident": dispatch.incident_id},
        after={"incident": incident_id},
        reason=reason,
    )
    return moved
