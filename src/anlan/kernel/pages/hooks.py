"""What the base layer lends to the generic pages: entries of the timeline, records of exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.states import all_machines, history_of


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of “what happened” on an object's page."""

    at: datetime
    text: Message
    actor: str = ""
    reason: str = ""
    url: str = ""
    kind: Message = ""
    level: int | None = None
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineSpan:
    """The part of a timeline that is asked for: newest first, not before, not after, so many."""

    limit: int
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in the span (both ends belong to it)."""
        return (self.since is None or at >= self.since) and (self.until is None or at <= self.until)

    def narrow(self, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        """Keep of ``rows`` those of the span, newest first."""
        if self.since is not None:
            rows = rows.filter(**{f"{field}__gte": self.since})
        if self.until is not None:
            rows = rows.filter(**{f"{field}__lte": self.until})
        return rows.order_by(f"-{field}", "-pk")[: self.limit]


TimelineSource = Callable[[Any, Actor], Iterable[TimelineEntry]]
#: A source that is asked for a part at a time: (object, actor, span), newest first.
SpanSource = Callable[[Any, Actor, TimelineSpan], Iterable[TimelineEntry]]
Recorder = Callable[[Actor, str, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class TimelineKind:
    """A source with its kind, a filter chip of long timelines. ``model`` empty: every object."""

    name: str
    label: Message
    model: str
    source: SpanSource


_sources: list[TimelineSource] = []
_kinds: list[TimelineKind] = []
_recorders: list[Recorder] = []

#: Entries on a page; older ones are in the audit trail.
TIMELINE_LENGTH = 100


def register_timeline(source: TimelineSource) -> TimelineSource:
    """Add a source of timeline entries for every object (audit records, files, notices)."""
    _sources.append(source)
    return source


def register_timeline_kind(
    name: str, label: Message, model: str = ""
) -> Callable[[SpanSource], SpanSource]:
    """Add a source that says its kind and can be asked for a part of the time.

    ``model`` (``enterprises.Enterprise``) limits it to one noun. The source starts from
    ``visible(actor)`` and yields the entries of the span, newest first; ``span.narrow`` helps::

        @register_timeline_kind("alarms", _("alarms"), "enterprises.Enterprise")
        def alarms_of(enterprise, actor, span):
            rows = visible(Alarm, actor).filter(enterprise=enterprise)
            for alarm in span.narrow(rows, "raised_at"):
                yield TimelineEntry(at=alarm.raised_at, text=alarm.title, url=…)
    """

    def register(source: SpanSource) -> SpanSource:
        _kinds.append(TimelineKind(name, label, model, source))
        return source

    return register


def register_recorder(recorder: Recorder) -> Recorder:
    """Add who records what the pages themselves do: (actor, action, facts)."""
    _recorders.append(recorder)
    return recorder


def record(actor: Actor, action: str, facts: Mapping[str, Any]) -> None:
    """Tell the recorders of an act that no service carries out (an exported list)."""
    for recorder in _recorders:
        recorder(actor, action, facts)


def timeline_of(obj: Model, actor: Actor) -> list[TimelineEntry]:
    """Return what happened to an object, newest first: steps of its state, and the sources."""
    entries, _older = timeline_page(obj, actor, TimelineSpan(TIMELINE_LENGTH))
    return entries


def timeline_kinds(obj: Model) -> dict[str, Message]:
    """Return the kinds of entries an object's timeline may have, by name."""
    found: dict[str, Message] = {"state": _("state"), "record": _("record")}
    for kind in _kinds:
        if kind.model in ("", obj._meta.label):
            found.setdefault(kind.name, kind.label)
    return found


def timeline_page(
    obj: Model, actor: Actor, span: TimelineSpan, *, kinds: Iterable[str] = (), skip: int = 0
) -> tuple[list[TimelineEntry], str]:
    """Return one page of a timeline, newest first, and the mark of the next (older) one.

    ``skip`` leaves out so many of the entries at the very moment ``span.until``: those the page
    before has shown. The mark is read by ``read_mark``; empty: there is nothing older.
    """
    wanted = set(kinds)
    asked = TimelineSpan(span.limit + skip + 1, span.since, span.until)
    entries: list[TimelineEntry] = []
    if not wanted or "state" in wanted:
        entries += _steps(obj, asked)
    if not wanted or "record" in wanted:
        for source in _sources:
            entries += [entry for entry in source(obj, actor) if asked.holds(entry.at)]
    for kind in _kinds:
        if kind.model in ("", obj._meta.label) and (not wanted or kind.name in wanted):
            for entry in kind.source(obj, actor, asked):
                entries.append(entry if entry.kind else replace(entry, kind=kind.label))
    entries.sort(key=lambda entry: entry.at, reverse=True)
    entries = entries[skip:]
    shown = entries[: span.limit]
    if len(entries) <= span.limit or not shown:
        return shown, ""
    last = shown[-1].at
    same = sum(1 for entry in shown if entry.at == last)
    if last == span.until:
        same += skip
    return shown, f"{last.isoformat()}~{same}"


def read_mark(text: str) -> tuple[datetime | None, int]:
    """Read the mark of a page; anything else begins at the newest entry."""
    moment, _tilde, count = text.partition("~")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        return (at if at.tzinfo else None), (max(0, int(count or 0)) if at.tzinfo else 0)
    except ValueError:
        return None, 0


def _steps(obj: Model, span: TimelineSpan) -> list[TimelineEntry]:
    """The steps of an object's state machine."""
    machine = all_machines().get(obj._meta.label)
    if machine is None:
        return []
    labels = {str(value): label for value, label in machine.states()}
    words = {t.name: t.label for t in machine.transitions}
    return [
        TimelineEntry(
            at=change.changed_at,
            text=_("%(step)s: %(source)s → %(target)s")
            % {
                "step": words.get(change.transition, change.transition),
                "source": labels.get(change.source, change.source),
                "target": labels.get(change.target, change.target),
            },
            actor=change.actor_name,
            reason=change.reason,
            kind=_("state"),
        )
        for change in history_of(obj)
        if span.holds(change.changed_at)
    ]
