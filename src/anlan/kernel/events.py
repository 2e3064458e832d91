"""Events: what happened, in the past tense, written with the change and delivered after commit."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext

from anlan.kernel import clock, jobs, live
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.audit_actions import all_audit_actions
from anlan.kernel.errors import Message
from anlan.kernel.models import EventRecord, HandledEvent
from anlan.kernel.together import postpone

E = TypeVar("E", bound="Event")
Handler = Callable[[Any], None]
Watcher = Callable[[list[EventRecord]], None]


@dataclasses.dataclass(frozen=True)
class Event:
    """Base of all events: a frozen payload of ids and plain values.

    Subclasses set ``name`` (``alarms.alarm.opened``) and may override ``topics`` and ``live_data``.
    ``words`` is what people read; without one the sentence of the audit trail serves.
    """

    name: ClassVar[str] = ""
    words: ClassVar[Message] = ""
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
_inline_many: dict[str, list[Callable[[Sequence[Any]], None]]] = {}
_watchers: list[tuple[str, Watcher]] = []
#: How many events of ``emit_many`` one job delivers.
EVENTS_PER_JOB = 200


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


def on_many(
    event: type[E],
) -> Callable[[Callable[[Sequence[E]], None]], Callable[[Sequence[E]], None]]:
    """Register an inline handler that takes all events of one ``emit_many`` at once."""

    def register(handler: Callable[[Sequence[E]], None]) -> Callable[[Sequence[E]], None]:
        _inline_many.setdefault(event.name, []).append(handler)
        return handler

    return register


def watch_all(*, while_exists: str) -> Callable[[Watcher], Watcher]:
    """Register a function called with the records of events in their transaction (web hooks).

    ``while_exists`` is the query that finds those who want to know: it is asked along with writing
    the events, and without an answer the function is not called.
    """

    def register(watcher: Watcher) -> Watcher:
        _watchers.append((while_exists, watcher))
        return watcher

    return register


def emit(event: Event, actor: Actor | None = None) -> EventRecord:
    """Write an event with the running transaction; handlers and browsers hear after commit."""
    return emit_many([event], actor)[0]


def emit_many(events: Sequence[Event], actor: Actor | None = None) -> list[EventRecord]:
    """Write many events as ``emit`` would, in few statements.

    Each keeps a record of its own. Lists hear once per region instead of once per event; the
    handlers after commit run in portions. Inside ``written_together`` they wait for its end.
    """
    if not events:
        return []
    who, now = actor or system_actor("platform"), clock.now()
    told = [(event, _record(event, who, now)) for event in events]
    if not postpone(_keep, told):
        _keep(told)
    return [record for _event, record in told]


def _record(event: Event, who: Actor, now: datetime) -> EventRecord:
    return EventRecord(
        name=event.name,
        payload=event.payload(),
        actor_id=who.id,
        request_id=who.request_id,
        created_at=now,
    )


def _keep(told: list[tuple[Event, EventRecord]]) -> None:
    """Write events, run what is to run with them, queue what is to run after commit."""
    events = [event for event, _row in told]
    records = [record for _event, record in told]
    wanted = _write(events, records)
    _run_inline(events)
    for (_query, watcher), is_wanted in zip(_watchers, wanted, strict=True):
        if is_wanted:
            watcher(records)
    waiting = [r.pk for r in records if r.name in _handlers]
    if len(waiting) == 1:
        deliver_event.defer(event_id=waiting[0])
    else:
        for start in range(0, len(waiting), EVENTS_PER_JOB):
            deliver_events.defer(event_ids=waiting[start : start + EVENTS_PER_JOB])


def _write(events: Sequence[Event], records: Sequence[EventRecord]) -> Sequence[bool]:
    """Keep events in their order, tell the browsers, ask who else wants them: one statement."""
    asked = "".join(f", EXISTS ({query})" for query, _watcher in _watchers)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH written AS (INSERT INTO kernel_eventrecord"  # noqa: S608 - queries of our own
            " (name, payload, actor_id, request_id, created_at)"
            " SELECT name, payload::jsonb, actor_id, request_id, created_at"
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])"
            " WITH ORDINALITY AS given (name, payload, actor_id, request_id, created_at, place)"
            " ORDER BY place RETURNING id)"
            " SELECT (SELECT array_agg(id ORDER BY id) FROM written),"
            f" (SELECT count(pg_notify(%s, p)) FROM unnest(%s::text[]) p){asked}",
            [
                [record.name for record in records],
                [json.dumps(record.payload) for record in records],
                [record.actor_id for record in records],
                [record.request_id for record in records],
                [record.created_at for record in records],
                live.CHANNEL,
                _heard(events),
            ],
        )
        keys, _count, *wanted = cursor.fetchone()
    for record, key in zip(records, keys, strict=True):
        record.pk = key
        record._state.adding = False
        record._state.db = connection.alias
    return list(wanted)


def recent_messages(since: datetime, *, at_most: int) -> list[dict[str, Any]] | None:
    """Return what browsers were told since a moment, oldest first; None when it was more.

    Of an event whose class no longer exists nothing is told.
    """
    rows = list(EventRecord.objects.order_by("-pk")[:at_most])
    if len(rows) == at_most and rows[-1].created_at >= since:
        return None
    return [
        {"topic": topic, "name": event.name, **event.live_data()}
        for row in reversed(rows)
        if row.created_at >= since and (cls := Event._by_name.get(row.name)) is not None
        for event in [cls.from_payload(row.payload)]
        for topic in event.topics()
    ]


def _heard(events: Sequence[Event]) -> list[str]:
    """What browsers hear: of several events of one name a list hears once per region."""
    messages: dict[tuple[str, ...], str] = {}
    for event in events:
        data = event.live_data()
        audience = (str(data.get("region", "")), str(data.get("organisation", "")))
        for topic in event.topics():
            key = (topic, event.name, *audience)
            if key not in messages:
                messages[key] = live.payload(topic, event.name, data)
    return list(messages.values())


def _run_inline(events: Sequence[Event]) -> None:
    for event in events:
        for handler in _inline.get(event.name, ()):
            handler(event)
    for name in dict.fromkeys(event.name for event in events):
        for handler_of_many in _inline_many.get(name, ()):
            handler_of_many([event for event in events if event.name == name])


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


@jobs.job(queue="events")
def deliver_events(event_ids: list[int]) -> None:
    """Run the handlers of some events, each once."""
    for event_id in event_ids:
        deliver_event(event_id=event_id)


def all_events() -> dict[str, type[Event]]:
    """Return every declared event by name."""
    return dict(Event._by_name)


def event_title(name: str) -> str:
    """Return an event in words: its words, or the audit sentence of the same code without object.

    ``incidents.*`` is everything of one app.
    """
    app, _dot, rest = name.partition(".")
    if rest == "*":
        return gettext("everything of %(app)s") % {"app": _app_words(app)}
    event = Event._by_name.get(name)
    if event is not None and event.words:
        return str(event.words)
    action = all_audit_actions().get(name)
    if action is None:
        return name
    words = str(action.sentence).replace("{object}", "").replace("{actor}", "")
    return words.strip(" :：“”「」")


def _app_words(app: str) -> str:
    """Return what an app is about: its noun of the same name, else its first."""
    config = apps.app_configs.get(app)
    models = list(config.get_models()) if config else []
    nouns = [m for m in models if app.startswith(str(m._meta.model_name))] or models
    return str(nouns[0]._meta.verbose_name) if nouns else app
