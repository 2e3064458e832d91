"""What can be done on the scene without a link: every act goes into the phone's outbox."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.field.public import (
    FieldCommand,
    FieldInput,
    FieldOutcome,
    FieldQuestion,
    keep_photos,
    register_field_command,
    register_field_part,
    register_field_sentences,
)
from anlan.command.dispatch.public import take_step
from anlan.command.responses.public import (
    accept_task,
    answer_roll_call,
    report_on_task,
    start_task,
    submit_task,
)
from anlan.command.scene.catalogue import sentences
from anlan.command.scene.choices import EntryKind
from anlan.command.scene.permissions import ANSWER, COMMAND, TAKE_PART, VIEW
from anlan.command.scene.services.entries import finish, tell
from anlan.command.scene.services.evacuations import (
    confirm_withdrawal,
    lift_withdrawal,
    order_withdrawal,
)
from anlan.command.scene.services.sketches import change_element, draw, remove_element
from anlan.kernel.errors import InvalidInput


def _key(given: FieldInput, name: str) -> int:
    """The key of what a record is about."""
    found = given.whole(name, required=True)
    assert found is not None
    return found


def _uuid(given: FieldInput, name: str) -> UUID:
    try:
        return UUID(given.text(name, required=True))
    except ValueError:
        raise InvalidInput from None


def perform_step(given: FieldInput) -> FieldOutcome:
    """A team accepts, sets off, arrives, begins, is done."""
    dispatch = take_step(
        dispatch_id=_key(given, "dispatch"), step=given.text("step"), actor=given.actor
    )
    return FieldOutcome(dispatch, _("Received."))


def perform_task(given: FieldInput) -> FieldOutcome:
    """Accept or begin a task, report on it, or report it as done, with photos."""
    task_id, step, text = _key(given, "task"), given.text("step"), given.text("text")
    photos = [photo.uploaded for photo in given.photos]
    if step == "accept":
        done = accept_task(task_id=task_id, actor=given.actor)
    elif step == "start":
        done = start_task(task_id=task_id, actor=given.actor)
    elif step == "submit":
        done = submit_task(task_id=task_id, text=text, photos=photos, actor=given.actor)
    else:
        place = given.place()
        done = report_on_task(
            task_id=task_id,
            text=text,
            photos=photos,
            longitude=place.longitude if place else None,
            latitude=place.latitude if place else None,
            actor=given.actor,
        ).task
    return FieldOutcome(done, _("Received."))


def perform_roll_call(given: FieldInput) -> FieldOutcome:
    """Answer a roll call for the team."""
    answer = answer_roll_call(
        answer_id=_key(given, "answer"),
        safe=_key(given, "safe"),
        missing=given.whole("missing") or 0,
        note=given.text("text"),
        actor=given.actor,
    )
    return FieldOutcome(answer, _("The roll call was answered."))


def perform_note(given: FieldInput) -> FieldOutcome:
    """A note with photos or voice, a fact in one tap, a call for help."""
    place = given.place()
    kind = given.text("kind") or EntryKind.NOTE
    if kind not in EntryKind.values:
        raise InvalidInput
    has_files = bool(given.photos)
    entry = tell(
        incident_id=_key(given, "incident"),
        key=given.client_id,
        kind=kind,
        text=given.text("text"),
        fact=given.text("fact"),
        count=given.whole("count"),
        made_at=given.made_at,
        longitude=place.longitude if place else None,
        latitude=place.latitude if place else None,
        accuracy_m=place.accuracy_m if place else None,
        has_files=has_files,
        actor=given.actor,
    )
    if has_files:
        finish(entry, keep_photos(given, subject=entry), actor=given.actor)
    return FieldOutcome(entry, _("The entry was received."))


def perform_sketch(given: FieldInput) -> FieldOutcome:
    """Draw, change or remove an element of the sketch."""
    incident_id, key, act = _key(given, "incident"), _uuid(given, "element"), given.text("act")
    if act == "draw":
        element = draw(
            incident_id=incident_id,
            key=key,
            tool=given.text("tool"),
            geometry=given.text("geometry", required=True),
            symbol=given.text("symbol"),
            label=given.text("label"),
            made_at=given.made_at,
            actor=given.actor,
        )
    elif act == "change":
        element = change_element(
            incident_id=incident_id,
            key=key,
            geometry=given.text("geometry") or None,
            label=given.text("label") if "label" in given.values else None,
            made_at=given.made_at,
            actor=given.actor,
        )
    elif act == "remove":
        element = remove_element(
            incident_id=incident_id, key=key, made_at=given.made_at, actor=given.actor
        )
    else:
        raise InvalidInput
    return FieldOutcome(element, _("The sketch was received."))


def perform_order(given: FieldInput) -> FieldOutcome:
    """Everybody out, or back in."""
    if given.text("act") == "lift":
        order = lift_withdrawal(evacuation_id=_key(given, "withdrawal"), actor=given.actor)
        return FieldOutcome(order, _("The withdrawal is lifted."))
    order = order_withdrawal(
        incident_id=_key(given, "incident"),
        reason=given.text("text", required=True),
        assembly_point=given.text("assembly_point"),
        made_at=given.made_at,
        actor=given.actor,
    )
    return FieldOutcome(order, _("The withdrawal is ordered."))


def perform_confirmation(given: FieldInput) -> FieldOutcome:
    """A team is out."""
    answer = confirm_withdrawal(
        answer_id=_key(given, "answer"),
        people=_key(given, "people"),
        made_at=given.made_at,
        actor=given.actor,
    )
    return FieldOutcome(answer, _("The withdrawal was confirmed."))


PHOTOS = FieldQuestion("photos", gettext_lazy("Photos"), "photo")
PLACE = FieldQuestion("place", gettext_lazy("Place"), "place")

for _command in (
    FieldCommand(
        name="scene.step",
        title=gettext_lazy("Step of the team"),
        permission=VIEW,
        perform=perform_step,
    ),
    FieldCommand(
        name="scene.task",
        title=gettext_lazy("Report on a task"),
        permission=VIEW,
        perform=perform_task,
        questions=(
            FieldQuestion("text", gettext_lazy("What was done?"), "long"),
            PHOTOS,
            PLACE,
        ),
    ),
    FieldCommand(
        name="scene.roll_call",
        title=gettext_lazy("Answer to the roll call"),
        permission=VIEW,
        perform=perform_roll_call,
        questions=(
            FieldQuestion("safe", gettext_lazy("How many are safe?"), "number", required=True),
            FieldQuestion("missing", gettext_lazy("How many are missing?"), "number"),
            FieldQuestion("text", gettext_lazy("Where were they last?"), "long"),
        ),
    ),
    FieldCommand(
        name="scene.note",
        title=gettext_lazy("Entry from the scene"),
        permission=TAKE_PART,
        perform=perform_note,
        questions=(
            FieldQuestion("text", gettext_lazy("What did you see?"), "long"),
            PHOTOS,
            FieldQuestion("voice", gettext_lazy("Voice note"), "voice"),
            PLACE,
        ),
    ),
    FieldCommand(
        name="scene.sketch",
        title=gettext_lazy("Sketch"),
        permission=TAKE_PART,
        perform=perform_sketch,
    ),
    FieldCommand(
        name="scene.order",
        title=gettext_lazy("Emergency withdrawal"),
        permission=COMMAND,
        perform=perform_order,
        questions=(
            FieldQuestion(
                "text", gettext_lazy("Why does everybody have to leave?"), "long", required=True
            ),
            FieldQuestion("assembly_point", gettext_lazy("Assembly point"), "text"),
        ),
    ),
    FieldCommand(
        name="scene.confirm",
        title=gettext_lazy("Withdrawal confirmed"),
        permission=ANSWER,
        perform=perform_confirmation,
        questions=(
            FieldQuestion("people", gettext_lazy("How many are out?"), "number", required=True),
        ),
    ),
):
    register_field_command(_command)

register_field_part("scene", "scene:state", VIEW)
register_field_sentences(sentences)
