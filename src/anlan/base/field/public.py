"""The door to field work: declare commands and lists in the app's ``field.py``.

register_field_list(FieldList("hazards.to_rectify", _("Hazards to rectify"), RECTIFY,
                              items_to_rectify, empty=_("…")))
register_field_command(FieldCommand("hazards.rectify", _("Rectify"), RECTIFY, perform_rectify))

def perform_rectify(given: FieldInput) -> FieldOutcome:
    hazard = get_visible(Hazard, given.item, actor=given.actor, lock=True)
    if version_of(hazard) != given.base_version:
        raise FieldConflict(_("…"), theirs=[…], mine=[…], version=version_of(hazard))
    hazard = submit_rectification(hazard_id=hazard.pk, text=given.text("text", required=True),
                                  actor=given.actor)
    keep_photos(given, subject=hazard)
    return FieldOutcome(hazard, _("Your rectification was received."))
"""

from __future__ import annotations

from django.db.models import Model

from anlan.base.field.catalogue import catalogue
from anlan.base.field.contracts import (
    FieldChoices,
    FieldCommand,
    FieldConflict,
    FieldInput,
    FieldItem,
    FieldList,
    FieldOutcome,
    FieldPhoto,
    FieldPlace,
    FieldQuestion,
)
from anlan.base.field.registry import (
    register_field_choices,
    register_field_command,
    register_field_list,
    register_field_part,
    register_field_sentences,
)
from anlan.base.field.services.photos import type_of
from anlan.base.files.contracts import AttachmentInfo
from anlan.base.files.public import store_upload

__all__ = [
    "FieldChoices",
    "FieldCommand",
    "FieldConflict",
    "FieldInput",
    "FieldItem",
    "FieldList",
    "FieldOutcome",
    "FieldPhoto",
    "FieldPlace",
    "FieldQuestion",
    "keep_photos",
    "register_field_choices",
    "register_field_command",
    "register_field_list",
    "register_field_part",
    "register_field_sentences",
    "sentences_of",
]


def sentences_of(*prefixes: str) -> dict[str, str]:
    """Return the sentences of the app on the phone that begin so, for the same page at the desk."""
    return {key: text for key, text in catalogue().items() if key.startswith(prefixes)}


def keep_photos(given: FieldInput, *, subject: Model) -> list[AttachmentInfo]:
    """Attach the photos and voice notes of a record to what it made or changed."""
    for photo in given.photos:
        if not type_of(photo.uploaded).startswith("image/"):
            photo.uploaded.name = f"voice-{photo.sha256[:12]}.webm"
    return [
        store_upload(
            uploaded=photo.uploaded,
            subject=subject,
            actor=given.actor,
            nonce=photo.nonce,
            kind="photo" if type_of(photo.uploaded).startswith("image/") else "audio",
            captured_at=photo.captured_at,
            longitude=photo.longitude,
            latitude=photo.latitude,
        )
        for photo in given.photos
    ]
