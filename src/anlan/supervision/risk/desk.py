"""Checks and risks on the desks: what to check, what was missed, what became graver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import policy_of, visible
from anlan.supervision.risk.models import Assessment, ControlCheck, RegradeRecord, RiskUnit
from anlan.supervision.risk.permissions import APPROVE, CHECK, VIEW
from anlan.supervision.risk.services.checks import day_bounds

LINES = 12
#: How far back missed checks and changes are shown on a desk.
DAYS_BACK = 3
OFFICERS = ("bureau_officer", "township_officer", "department_officer")


def checks_now(actor: Actor) -> Iterable[DeskItem]:
    """Checks of one's own enterprise whose period runs now, soonest due first."""
    rows = policy_of(ControlCheck).permitted(actor, CHECK)
    rows = rows.filter(state="due", opens_at__lte=clock.now()).select_related("control", "unit")
    for check in rows.order_by("due_at", "pk")[:LINES]:
        yield DeskItem(
            label=check.control.check_content or check.control.description[:60],
            url=reverse("risk:record_check", args=[check.pk]),
            where=check.unit.name,
            due=check.due_at,
        )


def checks_missed(actor: Actor) -> Iterable[DeskItem]:
    """Checks missed in the last days, of one's own enterprise."""
    rows = policy_of(ControlCheck).permitted(actor, CHECK)
    rows = rows.filter(state="missed", due_at__gte=clock.now() - timedelta(days=DAYS_BACK))
    for check in rows.select_related("control", "unit").order_by("-due_at", "-pk")[:LINES]:
        yield DeskItem(
            label=check.control.check_content or check.control.description[:60],
            url=check.get_absolute_url(),
            where=check.unit.name,
            state={"label": _("missed"), "tone": "overdue"},
            due=check.due_at,
        )


def risen(actor: Actor) -> Iterable[DeskItem]:
    """Units that became graver in the last days, to red or orange."""
    rows = visible(RegradeRecord, actor).filter(
        at__gte=clock.now() - timedelta(days=DAYS_BACK),
        unit__isnull=False,
        to_level__lte=2,
        to_level__lt=F("from_level"),
    )
    for record in rows.select_related("unit", "enterprise").order_by("-at", "-pk")[:LINES]:
        yield DeskItem(
            label=f"{record.unit}：{record.why}",
            url=record.unit.get_absolute_url() if record.unit else "",
            where=str(record.enterprise),
            level=record.to_level,
            at=record.at,
        )


def to_approve(actor: Actor) -> Iterable[DeskItem]:
    """Assessments that wait for approval."""
    rows = policy_of(Assessment).permitted(actor, APPROVE).filter(state="submitted")
    for assessment in rows.select_related("enterprise").order_by("submitted_at")[:LINES]:
        yield DeskItem(
            label=_("Approve the risk assessment of %(name)s") % {"name": assessment.enterprise},
            url=assessment.get_absolute_url(),
            at=assessment.submitted_at,
        )


def missed_in_area(actor: Actor) -> Mapping[str, Any] | None:
    """Checks missed today in one's area, for those who supervise."""
    start, _end = day_bounds(clock.today() - timedelta(days=1))
    rows = visible(ControlCheck, actor).filter(state="missed", due_at__gte=start)
    return {
        "count": rows.count(),
        "rows": [
            {
                "label": check.control.check_content or check.control.description[:60],
                "url": check.get_absolute_url(),
                "where": str(check.enterprise),
                "at": check.due_at,
            }
            for check in rows.select_related("control", "enterprise").order_by("-due_at")[:8]
        ],
        "empty": _("No check was missed since yesterday."),
    }


def raised(actor: Actor) -> int:
    """Units that are graver than assessed."""
    return (
        visible(RiskUnit, actor)
        .filter(is_retired=False, current_level__lt=F("residual_level"))
        .count()
    )


register_desk(
    DeskSection(
        name="risk.checks",
        title=gettext_lazy("Checks of controls"),
        place="now",
        items=checks_now,
        permission=CHECK,
        roles=("enterprise_manager",),
        order=40,
        topics=("risks",),
        url="/risk/checks/",
    ),
    DeskSection(
        name="risk.missed",
        title=gettext_lazy("Missed checks"),
        place="now",
        items=checks_missed,
        permission=CHECK,
        roles=("enterprise_manager",),
        order=45,
        topics=("risks",),
        url="/risk/checks/?tab=missed",
    ),
    DeskSection(
        name="risk.approve",
        title=gettext_lazy("Risk assessments to approve"),
        place="now",
        items=to_approve,
        permission=APPROVE,
        roles=("bureau_officer", "department_officer"),
        order=50,
        topics=("risks", "approvals"),
        url="/risk/assessments/?tab=waiting",
    ),
    DeskSection(
        name="risk.risen",
        title=gettext_lazy("Units that became graver"),
        place="changed",
        items=risen,
        permission=VIEW,
        roles=(*OFFICERS, "grid_worker", "enterprise_manager"),
        order=40,
        topics=("risks",),
        url="/risk/regrades/",
    ),
    DeskSection(
        name="risk.missed_in_area",
        title=gettext_lazy("Checks missed by enterprises"),
        place="panel",
        context=missed_in_area,
        permission=VIEW,
        roles=(*OFFICERS, "grid_worker"),
        order=30,
        topics=("risks",),
        url="/risk/checks/?tab=missed",
    ),
)
register_figure(
    DeskFigure(
        name="risk.raised",
        label=gettext_lazy("Units graver than assessed"),
        value=raised,
        url=lambda: f"{reverse('risk:list')}?tab=raised",
        permission=VIEW,
        roles=(*OFFICERS, "enterprise_manager"),
        level=2,
        order=50,
    )
)
