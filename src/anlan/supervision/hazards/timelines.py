"""Hazards on the timelines of their enterprise and their risk unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.permissions import VIEW

LABEL = pgettext_lazy("timeline", "hazards")


@register_timeline_kind("hazards", LABEL, "enterprises.Enterprise")
def of_enterprise(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """When hazards were found and crossed off at an enterprise."""
    if actor.has(VIEW):
        yield from _tell(visible(Hazard, actor).filter(enterprise_id=enterprise.pk), span)


@register_timeline_kind("hazards", LABEL, "risk.RiskUnit")
def of_unit(unit: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """When hazards were found and crossed off at a risk unit."""
    if actor.has(VIEW):
        yield from _tell(visible(Hazard, actor).filter(unit_id=unit.pk), span)


def _tell(rows: QuerySet[Hazard], span: TimelineSpan) -> Iterable[TimelineEntry]:
    for row in span.narrow(rows, "reported_at"):
        yield TimelineEntry(
            at=row.reported_at,
            text=_("Hazard found: %(title)s") % {"title": row.title},
            actor=row.reported_by,
            url=row.get_absolute_url(),
            level=row.level,
        )
    for row in span.narrow(rows.filter(closed_at__isnull=False), "closed_at"):
        assert row.closed_at is not None
        yield TimelineEntry(
            at=row.closed_at,
            text=_("Hazard crossed off: %(title)s") % {"title": row.title},
            actor=row.accepted_by,
            url=row.get_absolute_url(),
        )
