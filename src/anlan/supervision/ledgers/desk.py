"""What of ledgers and duties stands on the desks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of
from anlan.supervision.ledgers.choices import TARGET_TONES, DutyState
from anlan.supervision.ledgers.models import CadenceOccurrence, LedgerRow, Target
from anlan.supervision.ledgers.permissions import COMPLETE, KEEP_ROW, KEEPERS, REPORT
from anlan.supervision.ledgers.services.reminding import due_q
from anlan.supervision.ledgers.services.targets import deadline_q

LINES = 8
#: Duties of a long period are shown when their day comes near.
DUTY_AHEAD = timedelta(days=30)


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())


def overdue_rows(actor: Actor) -> Iterable[DeskItem]:
    """Rows of one's ledgers whose day has passed."""
    return _rows(actor, overdue=True)


def due_rows(actor: Actor) -> Iterable[DeskItem]:
    """Rows of one's ledgers that fall due."""
    return _rows(actor, overdue=False)


def _rows(actor: Actor, *, overdue: bool) -> list[DeskItem]:
    rows = policy_of(LedgerRow).permitted(actor, KEEP_ROW)
    rows = rows.filter(due_q(clock.today(), overdue=overdue)).select_related("ledger")
    return [
        DeskItem(
            label=row.title,
            url=row.get_absolute_url(),
            where=row.ledger.name,
            state={"label": _("overdue"), "tone": "overdue"} if overdue else None,
            due=_end(row.due_on) if row.due_on else None,
        )
        for row in rows.order_by("due_on", "pk")[:LINES]
    ]


def duties_to_do(actor: Actor) -> Iterable[DeskItem]:
    """Duties of the running periods, the nearest first."""
    rows = policy_of(CadenceOccurrence).permitted(actor, COMPLETE)
    today = clock.today()
    rows = rows.filter(state=DutyState.OPEN, due_on__lte=today + DUTY_AHEAD)
    return _duties(rows)


def missed_duties(actor: Actor) -> Iterable[DeskItem]:
    """Duties whose day passed without a report."""
    rows = policy_of(CadenceOccurrence).permitted(actor, COMPLETE)
    return _duties(rows.filter(state=DutyState.MISSED))


def _duties(rows: Any) -> list[DeskItem]:
    rows = rows.select_related("cadence", "enterprise", "organisation").order_by("due_on", "pk")
    return [
        DeskItem(
            label=duty.cadence.what,
            url=duty.get_absolute_url(),
            where=str(duty.enterprise or duty.organisation or ""),
            state={"label": duty.get_state_display(), "tone": "overdue"}
            if duty.state == DutyState.MISSED
            else None,
            due=_end(duty.due_on),
        )
        for duty in rows[:LINES]
    ]


def targets_due(actor: Actor) -> Iterable[DeskItem]:
    """Targets whose day passed or comes near, of the packs one answers for."""
    today = clock.today()
    rows = policy_of(Target).permitted(actor, REPORT).select_related("pack")
    rows = rows.filter(deadline_q(today, passed=True) | deadline_q(today, passed=False))
    return [
        DeskItem(
            label=f"{target.indicator}：{target.value}",
            url=target.get_absolute_url(),
            where=target.pack.name,
            state={"label": target.get_state_display(), "tone": TARGET_TONES[target.state]},
            due=_end(target.deadline) if target.deadline else None,
        )
        for target in rows.order_by("deadline", "pk")[:LINES]
    ]


register_desk(
    DeskSection(
        name="ledgers.targets",
        title=gettext_lazy("Targets whose day passed or comes near"),
        place="soon",
        items=targets_due,
        permission=REPORT,
        roles=("department_officer", "bureau_officer"),
        order=74,
        topics=("targets",),
        url="/ledgers/targets/",
    ),
    DeskSection(
        name="ledgers.overdue",
        title=gettext_lazy("Rows of ledgers that are overdue"),
        place="now",
        items=overdue_rows,
        permission=KEEP_ROW,
        roles=KEEPERS,
        order=70,
    ),
    DeskSection(
        name="ledgers.due",
        title=gettext_lazy("Rows of ledgers that fall due"),
        place="soon",
        items=due_rows,
        permission=KEEP_ROW,
        roles=KEEPERS,
        order=70,
    ),
    DeskSection(
        name="ledgers.missed_duties",
        title=gettext_lazy("Missed duties"),
        place="now",
        items=missed_duties,
        permission=COMPLETE,
        roles=("enterprise_manager", "department_officer", "township_officer"),
        order=72,
        topics=("duties",),
        url="/ledgers/duties/?tab=missed",
    ),
    DeskSection(
        name="ledgers.duties",
        title=gettext_lazy("Periodic duties"),
        place="soon",
        items=duties_to_do,
        permission=COMPLETE,
        roles=("enterprise_manager", "department_officer", "township_officer"),
        order=72,
        topics=("duties",),
        url="/ledgers/duties/",
    ),
)
