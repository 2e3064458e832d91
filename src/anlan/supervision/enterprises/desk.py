"""Papers and inspections that run out, on the desks of the enterprise and of its supervisors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import (
    DeskFigure,
    DeskItem,
    DeskSection,
    register_desk,
    register_figure,
)
from anlan.kernel.policy import policy_of, visible
from anlan.supervision.enterprises.models import Enterprise, Equipment, Licence
from anlan.supervision.enterprises.permissions import CHANGE, CLAIM, VIEW

#: How long before the last day a paper is shown.
SOON = timedelta(days=60)
LINES = 12
KEEPERS = ("enterprise_manager", "bureau_officer", "township_officer", "department_officer")


def run_out(actor: Actor) -> Iterable[DeskItem]:
    """Licences and inspections whose last day has passed, of one's own enterprise."""
    return _papers(actor, None, clock.today() - timedelta(days=1))


def running_out(actor: Actor) -> Iterable[DeskItem]:
    """Licences and inspections whose last day is near."""
    today = clock.today()
    return _papers(actor, today, today + SOON)


def _papers(actor: Actor, first: date | None, last: date) -> list[DeskItem]:
    licences = policy_of(Licence).permitted(actor, CHANGE).filter(valid_to__lte=last)
    equipment = policy_of(Equipment).permitted(actor, CHANGE).filter(next_inspection_on__lte=last)
    if first is not None:
        licences = licences.filter(valid_to__gte=first)
        equipment = equipment.filter(next_inspection_on__gte=first)
    items = [
        _item(row.enterprise, row.kind, row.valid_to, is_over=first is None)
        for row in licences.select_related("enterprise").order_by("valid_to", "pk")[:LINES]
    ]
    items += [
        _item(
            row.enterprise,
            _("Inspection: %(name)s") % {"name": row.name},
            row.next_inspection_on,
            is_over=first is None,
        )
        for row in equipment.select_related("enterprise").order_by("next_inspection_on", "pk")[
            :LINES
        ]
    ]
    return sorted(items, key=lambda item: item.due.timestamp() if item.due else 0.0)[:LINES]


def _item(enterprise: Enterprise, label: str, day: date | None, *, is_over: bool) -> DeskItem:
    return DeskItem(
        label=label,
        url=enterprise.get_absolute_url(),
        where=enterprise.short_name or enterprise.name,
        state={"label": _("run out"), "tone": "overdue"} if is_over else None,
        due=datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())
        if day
        else None,
    )


def own_area(actor: Actor) -> Mapping[str, Any] | None:
    """The gravest enterprises of a small area: what a grid worker walks past."""
    rows = visible(Enterprise, actor).exclude(status="closed").order_by("risk_level", "name")
    return {
        "count": rows.count(),
        "rows": [
            {
                "label": row.short_name or row.name,
                "url": row.get_absolute_url(),
                "level": row.risk_level,
                "where": row.address,
            }
            for row in rows[:8]
        ],
        "empty": _("No enterprise lies here."),
    }


def unclaimed(actor: Actor) -> int:
    """Enterprises that wait for a township to claim them."""
    rows = policy_of(Enterprise).permitted(actor, CLAIM)
    return rows.filter(claimed_region__isnull=True).exclude(status="closed").count()


register_desk(
    DeskSection(
        name="enterprises.run_out",
        title=gettext_lazy("Licences and inspections that ran out"),
        place="now",
        items=run_out,
        permission=CHANGE,
        roles=("enterprise_manager",),
        order=60,
        topics=("enterprises",),
    ),
    DeskSection(
        name="enterprises.running_out",
        title=gettext_lazy("Licences and inspections that run out"),
        place="soon",
        items=running_out,
        permission=CHANGE,
        roles=KEEPERS,
        order=60,
        topics=("enterprises",),
    ),
    DeskSection(
        name="enterprises.area",
        title=gettext_lazy("Enterprises of my area"),
        place="panel",
        context=own_area,
        permission=VIEW,
        roles=("grid_worker",),
        order=20,
        topics=("enterprises",),
        url="/enterprises/",
    ),
)
register_figure(
    DeskFigure(
        name="enterprises.unclaimed",
        label=gettext_lazy("Enterprises to claim"),
        value=unclaimed,
        url=lambda: f"{reverse('enterprises:list')}?tab=unclaimed",
        permission=CLAIM,
        order=60,
    )
)
