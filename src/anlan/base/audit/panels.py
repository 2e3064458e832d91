"""The trail on every object's page, and the record of exported lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from anlan.base.audit.models import AuditRecord
from anlan.base.audit.permissions import VIEW
from anlan.base.audit.public import audit
from anlan.base.audit.sentences import sentence
from anlan.kernel.actor import Actor
from anlan.kernel.audit_actions import all_audit_actions
from anlan.kernel.errors import Message
from anlan.kernel.pages import (
    TimelineEntry,
    TimelineSpan,
    register_recorder,
    register_timeline_kind,
)


@register_timeline_kind("record", _lazy("record"))
def audit_entries(obj: Model, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Acts on an object, for everybody who sees it; who read it, for auditors only."""
    rows = AuditRecord.objects.filter(object_type=obj._meta.label, object_id=str(obj.pk))
    return entries_of(rows, actor, span)


def entries_of(
    rows: QuerySet[AuditRecord], actor: Actor, span: TimelineSpan, kind: Message = ""
) -> Iterable[TimelineEntry]:
    """Records as entries of a timeline; reads are left out for all but auditors."""
    if not actor.has(VIEW):
        rows = rows.exclude(
            action__in=[code for code, known in all_audit_actions().items() if known.is_read]
        )
    is_auditor = actor.has(VIEW)
    for record in span.narrow(rows, "at"):
        yield TimelineEntry(
            at=record.at,
            text=sentence(record),
            actor=record.actor_name,
            reason=record.reason,
            url=record.get_absolute_url() if is_auditor else "",
            kind=kind or _("record"),
        )


@register_recorder
def record_act(actor: Actor, action: str, facts: Mapping[str, Any]) -> None:
    """Write an act that no service carries out (an exported list) into the trail."""
    audit(actor, action, after=facts)
