"""Duties of responsible persons on the phone, with or without signal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.field.public import (
    FieldCommand,
    FieldConflict,
    FieldInput,
    FieldItem,
    FieldList,
    FieldOutcome,
    FieldQuestion,
    keep_photos,
    register_field_command,
    register_field_list,
)
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, policy_of
from anlan.supervision.installations.models import DutyTask
from anlan.supervision.installations.permissions import DO_DUTY
from anlan.supervision.installations.services.duties import complete_duty

LINES = 50
QUESTIONS = (
    FieldQuestion("note", gettext_lazy("what was done"), "long", required=True),
    FieldQuestion("photos", gettext_lazy("photos"), "photo"),
)


def open_duties(actor: Actor) -> Iterable[FieldItem]:
    """The open duties of one's enterprise, one's own first."""
    rows = policy_of(DutyTask).permitted(actor, DO_DUTY).filter(state="open")
    rows = rows.select_related("rule", "installation", "responsible__person")
    tasks = sorted(
        rows.order_by("due_on", "pk")[:LINES],
        key=lambda task: task.responsible.person_id != actor.person_id,
    )
    for task in tasks:
        yield FieldItem(
            key=str(task.pk),
            title=task.rule.text,
            subtitle=str(task.installation),
            due_at=timezone.make_aware(datetime.combine(task.due_on, time.max)),
            version=task.state,
            command="installations.complete_duty",
            questions=QUESTIONS,
            facts=(
                (_("person in charge of an installation"), str(task.responsible)),
                (_("legal basis"), task.rule.legal_basis),
            ),
            url=task.get_absolute_url(),
        )


def perform_duty(given: FieldInput) -> FieldOutcome:
    """Record a duty as done when the phone's record arrives."""
    key = str(given.values.get("item", ""))
    if not key.isdigit():
        raise NotVisible
    task = get_visible(DutyTask, int(key), actor=given.actor)
    note = str(given.values.get("note", ""))
    if task.state != given.base_version:
        raise FieldConflict(
            _("Somebody else has recorded this duty meanwhile."),
            theirs=[(_("what was done"), task.note), (_("done by"), task.done_by)],
            mine=[(_("what was done"), note), (_("done by"), given.actor.display_name)],
            version=task.state,
        )
    done = complete_duty(duty_id=task.pk, note=note, actor=given.actor)
    keep_photos(given, subject=done)
    return FieldOutcome(done, _("The duty is recorded as done."))


register_field_list(
    FieldList(
        name="installations.duties",
        title=gettext_lazy("Duties of the responsible persons"),
        permission=DO_DUTY,
        items=open_duties,
        empty=gettext_lazy("No duty of a responsible person is open."),
        order=40,
    )
)
register_field_command(
    FieldCommand(
        name="installations.complete_duty",
        title=gettext_lazy("Record a duty as done"),
        permission=DO_DUTY,
        perform=perform_duty,
    )
)
