"""Events: what happened, in the past tense, written with the change and delivered after commit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from anlan.kernel import jobs, live
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.models import EventRecord, HandledEvent

E = TypeVar("E", bound="Event")
Handler = Callable[[Any], None]


@dataclasses.dataclass(frozen=True)
class Event:
    """Base of all events: a frozen payload of ids and plain values.

    Subclasses set ``name`` (``alarms.alarm.opened``) and may override ``topics`` and ``live_data``.
    """

    name: ClassVar[str] = ""
    _by_name: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            Event._by_name[cls.name] = cls

    def topics(self) -> list[str]:
        """Live topics that hear of this event."""
        return []

    def live_data(self) -> dict[str, Any]:
        """What browsers are told; ids only. ``region``/``organisation`` limit the audience."""
        return {
            key: value
            for key, value in self.payload().items()
            if isinstance(value, int | str | float | bool) and len(str(value)) < 200
        }

    def payload(self) -> dict[str, Any]:
        """The event as JSON values."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def from_payload(cls: type[E], payload: dict[str, Any]) -> E:
        """Rebuild an event; unknown keys of older versions are ignored."""
        values = {}
        for f in dataclasses.fields(cls):
            if f.name not in payload:
                continue
            value = payload[f.name]
            if isinstance(value, str) and "datetime" in str(f.type):
                value = datetime.fromisoformat(value)
            elif isinstance(value, str) and str(f.type).startswith("date"):
                value = date.fromisoformat(value)
            values[f.name] = value
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


_handlers: dict[str, list[tuple[str, Handler]]] = {}
_inline: dict[str, list[Handler]] = {}
_watchers: list[Callable[[EventRecord], None]] = []


def on(event: type[Event], *, inline: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler: after commit in the worker, or ``inline`` in the transaction.

    Handlers call one service with a system actor; each runs at most once per event.
    """

    def register(handler: Handler) -> Handler:
        if inline:
            _inline.setdefault(event.name, []).append(handler)
        else:
            key = f"{handler.__module__}.{handler.__qualname__}"
            _handlers.setdefault(event.name, []).append((key, handler))
        return handler

    return register


def watch_all(watcher: Callable[[EventRecord], None]) -> Callable[[EventRecord], None]:
    """Register a function called with every event record in its transaction (web hooks)."""
    _watchers.append(watcher)
    return watcher


def emit(event: Event, actor: Actor | None = None) -> EventRecord:
    """Write an event with the running transaction; handlers and browsers hear after commit."""
    who = actor or system_actor("platform")
    record = EventRecord.objects.create(
        name=event.name, payload=event.payload(), actor_id=who.id, request_id=who.request_id
    )
    for topic in event.topics():
        live.publish(topic, event.name, **event.live_data())
    for handler in _inline.get(event.name, ()):
        handler(event)
    for watcher in _watchers:
        watcher(record)
    if event.name in _handlers:
        deliver_event.defer(event_id=record.pk)
    return record


@jobs.job(queue="events")
def deliver_event(event_id: int) -> None:
    """Run the handlers of one event, each once."""
    from django.db import transaction

    record = EventRecord.objects.get(pk=event_id)
    cls = Event._by_name[record.name]
    event = cls.from_payload(record.payload)
    for key, handler in _handlers.get(record.name, ()):
        with transaction.atomic():
            _row, created = HandledEvent.objects.get_or_create(event=record, handler=key)
            if created:
                handler(event)


def all_events() -> dict[str, type[Event]]:
    """Return every declared event by name."""
    return dict(Event._by_name)
