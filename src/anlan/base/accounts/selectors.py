"""Reading grants: what holds now."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.base.accounts.models import Grant, User
from anlan.kernel import clock


def holding_now(now: datetime) -> Q:
    """Return the condition that a grant holds at a time."""
    return Q(Q(valid_from__isnull=True) | Q(valid_from__lte=now)) & Q(
        Q(valid_to__isnull=True) | Q(valid_to__gt=now)
    )


def present_grants(user: User) -> QuerySet[Grant]:
    """Return the grants an account holds now, with their roles."""
    return (
        Grant.objects.filter(holding_now(clock.now()), user=user)
        .select_related("role")
        .order_by("id")
    )
