"""The door: ``audit`` is called by every service, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Model, Q, QuerySet

from anlan.base.audit.models import AuditRecord
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.audit_actions import audit_action
from anlan.kernel.bulk import insert_rows
from anlan.kernel.errors import Message
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.pages.hooks import TimelineEntry, TimelineSpan
from anlan.kernel.together import postpone

MASKED = "***"
#: Records that wait for the end of a long run, in their order.
_kept_back: ContextVar[list[AuditRecord] | None] = ContextVar("kept_back", default=None)


def audit(
    actor: Actor,
    action: str,
    obj: Model | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditRecord:
    """Record one act in the running transaction, inside ``written_together`` at its end.

    ``before``/``after`` hold the changed fields only. Raises ``LookupError`` when ``action`` is not
    registered: an act nobody can read in the trail is a defect, not a detail.
    """
    record = _record(actor, action, Act(obj, before or {}, after or {}, reason))
    if not postpone(_write, [record]):
        _write([record])
    return record


@contextmanager
def recorded_at_the_end() -> Iterator[None]:
    """Let the records of a long run wait and write them when it ends, in their order.

    For a run that is one transaction and reads nothing of its own trail. An error forgets what
    waits, as the transaction does.
    """
    waiting: list[AuditRecord] = []
    token = _kept_back.set(waiting)
    try:
        yield
    finally:
        _kept_back.reset(token)
    insert_rows(AuditRecord, waiting)


def _write(records: list[AuditRecord]) -> None:
    waiting = _kept_back.get()
    if waiting is not None:
        waiting += records
    elif len(records) == 1:
        records[0].save(force_insert=True)
    else:
        insert_rows(AuditRecord, records)


@dataclass(frozen=True, slots=True)
class Act:
    """One of many acts of one kind: on what, what changed, and why."""

    obj: Model | None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def audit_many(actor: Actor, action: str, acts: Iterable[Act]) -> None:
    """Record many acts of one kind, each in a record of its own, as ``audit`` would.

    For services that write thousands of rows at once; the chain is closed at commit, as always.
    """
    _write([_record(actor, action, act) for act in acts])


def _record(actor: Actor, action: str, act: Act) -> AuditRecord:
    known = audit_action(action)
    obj = act.obj
    return AuditRecord(
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
        before=_values(act.before, known.masked_fields),
        after=_values(act.after, known.masked_fields),
        reason=act.reason,
    )


def records_about(subjects: Iterable[tuple[str, Iterable[str]]]) -> QuerySet[AuditRecord]:
    """Return the records about objects given as (model label, keys).

    The caller has checked that the objects may be seen.
    """
    condition = Q(pk__in=[])
    for label, keys in subjects:
        found = list(keys)
        if found:
            condition |= Q(object_type=label, object_id__in=found)
    return AuditRecord.objects.filter(condition)


def entries_of(
    rows: QuerySet[AuditRecord], actor: Actor, span: TimelineSpan, kind: Message = ""
) -> Iterable[TimelineEntry]:
    """Return records as entries of a timeline; reads are left out for all but auditors."""
    from anlan.base.audit.panels import entries_of as make

    return make(rows, actor, span, kind)


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
        return value.wkt[:500] if is_on_earth(value) else value.geom_type
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return str(value)
