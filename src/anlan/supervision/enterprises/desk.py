"""Papers and inspections that run out, on the desks of the enterprise and of its supervisors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.deadlines.public import deadlines_of
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
from anlan.supervision.enterprises.models import Certificate, Enterprise, Licence
from anlan.supervision.enterprises.permissions import ASSIGN, CHANGE, CLAIM, VIEW
from anlan.supervision.enterprises.selectors.due import due_over_area
from anlan.supervision.enterprises.services.claims import RULE

#: How long before the last day a paper is shown.
SOON = timedelta(days=60)
LINES = 12
KEEPERS = ("enterprise_manager", "bureau_officer", "township_officer", "department_officer")


def run_out(actor: Actor) -> Iterable[DeskItem]:
    """Papers and inspections of one's own enterprise whose last day has passed."""
    return _papers(actor, None, clock.today() - timedelta(days=1))


def running_out(actor: Actor) -> Iterable[DeskItem]:
    """Papers and inspections whose last day is near."""
    today = clock.today()
    return _papers(actor, today, today + SOON)


def _papers(actor: Actor, first: date | None, last: date) -> list[DeskItem]:
    return [
        DeskItem(
            label=_("%(what)s: %(label)s") % {"what": paper.what, "label": paper.label},
            url=paper.url,
            where=paper.enterprise.short_name or paper.enterprise.name,
            state={"label": _("run out"), "tone": "overdue"} if first is None else None,
            due=datetime.combine(paper.due_on, time.max, tzinfo=timezone.get_default_timezone()),
        )
        for paper in due_over_area(actor, CHANGE, first, last, LINES)
    ]


def to_claim(actor: Actor) -> Iterable[DeskItem]:
    """Enterprises about which one's township was asked and has not answered."""
    rows = policy_of(Enterprise).permitted(actor, CLAIM)
    asked = rows.filter(claims__state="asked").annotate(asked_at=F("claims__asked_at"))
    for enterprise in asked.order_by("asked_at", "pk")[:LINES]:
        clocks = [c for c in deadlines_of(enterprise) if c.rule_code == RULE]
        yield DeskItem(
            label=_("Claim or refuse: %(name)s") % {"name": enterprise.name},
            url=enterprise.get_absolute_url(),
            where=enterprise.address,
            due=clocks[-1].due_at if clocks else None,
        )


def to_assign(actor: Actor) -> Iterable[DeskItem]:
    """Enterprises that their township refused."""
    rows = policy_of(Enterprise).permitted(actor, ASSIGN).filter(claimed_region__isnull=True)
    refused = rows.filter(claims__state="refused").exclude(claims__state="asked").distinct()
    for enterprise in refused.order_by("pk")[:LINES]:
        yield DeskItem(
            label=_("Assign: %(name)s") % {"name": enterprise.name},
            url=enterprise.get_absolute_url(),
            where=enterprise.address,
        )


def expired_count(actor: Actor) -> int:
    """Licences and certificates that have run out in one's area."""
    today = clock.today()
    licences = visible(Licence, actor).filter(valid_to__lt=today).count()
    return licences + visible(Certificate, actor).filter(valid_to__lt=today).count()


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
        name="enterprises.to_claim",
        title=gettext_lazy("Enterprises to claim"),
        place="now",
        items=to_claim,
        permission=CLAIM,
        order=70,
        topics=("enterprises",),
    ),
    DeskSection(
        name="enterprises.to_assign",
        title=gettext_lazy("Refused enterprises"),
        place="now",
        items=to_assign,
        permission=ASSIGN,
        order=71,
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
        url=lambda: reverse("enterprises:claims"),
        permission=CLAIM,
        order=60,
    ),
    DeskFigure(
        name="enterprises.expired",
        label=gettext_lazy("Licences and certificates expired"),
        value=expired_count,
        url=lambda: reverse("enterprises:registers"),
        permission=CHANGE,
        roles=KEEPERS,
        level=2,
        order=62,
    ),
)
