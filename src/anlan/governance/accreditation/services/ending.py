"""Rectification with a deadline, proposals to re-check or to end a title, and the exit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.governance.accreditation.choices import (
    IN_FORCE,
    CaseState,
    ProposalAct,
    ProposalState,
    RectificationState,
    Trigger,
)
from anlan.governance.accreditation.events import CaseExited, CaseMoved, ExitProposed
from anlan.governance.accreditation.models import (
    Case,
    ExitGround,
    Proposal,
    Rectification,
)
from anlan.governance.accreditation.papers import render_exit, render_rectification
from anlan.governance.accreditation.permissions import APPLY
from anlan.governance.accreditation.services.awarding import close_rounds
from anlan.governance.accreditation.services.common import (
    RECTIFY,
    awarders,
    leaders_of,
    locked,
    office_people,
    people_of_unit,
    platform,
    say,
    start_clock,
    stop_clocks,
    tell,
)
from anlan.governance.accreditation.states import CASE, PROPOSAL, RECTIFICATION
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require

OPEN = (RectificationState.OPEN, RectificationState.ANSWERED)


@transaction.atomic
def demand_rectification(
    *, case_id: int, text: str, actor: Actor, due_on: date | None = None
) -> Rectification:
    """Demand that a unit puts something right until a day; the notice in Word is made with it."""
    case = locked(case_id, actor)
    CASE.check(case, "demand", actor=actor)
    due = due_on or clock.today() + timedelta(days=case.kind.rectify_days)
    fields = {}
    if not text.strip():
        fields["text"] = _("Say what is to be put right.")
    if due < clock.today():
        fields["due_on"] = _("The day must lie ahead.")
    if fields:
        raise InvalidInput(fields=fields)
    CASE.fire(case, "demand", actor=actor)
    made = Rectification.objects.create(case=case, text=text.strip(), due_on=due)
    made.document_id = render_rectification(made, actor).id
    made.save(update_fields=["document_id", "updated_at"])
    start_clock(made, RECTIFY, actor)
    audit(actor, "accreditation.rectification.demanded", case, after={"due": due}, reason=text)
    say(
        case,
        people_of_unit(case),
        _("%(unit)s must rectify to keep the title %(kind)s"),
        actor,
        _("Until %(day)s: %(text)s") % {"day": due, "text": text[:150]},
    )
    tell(CaseMoved, case, actor)
    return made


@transaction.atomic
def answer_rectification(
    *,
    rectification_id: int,
    text: str,
    actor: Actor,
    evidence: Iterable[UploadedFile[Any]] = (),
) -> Rectification:
    """Report in the name of the unit what was put right, with photos."""
    made = get_visible(Rectification, rectification_id, actor=actor, lock=True)
    RECTIFICATION.check(made, "answer", actor=actor)
    if not text.strip():
        raise InvalidInput(fields={"text": _("Say what was done.")})
    RECTIFICATION.fire(
        made,
        "answer",
        actor=actor,
        also={
            "answer": text.strip(),
            "answered_at": clock.now(),
            "answered_by": actor.display_name[:100],
        },
    )
    for uploaded in evidence:
        store_upload(uploaded=uploaded, subject=made, actor=actor, kind="document")
    case = locked(made.case_id, actor)
    stop_clocks(made, actor, "answered")
    audit(actor, "accreditation.rectification.answered", case)
    say(case, office_people(case), _("%(unit)s reports its rectification"), actor, text[:200])
    tell(CaseMoved, case, actor)
    return made


@transaction.atomic
def check_rectification(
    *,
    rectification_id: int,
    is_done: bool,
    reason: str,
    actor: Actor,
    due_on: date | None = None,
) -> Rectification:
    """Close a rectification after the check, or send it back with a new day."""
    made = get_visible(Rectification, rectification_id, actor=actor, lock=True)
    if due_on is not None and due_on < clock.today():
        raise InvalidInput(fields={"due_on": _("The day must lie ahead.")})
    more: dict[str, Any] = {"finding": reason.strip(), "checked_by": actor.display_name[:100]}
    if not is_done:
        usual = clock.today() + timedelta(days=made.case.kind.rectify_days)
        later = made.due_on if made.due_on > clock.today() else usual
        more |= {"due_on": due_on or later, "overdue_at": None}
    RECTIFICATION.fire(
        made, "close" if is_done else "return_", actor=actor, reason=reason, also=more
    )
    case = locked(made.case_id, actor)
    if is_done and case.state == CaseState.RECTIFYING:
        CASE.fire(case, "restore", actor=actor)
    elif not is_done:
        start_clock(made, RECTIFY, actor)
    audit(
        actor,
        "accreditation.rectification.checked",
        case,
        after={"done": is_done},
        reason=reason,
    )
    title = (
        _("%(unit)s: the rectification was accepted")
        if is_done
        else _("%(unit)s: the rectification was returned")
    )
    say(case, people_of_unit(case), title, actor, reason)
    tell(CaseMoved, case, actor)
    return made


@transaction.atomic
def mark_rectification_overdue(*, rectification_id: int, actor: Actor) -> Rectification:
    """The day has passed: tell everybody concerned, propose the exit to the office."""
    made = get_visible(Rectification, rectification_id, actor=actor, lock=True)
    is_late = made.state == RectificationState.OPEN and made.due_on < clock.today()
    if not is_late or made.overdue_at is not None:
        return made
    made.overdue_at = clock.now()
    made.save(update_fields=["overdue_at", "updated_at"])
    case = locked(made.case_id, actor)
    audit(actor, "accreditation.rectification.overdue", case, after={"due": made.due_on})
    say(
        case,
        [*people_of_unit(case), *office_people(case), *leaders_of(case)],
        _("%(unit)s has not rectified in time"),
        actor,
    )
    propose_act(
        case_id=case.pk,
        act=ProposalAct.EXIT,
        trigger=Trigger.RECHECK,
        reason=_("The rectification due on %(day)s was not reported.") % {"day": made.due_on},
        subject_key=f"rectification:{made.pk}",
        actor=actor,
    )
    return made


@transaction.atomic
def propose_act(
    *,
    case_id: int,
    act: str,
    trigger: str,
    reason: str,
    subject_key: str,
    actor: Actor,
    subject_url: str = "",
) -> Proposal | None:
    """Propose a re-check or the exit to the office, once for an occasion; None when it was before.

    The platform and the unit propose; people decide.
    """
    case = locked(case_id, actor)
    if case.state not in IN_FORCE:
        return None
    if case.proposals.filter(subject_key=subject_key).exists():
        return None
    made = Proposal.objects.create(
        case=case,
        act=act,
        trigger=trigger,
        reason=reason.strip(),
        subject_key=subject_key[:100],
        subject_url=subject_url[:300],
        proposed_by=actor.display_name[:100],
    )
    audit(actor, "accreditation.proposal.made", case, after={"act": act}, reason=reason)
    say(
        case,
        [*office_people(case), *(awarders(case) if act == ProposalAct.EXIT else ())],
        _("%(unit)s: exit from %(kind)s proposed")
        if act == ProposalAct.EXIT
        else _("%(unit)s: re-check for %(kind)s proposed"),
        actor,
        reason,
    )
    tell(ExitProposed, case, actor, proposal_id=made.pk)
    return made


@transaction.atomic
def wish_exit(*, case_id: int, reason: str, actor: Actor) -> Proposal:
    """The unit asks to give up its title; the office decides."""
    case = locked(case_id, actor)
    require(actor, APPLY, case)
    if case.state not in IN_FORCE:
        raise WrongState(_("The unit bears no title."))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    before = case.proposals.filter(trigger=Trigger.WISH)
    if before.filter(state=ProposalState.OPEN).exists():
        raise WrongState(_("The wish to give up the title waits for a decision already."))
    made = propose_act(
        case_id=case_id,
        act=ProposalAct.EXIT,
        trigger=Trigger.WISH,
        reason=reason,
        subject_key=f"wish:{before.count() + 1}",
        actor=actor,
    )
    assert made is not None
    return made


@transaction.atomic
def exit_case(*, case_id: int, ground_id: int, reason: str, actor: Actor) -> Case:
    """End the title on a ground of its kind; the decision in Word is made with it."""
    case = locked(case_id, actor)
    ground = ExitGround.objects.filter(pk=ground_id, kind_id=case.kind_id).first()
    if ground is None:
        raise InvalidInput(fields={"ground_id": _("Choose the ground.")})
    CASE.fire(
        case,
        "exit",
        actor=actor,
        reason=reason,
        also={
            "exited_on": clock.today(),
            "exit_ground": ground,
            "outcome": reason.strip(),
        },
    )
    case.exit_id = render_exit(case, actor).id
    case.save(update_fields=["exit_id", "updated_at"])
    close_rounds(case, reason, actor)
    for made in case.rectifications.filter(state__in=OPEN):
        RECTIFICATION.fire(made, "cancel", actor=platform())
        stop_clocks(made, actor, reason)
    for proposal in case.proposals.filter(state=ProposalState.OPEN):
        PROPOSAL.fire(proposal, "take", actor=platform(), also={"decision": reason.strip()})
    audit(
        actor, "accreditation.case.exited", case, after={"ground": ground.text[:100]}, reason=reason
    )
    say(
        case,
        [*people_of_unit(case), *office_people(case), *leaders_of(case)],
        _("%(unit)s no longer bears the title %(kind)s"),
        actor,
        reason,
    )
    tell(CaseExited, case, actor, trigger=ground.trigger)
    return case
