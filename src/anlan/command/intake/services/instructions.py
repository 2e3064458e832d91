"""Instructions, questions and urged reports of the superior: down with a clock, the answer up."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import meet_deadline, start_deadline
from anlan.base.notifications.public import notify
from anlan.command.incidents.public import (
    add_timeline_entry,
    find_incident_by_number,
    get_incident,
    official_language,
)
from anlan.command.intake.choices import InstructionKind, LinkRole
from anlan.command.intake.errors import AlreadyAnswered, NoSubordinate
from anlan.command.intake.models import ChainLink, ChainReport, Instruction
from anlan.command.intake.permissions import ANSWER, INSTRUCT
from anlan.command.intake.services.chain import ChainBody, heard, links_for, send
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, policy_of, require

#: The clock of an answer.
RULE = "intake.answer_instruction"


@transaction.atomic
def give_instruction(
    *, incident_id: int, kind: str, text: str, minutes: int, actor: Actor
) -> Instruction:
    """Instruct or ask the level below about an incident; it answers within ``minutes``.

    Raises ``NoSubordinate`` or ``InvalidInput``.
    """
    incident = get_incident(incident_id, actor)
    row = (
        ChainReport.objects.filter(incident_id=incident.id, is_ours=False)
        .select_related("link")
        .order_by("-pk")
        .first()
    )
    links = links_for(incident.region_code, LinkRole.SUBORDINATE)
    link = row.link if row else links[0] if links else None
    if link is None:
        raise NoSubordinate
    policy_of(ChainReport)  # the right is held over the region of the link
    fields = {}
    if not text.strip():
        fields["text"] = _("Write what you want to know or have done.")
    if kind not in InstructionKind.values:
        fields["kind"] = _("Choose the kind.")
    if not 1 <= minutes <= 60 * 24 * 30:
        fields["minutes"] = _("Between one minute and thirty days.")
    if fields:
        raise InvalidInput(fields=fields)
    now = clock.now()
    instruction = Instruction(
        key=uuid.uuid4(),
        link=link,
        is_ours=True,
        thread=row.thread if row else "",
        incident_id=incident.id,
        kind=kind,
        text=text.strip(),
        given_by=actor.display_name[:100],
        given_at=now,
        due_at=now + timedelta(minutes=minutes),
    )
    require(actor, INSTRUCT, instruction)
    instruction.save()
    send(
        link,
        "instruction",
        key=instruction.key,
        at=now,
        thread=instruction.thread,
        instruction_kind=instruction.kind,
        title=incident.title,
        text=instruction.text,
        by=instruction.given_by,
        due_at=instruction.due_at,
    )
    _tell(instruction, gettext_noop("To %(level)s: %(text)s"), instruction.text, actor)
    audit(actor, "intake.instruction.given", instruction, after={"link": link.code})
    heard(link, "instruction", incident.id, actor)
    return instruction


def _tell(instruction: Instruction, pattern: str, text: str, actor: Actor) -> None:
    if instruction.incident_id is not None:
        with official_language():
            add_timeline_entry(
                incident_id=instruction.incident_id,
                kind="order",
                text=_(pattern) % {"level": instruction.link.name, "text": text},
                actor=actor,
                url=instruction.get_absolute_url(),
            )


def take_instruction(link: ChainLink, body: ChainBody) -> str:
    """The superior instructs: onto the incident, with a clock, to who reports it."""
    incident = find_incident_by_number(body.thread) if body.thread else None
    now = clock.now()
    try:
        with transaction.atomic():
            instruction = Instruction.objects.create(
                key=body.key,
                link=link,
                thread=body.thread,
                incident_id=incident.id if incident else None,
                kind=body.instruction_kind,
                text=body.text or body.title,
                given_by=body.by or link.name,
                given_at=min(body.at, now),
                due_at=body.due_at,
            )
    except IntegrityError:
        return "repeated"
    actor = system_actor("intake")
    start_deadline(
        rule_code=RULE,
        subject=instruction,
        actor=actor,
        started_at=now,
        due_at=body.due_at,
    )
    _tell(instruction, gettext_noop("%(level)s instructs: %(text)s"), instruction.text, actor)
    with official_language():
        notify(
            kind="intake.instruction",
            person_ids=policy_of(Instruction).who_can(ANSWER, instruction),
            title=f"{link.name}{instruction.get_kind_display()}：{instruction.text}"[:200],
            body=incident.title if incident else body.title,
            url=instruction.get_absolute_url(),
            level=2,
            subject=instruction,
            must_confirm=True,
            actor=actor,
        )
    audit(actor, "intake.instruction.arrived", instruction)
    heard(link, "instruction", instruction.incident_id, actor)
    return "received"


@transaction.atomic
def answer_instruction(*, instruction_id: int, answer: str, actor: Actor) -> Instruction:
    """Answer the superior; the clock is met and the answer goes up."""
    instruction = get_visible(Instruction, instruction_id, actor=actor, lock=True)
    require(actor, ANSWER, instruction)
    if instruction.is_ours:
        raise WrongState(_("The level below answers this one."))
    if instruction.answered_at is not None:
        raise AlreadyAnswered
    if not answer.strip():
        raise InvalidInput(fields={"answer": _("Write the answer.")})
    instruction.answer = answer.strip()
    instruction.answered_at = clock.now()
    instruction.answered_by = actor.display_name[:100]
    instruction.save(update_fields=["answer", "answered_at", "answered_by", "updated_at"])
    meet_deadline(subject=instruction, rule_code=RULE, actor=actor, at=instruction.answered_at)
    send(
        instruction.link,
        "answer",
        key=instruction.key,
        at=instruction.answered_at,
        thread=instruction.thread,
        text=instruction.answer,
        by=instruction.answered_by,
    )
    _tell(instruction, gettext_noop("Answer to %(level)s: %(text)s"), instruction.answer, actor)
    audit(actor, "intake.instruction.answered", instruction)
    heard(instruction.link, "answer", instruction.incident_id, actor)
    return instruction


def take_answer(link: ChainLink, body: ChainBody) -> str:
    """The level below answers."""
    instruction = Instruction.objects.filter(link=link, is_ours=True, key=body.key).first()
    if instruction is None:
        return "unknown"
    if instruction.answered_at is not None:
        return "repeated"
    actor = system_actor("intake")
    instruction.answer = body.text
    instruction.answered_by = body.by or link.name
    instruction.answered_at = min(max(body.at, instruction.given_at), clock.now())
    instruction.save(update_fields=["answer", "answered_at", "answered_by", "updated_at"])
    _tell(instruction, gettext_noop("%(level)s answers: %(text)s"), instruction.answer, actor)
    heard(link, "answer", instruction.incident_id, actor)
    return "recorded"
