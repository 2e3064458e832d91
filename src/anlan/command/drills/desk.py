"""Drills on the desks: the one that runs for me, what I assess, who is late in my area."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.drills.choices import ALIVE, DrillState, Part
from anlan.command.drills.models import CadenceDuty, Drill, DrillParticipant
from anlan.command.drills.permissions import EVALUATE, RECORD, VIEW, VIEW_DUTY
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.rehearsal import marked

#: A planned drill stands on the desk so long before.
AHEAD = timedelta(days=14)
#: Where each part works while the drill runs.
WORKPLACE = {
    Part.DIRECTOR: "drills:direct",
    Part.EVALUATOR: "drills:evaluate",
    Part.PLAYER: "drills:play",
}


def _item(drill: Drill, url: str) -> DeskItem:
    return DeskItem(
        label=marked(drill.name),
        url=url,
        where=drill.place or drill.region.name,
        state={"label": drill.get_state_display(), "tone": drill.tone},
        at=drill.started_at or drill.planned_at,
    )


def my_drills(actor: Actor) -> Iterable[DeskItem]:
    """The drills I take part in: those that run, those that come."""
    if actor.person_id is None:
        return []
    parts = dict(
        DrillParticipant.objects.filter(person_id=actor.person_id).values_list("drill_id", "part")
    )
    rows = (
        visible(Drill, actor)
        .filter(pk__in=parts, state__in=(*ALIVE, DrillState.PLANNED))
        .filter(planned_at__lt=clock.now() + AHEAD)
        .select_related("region")
        .order_by("planned_at")[:10]
    )
    found = []
    for drill in rows:
        place = WORKPLACE.get(Part(parts[drill.pk])) if drill.is_alive else None
        url = reverse(place, args=[drill.pk]) if place else drill.get_absolute_url()
        found.append(_item(drill, url))
    return found


def to_assess(actor: Actor) -> Iterable[DeskItem]:
    """Drills that ended and wait for their assessment."""
    rows = (
        policy_of(Drill)
        .permitted(actor, EVALUATE)
        .filter(state=DrillState.ENDED)
        .select_related("region")[:10]
    )
    return [_item(drill, reverse("drills:assessment", args=[drill.pk])) for drill in rows]


def late_duties(actor: Actor) -> Iterable[DeskItem]:
    """Units of mine whose drill is overdue or due within a month, the latest first."""
    soon = clock.today() + timedelta(days=30)
    rows = (
        policy_of(CadenceDuty)
        .permitted(actor, RECORD)
        .filter(is_active=True, due_on__lt=soon)
        .select_related("rule", "organisation", "region")
        .order_by("due_on")[:10]
    )
    return [
        DeskItem(
            label=_("Hold a drill: %(unit)s") % {"unit": duty.organisation},
            url=duty.get_absolute_url(),
            where=duty.region.name,
            due=duty.due_at,
        )
        for duty in rows
    ]


def count_late(actor: Actor) -> int:
    """How many units of one's area are late with their drills."""
    rows = visible(CadenceDuty, actor)
    return rows.filter(is_active=True, due_on__lt=clock.today()).count()


register_desk(
    DeskSection(
        name="drills.mine",
        title=gettext_lazy("My drills"),
        place="now",
        items=my_drills,
        permission=VIEW,
        order=60,
        topics=("drills",),
    ),
    DeskSection(
        name="drills.assess",
        title=gettext_lazy("Drills to assess"),
        place="now",
        items=to_assess,
        permission=EVALUATE,
        order=70,
        topics=("drills",),
    ),
    DeskSection(
        name="drills.late",
        title=gettext_lazy("Drills due by law"),
        place="soon",
        items=late_duties,
        permission=RECORD,
        order=70,
        topics=("drills",),
    ),
)
register_figure(
    DeskFigure(
        name="drills.late",
        label=gettext_lazy("Units late with drills"),
        value=count_late,
        url=lambda: f"{reverse('drills:duties')}?tab=late",
        permission=VIEW_DUTY,
        order=70,
    )
)
