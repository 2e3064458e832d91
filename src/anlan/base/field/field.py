"""What the base floor itself offers in the field: notes, and choices that every form may use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.field.contracts import (
    Choice,
    FieldChoices,
    FieldCommand,
    FieldConflict,
    FieldInput,
    FieldItem,
    FieldList,
    FieldOutcome,
    FieldQuestion,
)
from anlan.base.field.models import FieldNote
from anlan.base.field.permissions import USE, VIEW_NOTE, WRITE_NOTE
from anlan.base.field.public import keep_photos
from anlan.base.field.registry import (
    register_field_choices,
    register_field_command,
    register_field_list,
)
from anlan.base.field.selectors.areas import own_prefixes, own_region
from anlan.base.field.services.notes import correct_note, write_note
from anlan.base.organisations.public import list_organisations, people_of
from anlan.base.regions.public import list_for_choice
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible

#: Notes this old are still at hand on the phone.
NOTES_DAYS = 7
#: Offices whose people go into the pack.
OFFICES = 25


def perform_note(given: FieldInput) -> FieldOutcome:
    """Write a note with its photos."""
    note = write_note(
        text=given.text("text", required=True),
        noted_at=given.made_at,
        place=given.place(),
        actor=given.actor,
    )
    keep_photos(given, subject=note)
    return FieldOutcome(note, _("The note was received."))


def perform_correction(given: FieldInput) -> FieldOutcome:
    """Give a note another wording, unless somebody else has done so meanwhile."""
    note = get_visible(FieldNote, given.item, actor=given.actor, lock=True)
    text = given.text("text", required=True)
    if given.base_version != str(note.version):
        raise FieldConflict(
            _("Somebody has changed this note meanwhile."),
            theirs=[(_("Text"), note.text)],
            mine=[(_("Text"), text)],
            version=str(note.version),
        )
    note = correct_note(note_id=note.pk, text=text, actor=given.actor)
    keep_photos(given, subject=note)
    return FieldOutcome(note, _("The correction was received."))


def recent_notes(actor: Actor) -> Iterable[FieldItem]:
    """The notes of the last days in one's area, newest first."""
    since = clock.now() - timedelta(days=NOTES_DAYS)
    rows = visible(FieldNote, actor).filter(noted_at__gt=since).select_related("region")
    may_correct = actor.has(WRITE_NOTE)
    for note in rows.order_by("-noted_at", "-id")[:60]:
        yield FieldItem(
            key=str(note.pk),
            title=str(note),
            subtitle=f"{note.region.name} · {note.author_name}",
            version=str(note.version),
            command="field.correct_note" if may_correct else "",
            questions=(
                FieldQuestion(
                    "text", gettext_lazy("What did you see?"), "long", True, initial=note.text
                ),
                FieldQuestion("photos", gettext_lazy("Photos"), "photo"),
            ),
            facts=(
                (
                    gettext_lazy("Noted at"),
                    timezone.localtime(note.noted_at).strftime("%Y-%m-%d %H:%M"),
                ),
                (gettext_lazy("Author"), note.author_name),
                (gettext_lazy("Place"), note.region.name),
            ),
            url=note.get_absolute_url(),
        )


def own_regions(actor: Actor) -> Iterable[Choice]:
    """The regions of one's area: township, villages."""
    prefixes = tuple(own_prefixes(actor))
    return (
        (region.code, region.path or region.name)
        for region in list_for_choice()
        if region.code.startswith(prefixes)
    )


def own_people(actor: Actor) -> Iterable[Choice]:
    """The people of the offices in one's area, by name and post; no telephone numbers."""
    area = own_region(actor)
    offices = list_organisations(actor, region_prefix=area.prefix) if area else []
    for office in offices[:OFFICES]:
        for person in people_of(office.id, actor):
            name = f"{person.name}（{person.title}）" if person.title else person.name
            yield str(person.id), f"{name} {office.short_name or office.name}"


register_field_command(
    FieldCommand(
        name="field.note",
        title=gettext_lazy("Write a note"),
        permission=WRITE_NOTE,
        perform=perform_note,
        questions=(
            FieldQuestion("text", gettext_lazy("What did you see?"), "long", required=True),
            FieldQuestion("photos", gettext_lazy("Photos"), "photo"),
            FieldQuestion("place", gettext_lazy("Place"), "place"),
        ),
        is_standalone=True,
        icon="notebook",
        help=gettext_lazy("With photos and the place, for your township to read."),
    )
)
register_field_command(
    FieldCommand(
        name="field.correct_note",
        title=gettext_lazy("Correct the note"),
        permission=WRITE_NOTE,
        perform=perform_correction,
        questions=(FieldQuestion("text", gettext_lazy("What did you see?"), "long", True),),
        icon="pencil",
    )
)
register_field_list(
    FieldList(
        name="field.notes",
        title=gettext_lazy("Notes of the last days"),
        permission=VIEW_NOTE,
        items=recent_notes,
        empty=gettext_lazy("What you and your colleagues note on the spot appears here."),
        order=90,
    )
)
register_field_choices(FieldChoices("regions", USE, own_regions))
register_field_choices(FieldChoices("people", USE, own_people))
