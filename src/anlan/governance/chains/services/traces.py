"""What a unit does at its stage: sign, answer, pass on; returning, releasing, going further."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.governance.chains.choices import WITH_UNIT, Outcome
from anlan.governance.chains.models import Trace, TraceAnswer
from anlan.governance.chains.permissions import COORDINATE
from anlan.governance.chains.services.clues import add_stages
from anlan.governance.chains.services.common import (
    ANSWER,
    SIGN,
    due_in,
    locked_trace,
    meet,
    office_people,
    people_of_unit,
    running,
    say,
    start_answer_clock,
    stop_clocks,
    tell,
)
from anlan.governance.chains.states import TRACE
from anlan.governance.oversight.public import OrderInfo, issue_order, orders_about
from anlan.governance.responsibility.public import record_duty
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import require


@transaction.atomic
def sign_trace(*, trace_id: int, actor: Actor) -> Trace:
    """Sign for a stage in the name of its unit."""
    trace = locked_trace(trace_id, actor)
    running(trace)
    TRACE.fire(
        trace,
        "sign",
        actor=actor,
        also={"signed_at": clock.now(), "signed_by": actor.display_name[:100]},
    )
    meet(trace, SIGN, actor)
    audit(actor, "chains.trace.signed", trace)
    tell(trace.clue, actor, trace=trace)
    return trace


@transaction.atomic
def answer_trace(
    *,
    trace_id: int,
    outcome: str,
    text: str,
    actor: Actor,
    removed: str = "",
    pass_on: Iterable[int] = (),
    evidence: Iterable[UploadedFile[Any]] = (),
) -> TraceAnswer:
    """Answer for a stage: what was found, what was removed, which further stages are concerned.

    Who answers has signed for it, if nobody had before. Without a problem found nothing need be
    removed; with one, what was removed must be said.
    """
    trace = locked_trace(trace_id, actor)
    TRACE.check(trace, "answer", actor=actor)
    running(trace)
    fields = {}
    if outcome not in Outcome.values:
        fields["outcome"] = _("Say what was found.")
    if not text.strip():
        fields["text"] = _("Say what the investigation found.")
    if outcome == Outcome.CONFIRMED and not removed.strip():
        fields["removed"] = _("Say what was removed or put right, how much, by whom.")
    if fields:
        raise InvalidInput(fields=fields)
    now = clock.now()
    signed = {} if trace.signed_at else {"signed_at": now, "signed_by": actor.display_name[:100]}
    is_late = trace.is_late
    TRACE.fire(
        trace, "answer", actor=actor, also={"answered_at": now, "outcome": outcome, **signed}
    )
    answer = TraceAnswer.objects.create(
        trace=trace,
        outcome=outcome,
        text=text.strip(),
        removed=removed.strip(),
        made_at=now,
        made_by=actor.display_name[:100],
        made_by_id=actor.id,
        is_late=is_late,
    )
    for uploaded in evidence:
        store_upload(uploaded=uploaded, subject=answer, actor=actor, kind="document")
    further = add_stages(
        clue_id=trace.clue_id,
        stage_ids=pass_on,
        reason=f"{trace.stage}环节核查后移交：{text.strip()[:150]}",
        actor=actor,
        by_unit=True,
    )
    if further:
        answer.passed_to = "、".join(row.stage.name for row in further)[:300]
        answer.save(update_fields=["passed_to", "updated_at"])
    meet(trace, SIGN, actor)
    meet(trace, ANSWER, actor)
    audit(
        actor,
        "chains.trace.answered",
        trace,
        after={"outcome": outcome, "late": is_late, "passed_on": answer.passed_to},
    )
    say(trace.clue, office_people(trace.clue.chain), _("A stage has answered: %(title)s"), actor)
    record_duty(
        kind="other",
        day=clock.today(),
        text=f"“{trace.clue.chain}”全链条线索{trace.clue.number}：{trace.stage}环节核查回复",
        person_id=actor.person_id,
        organisation_id=trace.organisation_id,
        subject=trace,
        actor=actor,
    )
    tell(trace.clue, actor, trace=trace)
    return answer


@transaction.atomic
def return_answer(*, trace_id: int, reason: str, actor: Actor) -> Trace:
    """Send an answer back: it is not good enough; the days of the stage begin anew."""
    trace = locked_trace(trace_id, actor)
    running(trace)
    TRACE.fire(
        trace,
        "return_",
        actor=actor,
        reason=reason,
        also={
            "answered_at": None,
            "outcome": "",
            "due_on": due_in(trace.stage.answer_days),
            "told_rank": 0,
            "told_on": None,
        },
    )
    answer = trace.answers.order_by("-pk").first()
    if answer is not None:
        answer.returned_at, answer.comment = clock.now(), reason.strip()
        answer.save(update_fields=["returned_at", "comment", "updated_at"])
    start_answer_clock(trace, actor)
    audit(actor, "chains.trace.returned", trace, after={"due": trace.due_on}, reason=reason)
    people = people_of_unit(trace.organisation_id)
    say(trace, people, _("Your answer was returned: %(title)s"), actor)
    tell(trace.clue, actor, trace=trace)
    return trace


@transaction.atomic
def release_trace(*, trace_id: int, reason: str, actor: Actor) -> Trace:
    """Release a stage that is not concerned after all."""
    trace = locked_trace(trace_id, actor)
    running(trace)
    TRACE.fire(trace, "release", actor=actor, reason=reason)
    stop_clocks(trace, actor, reason)
    audit(actor, "chains.trace.released", trace, reason=reason)
    people = people_of_unit(trace.organisation_id)
    say(trace, people, _("Released: %(title)s"), actor)
    tell(trace.clue, actor, trace=trace)
    return trace


@transaction.atomic
def order_about(*, trace_id: int, actor: Actor) -> OrderInfo:
    """Draw up a supervision document about a stage that is late; one at a time.

    Raises ``WrongState`` when the unit is not late or a document is under way.
    """
    trace = locked_trace(trace_id, actor)
    require(actor, COORDINATE, trace)
    if not trace.is_late or trace.organisation_id is None or trace.due_on is None:
        raise WrongState(_("The unit is not late: there is no reason for a document."))
    earlier = orders_about(actor, subject_type=trace._meta.label, subject_ids=[trace.pk])
    ended = ("closed", "withdrawn")
    if any(row.state not in ended for row in earlier.get(str(trace.pk), ())):
        raise WrongState(_("A supervision document about it is under way already."))
    late = (clock.today() - trace.due_on).days
    made = issue_order(
        kind="order",
        organisation_id=trace.organisation_id,
        reason=f"“{trace.clue.chain}”全链条线索{trace.clue.number}（{trace.clue.title}）"
        f"要求{trace.stage}环节于{trace.due_on:%Y年%m月%d日}前核查回复，已逾期{late}日。",
        subject=trace,
        facts=[
            {"label": "一件事", "value": str(trace.clue.chain)},
            {"label": "环节", "value": trace.stage.name},
            {"label": "线索编号", "value": trace.clue.number},
            {"label": "逾期天数", "value": late},
            {"label": "目前状态", "value": "未签收" if trace.state == WITH_UNIT[0] else "已签收"},
        ],
        actor=actor,
    )
    audit(actor, "chains.trace.ordered", trace, after={"order": made.id})
    return made
