"""Adding to the timeline. Texts are official Chinese whatever language the page is shown in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents.choices import EntryKind
from anlan.command.incidents.events import TimelineAdded
from anlan.command.incidents.models import Incident, TimelineEntry
from anlan.command.incidents.permissions import NOTE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit, emit_many
from anlan.kernel.policy import get_visible, require


@contextmanager
def official_language() -> Iterator[None]:
    """Write records in the county's language."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def append(
    incident: Incident,
    kind: str,
    text: str,
    *,
    actor: Actor,
    at: datetime | None = None,
    level: int | None = None,
    url: str = "",
    attachment_id: int | None = None,
    key: str = "",
) -> TimelineEntry:
    """Add one entry in the running transaction; a key that is already there adds nothing."""
    now = clock.now()
    if key:
        known = TimelineEntry.objects.filter(incident=incident, key=key).first()
        if known is not None:
            return known
    entry = TimelineEntry.objects.create(
        incident=incident,
        at=at or now,
        recorded_at=now,
        kind=EntryKind(kind),
        text=text,
        level=level,
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
        url=url,
        attachment_id=attachment_id,
        key=key,
    )
    emit(TimelineAdded(incident_id=incident.pk, entry_id=entry.pk, kind=str(entry.kind)), actor)
    return entry


@dataclass(frozen=True, slots=True)
class Line:
    """What an entry says."""

    kind: EntryKind
    text: str
    level: int | None = None


def append_many(incident: Incident, lines: Sequence[Line], *, actor: Actor) -> None:
    """Add several entries of this moment in the running transaction."""
    now = clock.now()
    entries = TimelineEntry.objects.bulk_create(
        TimelineEntry(
            incident=incident,
            at=now,
            recorded_at=now,
            kind=line.kind,
            text=line.text,
            level=line.level,
            actor_id=actor.id,
            actor_name=actor.display_name[:100],
        )
        for line in lines
    )
    emit_many(
        [TimelineAdded(incident.pk, entry_id=row.pk, kind=str(row.kind)) for row in entries], actor
    )


@transaction.atomic
def add_note(
    *,
    incident_id: int,
    text: str,
    actor: Actor,
    at: datetime | None = None,
    kind: str = EntryKind.NOTE,
) -> TimelineEntry:
    """Write something into the timeline by hand. Raises ``InvalidInput`` for an empty text or a
    time to come."""
    incident = get_visible(Incident, incident_id, actor=actor)
    require(actor, NOTE, incident)
    fields = {}
    if not text.strip():
        fields["text"] = _("Write what happened.")
    if at is not None and at > clock.now():
        fields["at"] = _("This time lies ahead.")
    if fields:
        raise InvalidInput(fields=fields)
    entry = append(incident, kind, text.strip(), actor=actor, at=at)
    audit(actor, "incidents.timeline.added", incident, after={"text": entry.text})
    return entry
