"""What the base layer lends to the generic pages: entries of the timeline, records of exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
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


TimelineSource = Callable[[Any, Actor], Iterable[TimelineEntry]]
Recorder = Callable[[Actor, str, Mapping[str, Any]], None]

_sources: list[TimelineSource] = []
_recorders: list[Recorder] = []

#: Entries on a page; older ones are in the audit trail.
TIMELINE_LENGTH = 100


def register_timeline(source: TimelineSource) -> TimelineSource:
    """Add a source of timeline entries for every object (audit records, files, notices)."""
    _sources.append(source)
    return source


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
    entries: list[TimelineEntry] = []
    machine = all_machines().get(obj._meta.label)
    if machine is not None:
        labels = {str(value): label for value, label in machine.states()}
        words = {t.name: t.label for t in machine.transitions}
        for change in history_of(obj):
            entries.append(
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
            )
    for source in _sources:
        entries.extend(source(obj, actor))
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries[:TIMELINE_LENGTH]
