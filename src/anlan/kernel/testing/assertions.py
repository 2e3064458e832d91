"""What a service test must show: the audit record, the event, the state."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model

from anlan.kernel.actor import Actor
from anlan.kernel.events import Event
from anlan.kernel.models import EventRecord


def assert_audited(action: str, obj: Model | None = None, *, by: Actor | None = None) -> Any:
    """Assert that an audit record of ``action`` exists (on ``obj``, by that actor); return it."""
    rows = apps.get_model("audit.AuditRecord")._default_manager.filter(action=action)
    if obj is not None:
        rows = rows.filter(object_type=obj._meta.label, object_id=str(obj.pk))
    if by is not None:
        rows = rows.filter(actor_id=by.id)
    found = rows.order_by("-id").first()
    assert found is not None, f"no audit record {action} for {obj!r} by {by!r}"
    return found


def assert_emitted(event: type[Event], **payload: Any) -> EventRecord:
    """Assert that an event with these payload values was emitted; return its record."""
    for record in EventRecord.objects.filter(name=event.name).order_by("-id"):
        if all(record.payload.get(key) == value for key, value in payload.items()):
            return record
    seen = list(EventRecord.objects.values_list("name", "payload"))
    raise AssertionError(f"{event.name} {payload} was not emitted; emitted: {seen}")


def assert_not_emitted(event: type[Event]) -> None:
    """Assert that no such event was emitted."""
    assert not EventRecord.objects.filter(name=event.name).exists(), f"{event.name} was emitted"


def assert_state(obj: Model, state: str, field: str = "state") -> None:
    """Assert the stored state of an object."""
    stored = type(obj)._base_manager.values_list(field, flat=True).get(pk=obj.pk)
    assert stored == state, f"{obj!r} is {stored!r}, not {state!r}"
