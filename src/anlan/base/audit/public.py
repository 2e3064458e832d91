"""The door: ``audit`` is called by every service, in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model

from anlan.base.audit.models import AuditRecord
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.audit_actions import audit_action

MASKED = "***"


def audit(
    actor: Actor,
    action: str,
    obj: Model | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditRecord:
    """Record one act in the running transaction.

    ``before``/``after`` hold the changed fields only. Raises ``LookupError`` when ``action`` is not
    registered: an act nobody can read in the trail is a defect, not a detail.
    """
    known = audit_action(action)
    return AuditRecord.objects.create(
        at=clock.now(),
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
        organisation_id=actor.organisation_id,
        address=actor.address[:64],
        request_id=actor.request_id[:32],
        action=action,
        object_type=obj._meta.label if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_label=str(obj)[:200] if obj is not None else "",
        before=_values(before, known.masked_fields),
        after=_values(after, known.masked_fields),
        reason=reason,
    )


def changes(obj: Model, **new_values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (before, after) of the fields that differ, and set them on ``obj``."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in new_values.items():
        old = getattr(obj, name)
        if old != value:
            before[name], after[name] = old, value
            setattr(obj, name, value)
    return before, after


def _values(given: Mapping[str, Any] | None, masked: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: MASKED if name in masked and value else _plain(value)
        for name, value in (given or {}).items()
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Model):
        return {"id": str(value.pk), "label": str(value)}
    if isinstance(value, GEOSGeometry):
        return value.wkt[:500]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return str(value)
