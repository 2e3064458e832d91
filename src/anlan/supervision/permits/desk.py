"""Special operations on the desks: work beyond its permit, and what goes on now."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import visible
from anlan.supervision.permits.choices import PermitState
from anlan.supervision.permits.models import WorkPermit
from anlan.supervision.permits.permissions import VIEW

LINES = 12
AT_WORK = (PermitState.WORKING, PermitState.STOPPED)
WATCHERS = ("enterprise_manager", "bureau_officer", "township_officer", "duty_officer")


def overrun(actor: Actor) -> Iterable[DeskItem]:
    """Work that goes on after its permit has run out."""
    rows = (
        visible(WorkPermit, actor)
        .filter(state__in=AT_WORK, planned_to__lt=clock.now())
        .select_related("enterprise", "kind")
        .order_by("planned_to")[:LINES]
    )
    for permit in rows:
        yield DeskItem(
            label=f"{permit.kind} · {permit.place}",
            url=permit.get_absolute_url(),
            where=str(permit.enterprise),
            state={"label": _("permit run out"), "tone": "overdue"},
            due=permit.planned_to,
        )


def at_work(actor: Actor) -> int:
    """How many special operations go on now."""
    return visible(WorkPermit, actor).filter(state=PermitState.WORKING).count()


register_desk(
    DeskSection(
        name="permits.overrun",
        title=_("Special operations beyond their permit"),
        place="now",
        items=overrun,
        permission=VIEW,
        roles=WATCHERS,
        topics=("permits",),
        order=40,
    )
)
register_figure(
    DeskFigure(
        name="permits.working",
        label=pgettext_lazy("figure", "Special operations going on"),
        value=at_work,
        url=lambda: f"{reverse('permits:list')}?state=working",
        permission=VIEW,
        roles=WATCHERS,
        order=60,
    )
)
