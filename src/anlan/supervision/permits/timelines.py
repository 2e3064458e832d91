"""Special operations on the timeline of their enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, register_timeline
from anlan.kernel.policy import visible
from anlan.supervision.permits.models import WorkPermit
from anlan.supervision.permits.permissions import VIEW

SHOWN = 50


@register_timeline
def permits_of_enterprise(obj: Any, actor: Actor) -> Iterable[TimelineEntry]:
    """The work that was begun at an enterprise."""
    if obj._meta.label != "enterprises.Enterprise" or not actor.has(VIEW):
        return
    rows = (
        visible(WorkPermit, actor)
        .filter(enterprise_id=obj.pk, started_at__isnull=False)
        .select_related("kind")
        .order_by("-started_at")[:SHOWN]
    )
    for permit in rows:
        yield TimelineEntry(
            at=permit.started_at or permit.planned_from,
            text=f"{permit.kind} · {permit.grade_label} · {permit.place}",
            actor=permit.approver,
            url=permit.get_absolute_url(),
            kind=_("special operation"),
        )
