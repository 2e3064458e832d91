"""Issuing, signing for, answering, checking and closing supervision documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.base.workflow.public import approval_of
from anlan.governance.oversight.choices import RUNNING, OrderState, StatementKind, StatementState
from anlan.governance.oversight.events import OrderClosed, OrderIssued, OrderMoved, OrderOverdue
from anlan.governance.oversight.models import Answer, Order, Statement
from anlan.governance.oversight.papers import render_order
from anlan.governance.oversight.permissions import CHECK, RECEIVE
from anlan.governance.oversight.services.common import (
    ANSWER,
    SIGN,
    leaders_of,
    locked,
    meet,
    office_people,
    people_of_unit,
    say,
    start_clocks,
    stop_clocks,
    tell,
)
from anlan.governance.oversight.services.drawing import escalate_order
from anlan.governance.oversight.states import ORDER, STATEMENT
from anlan.governance.responsibility.public import record_duty
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def issue_approved(*, order_id: int, actor: Actor) -> Order:
    """The last approver signed: number it, make the paper, start the clocks, tell the unit."""
    order = locked(order_id, actor)
    approval = approval_of(order)
    decided = [d for step in (approval.steps if approval else ()) for d in step.decisions]
    ORDER.fire(
        order,
        "issue",
        actor=actor,
        also={
            "issued_at": clock.now(),
            "approved_by": (decided[-1].actor_name if decided else actor.display_name)[:100],
        },
    )
    paper = render_order(order, actor)
    order.number, order.document_id = paper.number, paper.id
    order.save(update_fields=["number", "document_id", "updated_at"])
    audit(actor, "oversight.order.issued", order, after={"number": order.number})
    start_clocks(order, actor)
    if not order.kind.is_restricted:
        say(
            order,
            people_of_unit(order),
            _("%(kind)s for your unit: %(title)s"),
            actor,
            must_confirm=True,
        )
        say(order, leaders_of(order), _("%(kind)s for a unit of yours: %(title)s"), actor)
    tell(OrderIssued, order, actor, subject_type=order.subject_type, subject_id=order.subject_id)
    return order


@transaction.atomic
def sign_order(*, order_id: int, actor: Actor) -> Order:
    """Sign for a document in the name of the unit concerned."""
    order = locked(order_id, actor)
    ORDER.fire(
        order,
        "sign",
        actor=actor,
        also={"signed_at": clock.now(), "signed_by": actor.display_name[:100]},
    )
    meet(order, SIGN, actor)
    audit(actor, "oversight.order.signed", order)
    tell(OrderMoved, order, actor)
    return order


@transaction.atomic
def answer_order(
    *, order_id: int, text: str, actor: Actor, evidence: Iterable[UploadedFile[Any]] = ()
) -> Answer:
    """Report what was done, with evidence. Who answers has signed for it, if nobody had before."""
    order = locked(order_id, actor)
    ORDER.check(order, "answer", actor=actor)
    if not text.strip():
        raise InvalidInput(fields={"text": _("Say what was done.")})
    now = clock.now()
    signed = {} if order.signed_at else {"signed_at": now, "signed_by": actor.display_name[:100]}
    ORDER.fire(order, "answer", actor=actor, also={"answered_at": now, **signed})
    answer = Answer.objects.create(
        order=order,
        text=text.strip(),
        made_at=now,
        made_by=actor.display_name[:100],
        is_late=order.due_on < clock.today(),
    )
    for uploaded in evidence:
        store_upload(uploaded=uploaded, subject=answer, actor=actor, kind="document")
    meet(order, SIGN, actor)
    meet(order, ANSWER, actor)
    audit(actor, "oversight.order.answered", order, after={"late": answer.is_late})
    say(order, office_people(order), _("Answered: %(title)s"), actor)
    record_duty(
        kind="order",
        day=clock.today(),
        text=f"书面回复{order.kind.name}{order.number}：{order.title}",
        person_id=actor.person_id,
        organisation_id=order.organisation_id,
        subject=order,
        actor=actor,
    )
    tell(OrderMoved, order, actor)
    return answer


def _last_answer(order: Order) -> Answer | None:
    return order.answers.order_by("-pk").first()


@transaction.atomic
def return_answer(*, order_id: int, reason: str, actor: Actor, due_on: date | None = None) -> Order:
    """Send an answer back: it is not good enough; a new day may be set."""
    order = locked(order_id, actor)
    ORDER.check(order, "return_answer", actor=actor, reason=reason)
    if due_on is not None and due_on < clock.today():
        raise InvalidInput(fields={"due_on": _("The day must lie ahead.")})
    more: dict[str, Any] = {"overdue_at": None, "answered_at": None}
    if due_on is not None:
        more["due_on"] = due_on
    ORDER.fire(order, "return_answer", actor=actor, reason=reason, also=more)
    answer = _last_answer(order)
    if answer is not None:
        answer.returned_at, answer.comment = clock.now(), reason.strip()
        answer.checked_by = actor.display_name[:100]
        answer.save()
    start_clocks(order, actor)
    meet(order, SIGN, actor)
    audit(actor, "oversight.order.returned", order, after={"due": order.due_on}, reason=reason)
    say(order, people_of_unit(order), _("Your answer was returned: %(title)s"), actor)
    tell(OrderMoved, order, actor)
    return order


@transaction.atomic
def close_order(*, order_id: int, reason: str, actor: Actor) -> Order:
    """Close after the check; the reason says what was found."""
    order = locked(order_id, actor)
    step = "close" if order.state == OrderState.ANSWERED else "conclude"
    ORDER.fire(
        order,
        step,
        actor=actor,
        reason=reason,
        also={"closed_at": clock.now(), "outcome": reason.strip()},
    )
    answer = _last_answer(order)
    if answer is not None:
        answer.comment, answer.checked_by = reason.strip(), actor.display_name[:100]
        answer.save()
    stop_clocks(order, actor, reason)
    audit(actor, "oversight.order.closed", order, reason=reason)
    if not order.kind.is_restricted:
        say(order, people_of_unit(order), _("Closed: %(title)s"), actor)
    tell(OrderClosed, order, actor)
    return order


@transaction.atomic
def withdraw_order(*, order_id: int, reason: str, actor: Actor) -> Order:
    """Withdraw a document, or dismiss a proposal; it stays on record with the reason."""
    order = locked(order_id, actor)
    was_running = order.state in RUNNING
    ORDER.fire(
        order,
        "withdraw",
        actor=actor,
        reason=reason,
        also={"closed_at": clock.now(), "outcome": reason.strip()},
    )
    stop_clocks(order, actor, reason)
    audit(actor, "oversight.order.withdrawn", order, reason=reason)
    if was_running and not order.kind.is_restricted:
        say(order, people_of_unit(order), _("Withdrawn: %(title)s"), actor)
        tell(OrderMoved, order, actor)
    return order


@transaction.atomic
def record_interview(*, order_id: int, minutes: str, actor: Actor) -> Order:
    """Keep the record of an interview that took place."""
    order = locked(order_id, actor)
    require(actor, CHECK, order)
    if order.kind.code != "interview" or order.state not in RUNNING:
        raise WrongState(_("Only an interview that was called can be recorded."))
    if not minutes.strip():
        raise InvalidInput(fields={"minutes": _("Write what was said and agreed.")})
    order.minutes = minutes.strip()
    order.save(update_fields=["minutes", "updated_at"])
    audit(actor, "oversight.interview.recorded", order)
    tell(OrderMoved, order, actor)
    return order


@transaction.atomic
def make_statement(*, order_id: int, kind: str, text: str, actor: Actor) -> Statement:
    """Explain or appeal in the name of the unit concerned; the clocks go on."""
    order = locked(order_id, actor)
    require(actor, RECEIVE, order)
    if order.state not in (*RUNNING, OrderState.CLOSED):
        raise WrongState(_("The document is not in force."))
    if not text.strip():
        raise InvalidInput(fields={"text": _("Say what speaks against it.")})
    if order.statements.filter(state=StatementState.OPEN).exists():
        raise WrongState(_("A statement waits for a decision already."))
    made = Statement.objects.create(
        order=order,
        kind=StatementKind(kind),
        text=text.strip(),
        made_at=clock.now(),
        made_by=actor.display_name[:100],
    )
    audit(actor, "oversight.statement.made", order, after={"kind": kind})
    say(order, office_people(order), _("Explanation or appeal: %(title)s"), actor)
    tell(OrderMoved, order, actor)
    return made


@transaction.atomic
def decide_statement(*, statement_id: int, is_upheld: bool, reason: str, actor: Actor) -> Statement:
    """Decide; an appeal that is accepted withdraws the document."""
    made = get_visible(Statement, statement_id, actor=actor, lock=True)
    STATEMENT.fire(
        made,
        "uphold" if is_upheld else "refuse",
        actor=actor,
        reason=reason,
        also={
            "decided_at": clock.now(),
            "decided_by": actor.display_name[:100],
            "decision": reason.strip(),
        },
    )
    order = locked(made.order_id, actor)
    audit(actor, "oversight.statement.decided", order, after={"upheld": is_upheld}, reason=reason)
    say(order, people_of_unit(order), _("Your statement was decided: %(title)s"), actor)
    if is_upheld and made.kind == StatementKind.APPEAL and order.state in RUNNING:
        withdraw_order(order_id=order.pk, reason=reason, actor=actor)
    else:
        tell(OrderMoved, order, actor)
    return made


@transaction.atomic
def mark_overdue(*, order_id: int, actor: Actor) -> Order:
    """The clock ran out: say so, and propose the next step to the office."""
    order = locked(order_id, actor)
    if not order.is_overdue or order.overdue_at is not None:
        return order
    order.overdue_at = clock.now()
    order.save(update_fields=["overdue_at", "updated_at"])
    audit(actor, "oversight.order.overdue", order, after={"due": order.due_on})
    say(
        order,
        [*people_of_unit(order), *office_people(order), *leaders_of(order)],
        _("Not answered in time: %(title)s"),
        actor,
    )
    tell(OrderOverdue, order, actor)
    has_next = order.kind.next_kind_id is not None
    if has_next and not order.following.exclude(state=OrderState.WITHDRAWN).exists():
        escalate_order(order_id=order.pk, actor=actor, is_proposal=True)
    return order
