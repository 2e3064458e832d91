"""Who works in the field, and who sees what came from there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.field.models import FieldNote, FieldRecord, StagedPhoto
from anlan.kernel.policy import Action, Policy, policy, register_actions

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
)
USE = "field.use_field"
VIEW_RECORD = "field.view_record"
VIEW_NOTE = "field.view_note"
WRITE_NOTE = "field.write_note"

register_actions(
    Action(
        USE,
        _("work on the phone without signal"),
        roles=(
            *OFFICIALS,
            "group_monitor",
            "enterprise_manager",
            "team_leader",
            "warehouse_keeper",
        ),
    ),
    Action(
        VIEW_RECORD,
        _("see what phones of the area sent"),
        roles=(
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "enterprise_manager",
            "auditor",
        ),
    ),
    Action(VIEW_NOTE, _("read field notes"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(
        WRITE_NOTE,
        _("write field notes"),
        roles=(
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "grid_worker",
            "enterprise_manager",
        ),
    ),
)


@policy
class FieldRecordPolicy(Policy[FieldRecord]):
    """By the area of the person who made it, or by the own enterprise."""

    model = FieldRecord
    view = VIEW_RECORD
    region_field = "region"
    organisation_field = "organisation_id"
    person_field = "person_id"


@policy
class FieldNotePolicy(Policy[FieldNote]):
    """By area; an enterprise sees the notes of its own people."""

    model = FieldNote
    view = VIEW_NOTE
    region_field = "region"
    organisation_field = "organisation_id"


@policy
class StagedPhotoPolicy(Policy[StagedPhoto]):
    """Internal: nobody lists what has not become a record."""

    model = StagedPhoto
    view = "field.view_record"
