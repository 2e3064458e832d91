"""Rows that fall due: the keeper is told once for each due day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, F, Min, Q

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.events import emit
from anlan.supervision.ledgers.events import LedgerRowsDue
from anlan.supervision.ledgers.models import LedgerRow

#: How long before its day a row is told of.
SOON_DAYS = 30


def due_q(today: date, *, overdue: bool) -> Q:
    """Rows that are overdue, or due within thirty days."""
    condition = Q(is_done=False, is_removed=False, due_on__isnull=False)
    if overdue:
        return condition & Q(due_on__lt=today)
    return condition & Q(due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS))


@transaction.atomic
def remind(*, on: date | None = None) -> int:
    """Tell of rows that came within thirty days of their day; returns how many rows."""
    today = on or clock.today()
    rows = LedgerRow.objects.filter(
        due_q(today, overdue=False) | due_q(today, overdue=True),
    ).exclude(reminded_for=F("due_on"))
    groups = list(
        rows.values("ledger_id", "organisation_id", "region_id")
        .annotate(n=Count("pk"), first=Min("due_on"))
        .order_by("ledger_id")
    )
    count = rows.update(reminded_for=F("due_on"))
    for group in groups:
        emit(
            LedgerRowsDue(
                ledger_id=group["ledger_id"],
                organisation_id=group["organisation_id"],
                region=group["region_id"],
                count=group["n"],
                first_due_on=group["first"],
            ),
            system_actor("ledgers"),
        )
    return count
