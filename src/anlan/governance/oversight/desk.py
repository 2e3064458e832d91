"""Supervision on the desks: what waits for me, what is about my units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from anlan.governance.oversight.choices import RUNNING, WITH_UNIT, OrderState
from anlan.governance.oversight.models import Order
from anlan.governance.oversight.permissions import VIEW
from anlan.governance.oversight.waiting import about_units, waiting_for
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import visible

ON_DESK = 10
#: A day to answer this near stands under “about to be late”.
SOON = timedelta(days=3)
#: Grades of what the office reminds of: a document with a unit that is late is orange.
LATE_LEVEL = 2


def _item(order: Order) -> DeskItem:
    is_with_unit = order.state in WITH_UNIT and order.kind.needs_answer
    return DeskItem(
        label=order.title,
        url=order.get_absolute_url(),
        where=f"{order.kind.name} · {order.organisation}",
        level=LATE_LEVEL if order.is_overdue else None,
        state={"label": order.get_state_display(), "tone": order.tone},
        due=order.due_at if is_with_unit else None,
        at=order.issued_at or order.created_at,
    )


def waiting(actor: Actor) -> Iterable[DeskItem]:
    """To sign, answer, approve, check or take up."""
    rows = visible(Order, actor).filter(waiting_for(actor)).distinct()
    return [_item(row) for row in rows.select_related("kind", "organisation")[:ON_DESK]]


def near(actor: Actor) -> Iterable[DeskItem]:
    """Documents of my units that are to be answered within days."""
    rows = visible(Order, actor).filter(
        about_units(actor),
        state__in=WITH_UNIT,
        kind__needs_answer=True,
        due_on__lte=clock.today() + SOON,
    )
    return [
        _item(row)
        for row in rows.exclude(organisation_id=actor.organisation_id or 0)
        .select_related("kind", "organisation")
        .order_by("due_on")[:ON_DESK]
    ]


def count_late(actor: Actor) -> int:
    """How many units have not answered in time."""
    late = Q(state__in=WITH_UNIT, kind__needs_answer=True, due_on__lt=clock.today())
    return visible(Order, actor).filter(late).count()


def of_leader(actor: Actor) -> dict[str, object] | None:
    """Documents about the units one answers for."""
    rows = visible(Order, actor).filter(about_units(actor))
    running = rows.filter(Q(state__in=RUNNING) | Q(state=OrderState.APPROVING))
    found = list(running.select_related("kind", "organisation").order_by("due_on")[:ON_DESK])
    if not found:
        return None
    return {
        "count": running.count(),
        "rows": [
            {
                "label": row.title,
                "url": row.get_absolute_url(),
                "where": str(row.organisation),
                "value": row.kind.name,
                "state": {"label": row.get_state_display(), "tone": row.tone},
                "due": row.due_at if row.state in WITH_UNIT and row.kind.needs_answer else None,
            }
            for row in found
        ],
    }


register_desk(
    DeskSection(
        name="oversight.waiting",
        title=gettext_lazy("Supervision documents"),
        place="now",
        items=waiting,
        permission=VIEW,
        order=55,
        topics=("oversight",),
    ),
    DeskSection(
        name="oversight.near",
        title=gettext_lazy("Supervision documents to be answered"),
        place="soon",
        items=near,
        permission=VIEW,
        order=55,
        topics=("oversight",),
    ),
    DeskSection(
        name="oversight.leader",
        title=gettext_lazy("Supervision documents about my units"),
        place="panel",
        context=of_leader,
        permission=VIEW,
        roles=("county_leader",),
        order=45,
        topics=("oversight",),
        url="/oversight/?tab=units",
    ),
)
register_figure(
    DeskFigure(
        name="oversight.late",
        label=gettext_lazy("Units late with answers"),
        value=count_late,
        url=lambda: f"{reverse('oversight:orders')}?tab=overdue",
        permission=VIEW,
        roles=("county_leader", "commander", "bureau_officer"),
        order=75,
    )
)
