"""What dispatch puts on the desk: orders to one's team, teams that do not answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.dispatch.choices import BOUND, DISPATCH_TONES, DispatchState
from anlan.command.dispatch.constants import CONFIRM_WITHIN_S
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ASSIGN, VIEW
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of, visible


def _item(dispatch: Dispatch, url: str) -> DeskItem:
    return DeskItem(
        label=str(dispatch.incident),
        url=url,
        where=dispatch.team.name,
        level=None if dispatch.incident.is_drill else dispatch.incident.grade,
        state={
            "label": dispatch.get_state_display(),
            "tone": DISPATCH_TONES[DispatchState(dispatch.state)],
        },
        due=dispatch.eta_at if dispatch.is_coming else None,
        at=dispatch.assigned_at,
        sound_id=f"dispatch-{dispatch.pk}"
        if dispatch.state == DispatchState.ASSIGNED and not dispatch.incident.is_drill
        else "",
    )


def my_orders(actor: Actor) -> Iterable[DeskItem]:
    """Orders to the teams I lead."""
    own = Q(pk__in=[])
    if actor.person_id is not None:
        own |= Q(team__leader_id=actor.person_id)
    rows = (
        visible(Dispatch, actor)
        .filter(own, state__in=BOUND)
        .select_related("team", "incident")
        .order_by("assigned_at")[:10]
    )
    return [_item(row, reverse("dispatch:phone", args=[row.pk])) for row in rows]


def unanswered(actor: Actor) -> Iterable[DeskItem]:
    """Orders nobody has accepted within the time to confirm, and late arrivals."""
    now = clock.now()
    rows = (
        policy_of(Dispatch)
        .permitted(actor, ASSIGN)
        .filter(
            Q(
                state=DispatchState.ASSIGNED,
                assigned_at__lt=now - timedelta(seconds=CONFIRM_WITHIN_S),
            )
            | Q(state=DispatchState.DEPARTED, eta_at__lt=now)
        )
        .select_related("team", "incident")
        .order_by("assigned_at")[:10]
    )
    return [_item(row, row.get_absolute_url()) for row in rows]


register_desk(
    DeskSection(
        name="dispatch_orders",
        title=_("Orders to my team"),
        place="now",
        items=my_orders,
        permission=VIEW,
        topics=("dispatch",),
        order=10,
    ),
    DeskSection(
        name="dispatch_unanswered",
        title=_("Teams that do not answer"),
        place="soon",
        items=unanswered,
        permission=ASSIGN,
        topics=("dispatch",),
        order=20,
    ),
)
