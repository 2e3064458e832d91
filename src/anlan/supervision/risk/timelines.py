"""Changes of level and checks that failed, on the timeline of an enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, register_timeline
from anlan.kernel.policy import visible
from anlan.supervision.risk.models import ControlCheck, RegradeRecord

#: Entries of each kind on one timeline.
MOST = 40


@register_timeline
def risks_of_enterprise(obj: Any, actor: Actor) -> Iterable[TimelineEntry]:
    """Yield what happened to the risks of an enterprise; nothing for other objects."""
    if obj._meta.label != "enterprises.Enterprise":
        return
    records = visible(RegradeRecord, actor).filter(enterprise_id=obj.pk).select_related("unit")
    for record in records.order_by("-at", "-pk")[:MOST]:
        yield TimelineEntry(
            at=record.at,
            text=_("%(what)s: %(before)s → %(after)s")
            % {
                "what": record.unit.name if record.unit else _("the whole enterprise"),
                "before": record.get_from_level_display(),
                "after": record.get_to_level_display(),
            },
            actor=record.actor_name,
            reason=record.why,
            url=record.get_absolute_url(),
            kind=_("risk level"),
            level=record.to_level,
        )
    failed = visible(ControlCheck, actor).filter(
        enterprise_id=obj.pk, state__in=("abnormal", "missed")
    )
    for check in failed.select_related("control").order_by("-due_at", "-pk")[:MOST]:
        yield TimelineEntry(
            at=check.checked_at or check.due_at,
            text=_("Check %(state)s: %(control)s")
            % {
                "state": check.get_state_display(),
                "control": check.control.check_content or check.control.description,
            },
            actor=check.checked_by,
            reason=check.finding,
            url=check.get_absolute_url(),
            kind=_("check"),
        )
