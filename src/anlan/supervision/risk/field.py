"""Checks on the phone, without signal: today's list, and recording one of them."""

from __future__ import annotations

from collections.abc import Iterable

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
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.policy import get_visible, policy_of
from anlan.supervision.risk.models import ControlCheck
from anlan.supervision.risk.permissions import CHECK
from anlan.supervision.risk.services.checks import record_check

COMMAND = "risk.record_check"
OUTCOMES = (
    ("normal", gettext_lazy("normal: the control works")),
    ("abnormal", gettext_lazy("abnormal")),
)
QUESTIONS = (
    FieldQuestion("outcome", gettext_lazy("result"), "choice", required=True, choices=OUTCOMES),
    FieldQuestion(
        "finding",
        gettext_lazy("finding"),
        "long",
        help=gettext_lazy("required when it is not normal: what is wrong and where"),
    ),
    FieldQuestion("photo", gettext_lazy("photo"), "photo"),
)


def version_of(check: ControlCheck) -> str:
    """What the phone saw of a check: its state."""
    return check.state


def checks_of_today(actor: Actor) -> Iterable[FieldItem]:
    """Yield the checks whose period runs now, soonest due first."""
    rows = policy_of(ControlCheck).permitted(actor, CHECK)
    rows = rows.filter(state="due", opens_at__lte=clock.now())
    for check in rows.select_related("control", "unit", "control__event").order_by("due_at", "pk"):
        yield FieldItem(
            key=str(check.pk),
            title=check.control.check_content or check.control.description,
            subtitle=check.unit.name,
            due_at=check.due_at,
            level=check.unit.current_level,
            version=version_of(check),
            command=COMMAND,
            questions=QUESTIONS,
            facts=(
                (_("control measure"), check.control.description),
                (_("risk event"), check.control.event.name),
                (_("checking period"), str(check.control.get_period_display())),
            ),
            url=check.get_absolute_url(),
        )


def perform(given: FieldInput) -> FieldOutcome:
    """Record a check made in the field. Done by another meanwhile: both are shown side by side."""
    if not given.item.isdigit():
        raise NotVisible
    check = get_visible(ControlCheck, int(given.item), actor=given.actor, lock=True)
    outcome = given.text("outcome", required=True)
    if outcome not in ("normal", "abnormal"):
        raise InvalidInput(fields={"outcome": _("Please choose a result.")})
    if check.state in ("normal", "abnormal"):
        words = dict(OUTCOMES)
        raise FieldConflict(
            _("This check has been recorded already."),
            theirs=[
                (_("result"), words[check.state]),
                (_("finding"), check.finding),
                (_("checked by"), check.checked_by),
            ],
            mine=[
                (_("result"), words[outcome]),
                (_("finding"), given.text("finding")),
                (_("checked by"), given.actor.display_name),
            ],
            version=version_of(check),
        )
    photos = keep_photos(given, subject=check)
    check = record_check(
        check_id=check.pk,
        is_normal=outcome == "normal",
        finding=given.text("finding"),
        photo_ids=[photo.id for photo in photos],
        at=given.made_at,
        actor=given.actor,
    )
    return FieldOutcome(check, _("The check is recorded."))


register_field_list(
    FieldList(
        name="risk.checks_today",
        title=gettext_lazy("Checks of controls"),
        permission=CHECK,
        items=checks_of_today,
        empty=gettext_lazy("Nothing is to be checked now."),
        order=20,
    )
)
register_field_command(
    FieldCommand(
        name=COMMAND,
        title=gettext_lazy("Record the check"),
        permission=CHECK,
        perform=perform,
        icon="list-check",
    )
)
