"""Judging a drill: points from records and evaluators, proposals for the plan, the report."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo, render_document
from anlan.command.drills import scoring
from anlan.command.drills.choices import (
    HELD,
    DrillState,
    Measure,
    ObservationKind,
    ProposalKind,
    Verdict,
)
from anlan.command.drills.contracts import Compared, Found
from anlan.command.drills.errors import NoPlanToRevise
from anlan.command.drills.models import Drill, DrillAction, Observation, RevisionProposal
from anlan.command.drills.permissions import EVALUATE
from anlan.command.drills.selectors.records import answers_to, compare_with_plan, found_in
from anlan.command.drills.selectors.report import report_content
from anlan.command.drills.services.planning import tell_moved, tell_news
from anlan.command.drills.states import DRILL, PROPOSAL
from anlan.command.incidents.public import county_sign
from anlan.command.plans import public as plans
from anlan.command.responses import public as responses
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require

#: A deadline is called too short when it was missed by more than this, by somebody who had begun.
TOO_SHORT = 1.25
#: Proposed deadlines are whole multiples of this. [min]
STEP_MINUTES = 5
#: Counted from when the task was given, not from an inject.
FROM_TASK = frozenset({Measure.ACCEPTED, Measure.DONE})


@transaction.atomic
def observe(
    *,
    drill_id: int,
    actor: Actor,
    text: str = "",
    kind: str = ObservationKind.NOTE,
    unit: str = "",
    action_id: int | None = None,
    verdict: str = "",
) -> Observation:
    """Note what an evaluator saw; a verdict on an expected action goes before the records."""
    drill = get_visible(Drill, drill_id, actor=actor)
    require(actor, EVALUATE, drill)
    if drill.state in (DrillState.PLANNED, DrillState.CANCELLED, DrillState.ASSESSED):
        raise WrongState(_("Observations are made from the beginning to the assessment."))
    problems = {}
    if kind not in ObservationKind.values:
        problems["kind"] = _("Choose good practice, problem or note.")
    if verdict and verdict not in Verdict.values:
        problems["verdict"] = _("Choose how it was done.")
    if not text.strip() and not verdict:
        problems["text"] = _("Write what you saw, or judge an action.")
    action = drill.actions.filter(pk=action_id).first() if action_id else None
    if verdict and action is None:
        problems["action_id"] = _("Choose the action you judge.")
    if problems:
        raise InvalidInput(fields=problems)
    row = Observation.objects.create(
        drill=drill,
        action=action,
        kind=kind,
        verdict=verdict,
        unit=unit.strip()[:100] or (action.unit if action is not None else ""),
        text=text.strip(),
        at=clock.now(),
        by_id=actor.id,
        by_name=actor.display_name[:100],
    )
    if verdict and action is not None:
        action.verdict = verdict
        action.save(update_fields=["verdict"])
    audit(
        actor,
        "drills.observation.made",
        drill,
        after={"kind": kind, "verdict": verdict, "text": row.text[:300]},
    )
    tell_news(drill, "observation", actor)
    return row


@transaction.atomic
def score_drill(*, drill_id: int, actor: Actor) -> Drill:
    """Give every expected action its points anew, and the drill its score.

    From the records of the engine itself; an evaluator's verdict goes first. What was never asked
    for, because its inject was not delivered, does not count.
    """
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    require(actor, EVALUATE, drill)
    if drill.state in (DrillState.PLANNED, DrillState.CANCELLED, DrillState.ASSESSED):
        raise WrongState(_("This drill cannot be scored now."))
    found = found_in(drill)
    given = {task.title: task for task in responses.list_task_records(drill.incident_id or 0)}
    actions = list(drill.actions.select_related("inject"))
    with responses.official_language():
        for action in actions:
            _judge(drill, action, found, given)
    update_rows(actions, ["done_at", "done_by", "after_s", "share", "reasons", "record_url"])
    line = scoring.total("", ((a.points, _share(a)) for a in actions))
    drill.score = Decimal(str(line.score)) if line.actions else None
    drill.grade_word = scoring.table().grade_of(line.score) if line.actions else ""
    drill.save(update_fields=["score", "grade_word", "updated_at"])
    audit(
        actor,
        "drills.drill.scored",
        drill,
        after={"score": line.score, "actions": line.actions, "in_full": line.in_full},
    )
    tell_news(drill, "score", actor)
    return drill


def _share(action: DrillAction) -> float | None:
    return None if action.share is None else float(action.share)


def _judge(
    drill: Drill, action: DrillAction, found: Iterable[Found], given: dict[str, Any]
) -> None:
    action.done_at = action.after_s = action.share = None
    action.done_by = action.reasons = action.record_url = ""
    asked_at = _asked_at(drill, action, given)
    table = scoring.table()
    record = None if asked_at is None else _record_of(action, found, asked_at)
    if record is not None and asked_at is not None:
        worked = drill.clock.worked_s
        action.done_at = record.at
        action.done_by = (record.by or record.unit)[:100]
        action.after_s = worked(record.at) - worked(asked_at)
        action.record_url = record.url[:300]
    if action.verdict:
        action.share = Decimal(str(table.verdicts[action.verdict]))
        action.reasons = f"评估员判定：{action.get_verdict_display()}"
        return
    if asked_at is None:
        action.reasons = "情景未注入，不计分"
        return
    if action.measure == Measure.OBSERVED:
        action.reasons = "待评估员判定，不计分"
        return
    within_s = None if action.within_minutes is None else action.within_minutes * 60.0
    had_s = drill.clock.worked_s() - drill.clock.worked_s(asked_at)
    if record is None and within_s is not None and had_s < within_s:
        action.reasons = "演练结束时尚未到时限，不计分"
        return
    share, words = table.share(
        after_s=action.after_s,
        within_s=within_s,
        is_right_unit=record is None or is_unit(action.unit, record.unit),
    )
    action.share = Decimal(str(round(share, 3)))
    action.reasons = words


def _asked_at(drill: Drill, action: DrillAction, given: dict[str, Any]) -> datetime | None:
    """From when its time counts: its inject, its task, else the beginning."""
    if action.inject is not None:
        return action.inject.delivered_at
    if action.measure in FROM_TASK:
        for title, task in given.items():
            if action.match and action.match in title:
                return task.assigned_at  # type: ignore[no-any-return]
    return drill.started_at


def _record_of(action: DrillAction, found: Iterable[Found], asked_at: datetime) -> Found | None:
    """The earliest record that fits, of the right unit before another."""
    records: Iterable[Found] = found
    if action.measure == Measure.ANSWERED:
        records = answers_to(action.inject_id)
    fitting = [
        record
        for record in records
        if record.measure == action.measure
        and record.at >= asked_at
        and (not action.match or action.match in record.title)
    ]
    own = [record for record in fitting if is_unit(action.unit, record.unit)]
    return next(iter(own or fitting), None)


def is_unit(wanted: str, unit: str) -> bool:
    """Whether a unit is the one an action asks for; either name may be the shorter one."""
    if not wanted or not unit:
        return True
    return wanted in unit or unit in wanted


@transaction.atomic
def propose_revisions(*, drill_id: int, actor: Actor) -> list[RevisionProposal]:
    """Turn the comparison with the plan into proposals; those made before stay as they are."""
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    require(actor, EVALUATE, drill)
    if drill.plan_id is None:
        raise NoPlanToRevise
    known = set(drill.proposals.values_list("kind", "task_title"))
    made = []
    for values in filter(None, map(_proposal, compare_with_plan(drill))):
        if (values["kind"], values["task_title"]) in known:
            continue
        known.add((values["kind"], values["task_title"]))
        made.append(RevisionProposal.objects.create(drill=drill, plan_id=drill.plan_id, **values))
    audit(actor, "drills.drill.scored", drill, after={"proposals": len(made)})
    tell_news(drill, "proposals", actor)
    return made


def _proposal(row: Compared) -> dict[str, Any] | None:
    """What one line of the comparison says about the plan."""
    base = {"task_title": row.title[:100], "group_name": row.group[:50]}
    if row.is_extra:
        return base | {
            "kind": ProposalKind.ADD,
            "proposed": f"增列任务“{row.title}”，由{row.group}承担",
            "minutes": max(STEP_MINUTES, _whole(row.done_minutes or row.planned_minutes)),
            "reason": "演练中指挥员另行下达的命令，预案未列。",
        }
    if not row.has_owner:
        return base | {
            "kind": ProposalKind.OWNER,
            "current": "通讯录中未找到责任单位",
            "proposed": "明确责任单位和A、B岗",
            "reason": "启动响应时该任务无人接收。",
        }
    if row.done_minutes is not None and row.done_minutes > TOO_SHORT * row.planned_minutes:
        if row.accepted_minutes is None or row.accepted_minutes > row.planned_minutes:
            return None  # it began late: people, not the plan
        return base | {
            "kind": ProposalKind.DEADLINE,
            "current": f"{row.planned_minutes:g}分钟",
            "minutes": _whole(row.done_minutes),
            "proposed": f"{_whole(row.done_minutes)}分钟",
            "reason": (
                f"{row.owner}在{row.accepted_minutes:g}分钟时接受任务，实际用时{row.done_minutes:g}"
                f"分钟，超过预案时限{row.planned_minutes:g}分钟。"
            ),
        }
    if row.verdict == "missed" and row.accepted_minutes is not None:
        return base | {
            "kind": ProposalKind.REVIEW,
            "current": f"{row.planned_minutes:g}分钟内完成",
            "proposed": "复核任务内容、保障条件和时限",
            "reason": f"{row.owner}已接受任务，演练结束时仍未完成。",
        }
    return None


def _whole(minutes: float) -> int:
    return STEP_MINUTES * math.ceil(minutes / STEP_MINUTES)


@transaction.atomic
def adopt_proposal(*, proposal_id: int, actor: Actor) -> RevisionProposal:
    """Put a proposal into the draft of the plan, where it is edited and published as any change."""
    row = get_visible(RevisionProposal, proposal_id, actor=actor, lock=True)
    PROPOSAL.fire(row, "adopt", actor=actor)
    if row.kind in (ProposalKind.DEADLINE, ProposalKind.ADD):
        row.draft_id = plans.put_task_into_draft(
            plan_id=row.plan_id,
            title=row.task_title,
            group_name=row.group_name,
            deadline_minutes=row.minutes,
            instruction=row.proposed if row.kind == ProposalKind.ADD else "",
            actor=actor,
        )
    else:
        row.draft_id = plans.draft_of(plan_id=row.plan_id, actor=actor).pk
    return _decided(row, actor)


@transaction.atomic
def reject_proposal(*, proposal_id: int, actor: Actor, reason: str) -> RevisionProposal:
    """Leave the plan as it is, with the reason."""
    row = get_visible(RevisionProposal, proposal_id, actor=actor, lock=True)
    PROPOSAL.fire(row, "reject", actor=actor, reason=reason)
    row.reason = f"{row.reason}\n不采纳：{reason.strip()}"
    return _decided(row, actor, reason=reason)


def _decided(row: RevisionProposal, actor: Actor, *, reason: str = "") -> RevisionProposal:
    row.decided_by, row.decided_at = actor.display_name[:100], clock.now()
    row.save()
    audit(actor, "drills.proposal.decided", row, after={"state": row.state}, reason=reason)
    tell_news(row.drill, "proposals", actor)
    return row


@transaction.atomic
def set_drill_improvement(
    *,
    drill_id: int,
    lesson: str,
    measure: str,
    organisation_id: int,
    due_on: date,
    actor: Actor,
) -> int:
    """Turn a problem seen into a task of improvement; it is a real one and is followed up.

    Raises ``WrongState`` when no response was activated in the drill: the lesson is that itself.
    """
    drill = get_visible(Drill, drill_id, actor=actor)
    require(actor, EVALUATE, drill)
    ran = responses.list_responses(drill.incident_id) if drill.incident_id is not None else []
    if not ran:
        raise WrongState(_("No response was activated in this drill; note it as a problem."))
    return responses.set_improvement(
        response_id=ran[0].id,
        lesson=lesson,
        measure=measure,
        organisation_id=organisation_id,
        due_on=due_on,
        actor=actor,
    ).pk


@transaction.atomic
def conclude(*, drill_id: int, conclusion: str, actor: Actor) -> Drill:
    """Write the overall judgement of the assessment."""
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    require(actor, EVALUATE, drill)
    if drill.state not in HELD:
        raise WrongState(_("The drill is judged when it is over."))
    drill.conclusion = conclusion.strip()
    drill.save(update_fields=["conclusion", "updated_at"])
    audit(actor, "drills.drill.changed", drill, after={"conclusion": drill.conclusion[:300]})
    tell_news(drill, "conclusion", actor)
    return drill


@transaction.atomic
def make_report(*, drill_id: int, actor: Actor) -> DocumentInfo:
    """Make the assessment report 演练评估报告 as a numbered paper."""
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    require(actor, EVALUATE, drill)
    if drill.state not in HELD:
        raise WrongState(_("The drill is judged when it is over."))
    paper = render_document(
        template_code="drills.assessment",
        context=report_content(drill),
        subject=drill,
        actor=actor,
        title=f"{drill.name}评估报告",
        county_sign=county_sign(drill.region_id),
    )
    audit(actor, "drills.report.made", drill, after={"number": paper.number})
    return paper


@transaction.atomic
def close_assessment(*, drill_id: int, actor: Actor) -> Drill:
    """Close the assessment: points and observations stand as they are."""
    drill = get_visible(Drill, drill_id, actor=actor, lock=True)
    DRILL.check(drill, "assess", actor=actor)
    score_drill(drill_id=drill_id, actor=actor)
    drill.refresh_from_db()
    DRILL.fire(drill, "assess", actor=actor)
    audit(actor, "drills.drill.moved", drill, after={"state": drill.state})
    tell_moved(drill, actor)
    return drill
