"""Writing and correcting field notes."""

from __future__ import annotations

from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.field.contracts import FieldPlace
from anlan.base.field.events import NoteCorrected, NoteWritten
from anlan.base.field.models import FieldNote
from anlan.base.field.permissions import WRITE_NOTE
from anlan.base.field.selectors.areas import region_for
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

MAX_TEXT = 2000


@transaction.atomic
def write_note(
    *, text: str, noted_at: datetime, place: FieldPlace | None = None, actor: Actor
) -> FieldNote:
    """Keep what somebody saw on the spot.

    The note belongs to the finest region at the place when that lies in the own area, else to the
    own area. Raises ``NotPermitted``, ``InvalidInput``.
    """
    require_permission(actor, WRITE_NOTE)
    text = _text(text)
    region = region_for(
        actor, place.longitude if place else None, place.latitude if place else None
    )
    if region is None:
        raise InvalidInput(_("Your account has no area. Ask your system administrator."))
    note = FieldNote.objects.create(
        text=text,
        region_id=region.code,
        location=Point(place.longitude, place.latitude, srid=4326) if place else None,
        accuracy_m=place.accuracy_m if place else None,
        noted_at=noted_at,
        author_id=actor.id,
        author_name=actor.display_name[:100],
        organisation_id=actor.organisation_id,
    )
    audit(actor, "field.note.written", note, after={"text": text, "region": region.code})
    emit(NoteWritten(note_id=note.pk, region=region.code), actor)
    return note


@transaction.atomic
def correct_note(*, note_id: int | str, text: str, actor: Actor) -> FieldNote:
    """Give a note another wording; the older one stays in the audit trail."""
    note = get_visible(FieldNote, note_id, actor=actor, lock=True)
    require(actor, WRITE_NOTE, note)
    before = note.text
    note.text = _text(text)
    note.version += 1
    note.save(update_fields=["text", "version", "updated_at"])
    audit(actor, "field.note.corrected", note, before={"text": before}, after={"text": note.text})
    emit(NoteCorrected(note_id=note.pk, region=note.region_id), actor)
    return note


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput(fields={"text": _("Write what you saw.")})
    if len(text) > MAX_TEXT:
        raise InvalidInput(
            fields={"text": _("At most %(limit)d characters, please.") % {"limit": MAX_TEXT}}
        )
    return text
