"""Special operations on the timeline of their enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible
from anlan.supervision.permits.models import WorkPermit


@register_timeline_kind("permits", _("Special operations"), "enterprises.Enterprise")
def permits_of(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """The work that was begun at an enterprise."""
    rows = (
        visible(WorkPermit, actor)
        .filter(enterprise=enterprise, started_at__isnull=False)
        .select_related("kind")
    )
    for permit in span.narrow(rows, "started_at"):
        yield TimelineEntry(
            at=permit.started_at,
            text=f"{permit.kind} · {permit.grade_label} · {permit.place}",
            actor=permit.approver,
            url=permit.get_absolute_url(),
        )
