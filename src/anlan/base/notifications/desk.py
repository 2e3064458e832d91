"""Notices that no channel could deliver, in numbers, on the desk of system administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy

from anlan.base.notifications.models import Delivery, DeliveryState
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskSection, register_desk

SINCE_DAYS = 7
LINES = 10


def failed_panel(actor: Actor) -> Mapping[str, Any]:
    """Failures by channel and error: no notice, no person is named."""
    since = clock.now() - timedelta(days=SINCE_DAYS)
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, attempted_at__gt=since)
    rows = (
        failed.order_by()
        .values("channel", "error")
        .annotate(count=Count("pk"), last_at=Max("attempted_at"))
        .order_by("-count")[:LINES]
    )
    return {
        "count": failed.count(),
        "rows": [
            {
                "label": row["channel"],
                "where": row["error"],
                "value": str(row["count"]),
                "at": row["last_at"],
            }
            for row in rows
        ],
        "empty": gettext_lazy("Every notice of the last week was delivered."),
    }


register_desk(
    DeskSection(
        name="notifications.failed",
        title=gettext_lazy("Notices not delivered"),
        place="panel",
        context=failed_panel,
        roles=("system_admin",),
        order=20,
    )
)
