"""What supplies put on the desk of who keeps them: what is short, past its day, or soon will be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.supplies.models import StockItem
from anlan.command.supplies.permissions import ADJUST
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of

#: Stock whose day comes within this time is to be rotated or ordered anew.
SOON = timedelta(days=60)
LINES = 12


def wanting(actor: Actor) -> Iterable[DeskItem]:
    """Stock below its minimum or past its day, of the warehouses the actor books."""
    today = clock.today()
    rows = (
        policy_of(StockItem)
        .permitted(actor, ADJUST)
        .filter(Q(quantity__lt=F("minimum")) | Q(expires_on__lt=today))
        .select_related("warehouse")
        .order_by("expires_on", "pk")[:LINES]
    )
    return [
        _item(
            row,
            state={"label": _("expired"), "tone": "overdue"}
            if row.is_expired
            else {"label": _("below the minimum"), "tone": "waiting"},
        )
        for row in rows
    ]


def expiring(actor: Actor) -> Iterable[DeskItem]:
    """Stock whose day comes soon."""
    today = clock.today()
    rows = (
        policy_of(StockItem)
        .permitted(actor, ADJUST)
        .filter(expires_on__range=(today, today + SOON))
        .select_related("warehouse")
        .order_by("expires_on", "pk")[:LINES]
    )
    return [_item(row, due=_end_of(row)) for row in rows]


def _end_of(row: StockItem) -> datetime | None:
    if row.expires_on is None:
        return None
    return datetime.combine(row.expires_on, time.max, tzinfo=timezone.get_default_timezone())


def _item(
    row: StockItem, state: dict[str, str] | None = None, due: datetime | None = None
) -> DeskItem:
    return DeskItem(
        label=row.name,
        url=row.get_absolute_url(),
        where=row.warehouse.name,
        state=state,
        due=due,
        value=f"{row.quantity} {row.unit}",
    )


register_desk(
    DeskSection(
        name="supplies.wanting",
        title=gettext_lazy("Supplies short or expired"),
        place="now",
        items=wanting,
        permission=ADJUST,
        roles=("warehouse_keeper",),
        order=60,
        topics=("supplies",),
    ),
    DeskSection(
        name="supplies.expiring",
        title=gettext_lazy("Supplies that expire soon"),
        place="soon",
        items=expiring,
        permission=ADJUST,
        roles=("warehouse_keeper",),
        order=60,
        topics=("supplies",),
    ),
)
