"""Leads on the desks of those who answer them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.base.deadlines.public import deadlines_of
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of
from anlan.supervision.crosschecks.choices import OPEN_STATES, STATE_TONES
from anlan.supervision.crosschecks.models import Lead
from anlan.supervision.crosschecks.permissions import ANSWER

LINES = 6


def to_answer(actor: Actor) -> Iterable[DeskItem]:
    """The gravest leads that wait for an answer."""
    rows = (
        policy_of(Lead)
        .permitted(actor, ANSWER)
        .filter(state__in=OPEN_STATES)
        .select_related("enterprise", "region", "holder")
        .order_by("level", "opened_at")[:LINES]
    )
    for lead in rows:
        running = [d for d in deadlines_of(lead) if d.state == "running"]
        yield DeskItem(
            label=lead.title,
            url=lead.get_absolute_url(),
            where=str(lead.enterprise or lead.region),
            level=lead.level,
            state={"label": lead.get_state_display(), "tone": STATE_TONES[lead.state]},
            holder=lead.holder.name if lead.holder is not None else "",
            due=running[0].due_at if running else None,
            at=lead.opened_at,
        )


register_desk(
    DeskSection(
        name="crosschecks.leads",
        title=_("Leads of the cross-checks"),
        place="now",
        items=to_answer,
        permission=ANSWER,
        topics=("leads",),
        order=45,
    )
)
