"""What alarms tell the cross-checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from anlan.monitoring.alarms.choices import AlarmState
from anlan.monitoring.alarms.models import Alarm
from anlan.supervision.crosschecks.contracts import AlarmFact
from anlan.supervision.crosschecks.public import register_alarms


@register_alarms
def alarms_of_enterprises(
    begin: datetime, end: datetime, enterprise_id: int | None
) -> Iterator[AlarmFact]:
    """Yield alarms raised within a time at enterprises; what was found false is no fact."""
    rows = Alarm.objects.filter(
        raised_at__gte=begin, raised_at__lte=end, enterprise__isnull=False
    ).exclude(state=AlarmState.FALSE_ALARM)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    for alarm in rows.order_by("raised_at", "pk"):
        if alarm.enterprise_id is None:
            continue
        yield AlarmFact(
            id=alarm.pk,
            enterprise_id=alarm.enterprise_id,
            level=alarm.level,
            title=alarm.title,
            raised_at=alarm.raised_at,
            finished_at=alarm.finished_at or alarm.cleared_at,
            url=alarm.get_absolute_url(),
        )
