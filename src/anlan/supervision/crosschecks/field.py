"""Leads on the phone of who verifies them on the spot, with or without signal."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.base.deadlines.public import deadlines_of
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
from anlan.kernel.errors import InvalidInput, Message, NotVisible
from anlan.kernel.policy import get_visible, policy_of
from anlan.supervision.crosschecks.choices import OPEN_STATES
from anlan.supervision.crosschecks.models import Lead
from anlan.supervision.crosschecks.permissions import ANSWER
from anlan.supervision.crosschecks.services.leads import accept_lead, confirm_lead, dismiss_lead

COMMAND = "crosschecks.answer_lead"
LINES = 40
ANSWERS = (
    ("confirm", pgettext_lazy("lead step", "confirmed: open a hazard")),
    ("dismiss", pgettext_lazy("lead step", "explained: no hazard")),
    ("accept", pgettext_lazy("lead step", "taken on, the answer follows")),
)
QUESTIONS = (
    FieldQuestion(
        "answer", gettext_lazy("what the verification found"), "choice", True, choices=ANSWERS
    ),
    FieldQuestion(
        "reason",
        gettext_lazy("what was seen on the spot"),
        "long",
        help=gettext_lazy("needed to confirm or to explain a lead"),
    ),
    FieldQuestion("photos", gettext_lazy("photos"), "photo"),
)


def leads_to_verify(actor: Actor) -> Iterable[FieldItem]:
    """The open leads of one's area, the gravest and oldest first."""
    rows = policy_of(Lead).permitted(actor, ANSWER).filter(state__in=OPEN_STATES)
    rows = rows.select_related("rule", "enterprise", "region", "holder")
    for lead in rows.order_by("level", "opened_at", "pk")[:LINES]:
        running = [d.due_at for d in deadlines_of(lead) if d.state == "running"]
        facts: list[tuple[Message, Message]] = [(_("what disagrees"), lead.explanation)]
        facts += [(fact["label"], fact["value"]) for fact in lead.facts]
        if lead.enterprise is not None:
            facts.append((_("address"), lead.enterprise.address))
        if lead.holder is not None:
            facts.append((_("holder"), lead.holder.name))
        facts.append((_("legal basis"), lead.rule.legal_basis))
        yield FieldItem(
            key=str(lead.pk),
            title=lead.title,
            subtitle=f"{lead.number} · {lead.rule}",
            due_at=min(running, default=None),
            level=lead.level,
            version=lead.state,
            command=COMMAND,
            questions=QUESTIONS,
            facts=tuple(facts),
            url=lead.get_absolute_url(),
        )


def perform_answer(given: FieldInput) -> FieldOutcome:
    """Answer a lead when the phone's record arrives."""
    if not given.item.isdigit():
        raise NotVisible
    lead = get_visible(Lead, int(given.item), actor=given.actor, lock=True)
    answer, reason = given.text("answer", required=True), given.text("reason")
    words = dict(ANSWERS)
    if answer not in words:
        raise InvalidInput(fields={"answer": _("Choose one of the answers.")})
    if lead.state != given.base_version:
        raise FieldConflict(
            _("Somebody else has answered this lead meanwhile."),
            theirs=[
                (_("state"), str(lead.get_state_display())),
                (_("holder"), lead.holder.name if lead.holder is not None else ""),
            ],
            mine=[
                (_("state"), str(words[answer])),
                (_("holder"), given.actor.display_name),
            ],
            version=lead.state,
        )
    if answer == "accept":
        done = accept_lead(lead_id=lead.pk, actor=given.actor, reason=reason)
        message = _("The lead is yours; its answer is still due.")
    elif answer == "confirm":
        done = confirm_lead(lead_id=lead.pk, actor=given.actor, reason=reason)
        message = _("The lead is confirmed and a hazard is opened.")
    else:
        done = dismiss_lead(lead_id=lead.pk, actor=given.actor, reason=reason)
        message = _("What explains the lead is recorded.")
    keep_photos(given, subject=done)
    return FieldOutcome(done, message)


register_field_list(
    FieldList(
        name="crosschecks.leads",
        title=gettext_lazy("Leads to verify"),
        permission=ANSWER,
        items=leads_to_verify,
        empty=gettext_lazy("No lead waits for verification."),
        order=45,
    )
)
register_field_command(
    FieldCommand(
        name=COMMAND,
        title=gettext_lazy("Answer a lead"),
        permission=ANSWER,
        perform=perform_answer,
    )
)
