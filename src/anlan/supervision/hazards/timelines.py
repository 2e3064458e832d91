"""Hazards on the timelines of their enterprise and their risk unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, register_timeline
from anlan.kernel.policy import visible
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.permissions import VIEW

ENTRIES = 40


@register_timeline
def hazards_of(obj: Any, actor: Actor) -> Iterable[TimelineEntry]:
    """Tell when hazards were reported and crossed off here."""
    narrow = {
        "enterprises.Enterprise": {"enterprise_id": obj.pk},
        "risk.RiskUnit": {"unit_id": obj.pk},
    }.get(obj._meta.label)
    if narrow is None or not actor.has(VIEW):
        return
    for row in visible(Hazard, actor).filter(**narrow).order_by("-reported_at")[:ENTRIES]:
        yield TimelineEntry(
            at=row.reported_at,
            text=_("Hazard found: %(title)s") % {"title": row.title},
            actor=row.reported_by,
            url=row.get_absolute_url(),
            kind=_("hazard"),
            level=row.level,
        )
        if row.closed_at is not None:
            yield TimelineEntry(
                at=row.closed_at,
                text=_("Hazard crossed off: %(title)s") % {"title": row.title},
                actor=row.accepted_by,
                url=row.get_absolute_url(),
                kind=_("hazard"),
            )
