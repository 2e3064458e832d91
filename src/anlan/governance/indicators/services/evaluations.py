"""Mid-term and final evaluation of a plan: gather, comment, conclude, submit, approve, print."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.documents.public import (
    DocumentInfo,
    documents_of,
    official_date,
    render_document,
)
from anlan.command.incidents.public import county_sign
from anlan.governance.commitments import public as commitments
from anlan.governance.commitments.contracts import CommitmentInfo
from anlan.governance.indicators.choices import (
    EvaluationKind,
    EvaluationState,
    ItemKind,
    Standing,
    ValueState,
    Verdict,
)
from anlan.governance.indicators.events import EvaluationMoved
from anlan.governance.indicators.judging import bounds_of, judge
from anlan.governance.indicators.models import Evaluation, EvaluationItem, Indicator
from anlan.governance.indicators.permissions import EVALUATE
from anlan.governance.indicators.services.standing import goal_of
from anlan.governance.indicators.states import EVALUATION
from anlan.governance.indicators.wording import number_words, official_language, reason_words
from anlan.governance.planning.public import confirmed_tasks
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

PLANNED_TASK = "planning.PlannedTask"
#: How the standing of an indicator reads in an evaluation.
_VERDICTS = {
    Standing.MET: Verdict.DONE,
    Standing.ON_TRACK: Verdict.ON_WAY,
    Standing.AT_RISK: Verdict.BEHIND,
    Standing.MISSED: Verdict.FAILED,
    Standing.NO_DATA: Verdict.UNKNOWN,
}


@transaction.atomic
def make_evaluation(*, document_id: int, kind: str, as_of: date, actor: Actor) -> Evaluation:
    """Gather how all indicators and tasks of a plan stood on a day, each judged."""
    require_permission(actor, EVALUATE)
    problems = {}
    if kind not in EvaluationKind.values:
        problems["kind"] = _("Choose mid-term or final.")
    if as_of > clock.today():
        problems["as_of"] = _("This day has not come yet.")
    if problems:
        raise InvalidInput(fields=problems)
    first = Indicator.objects.filter(document_id=document_id).select_related("document").first()
    if first is None:
        raise InvalidInput(
            fields={"document_id": _("No indicator of this plan is under watch yet.")}
        )
    name = str(first.document)
    with official_language():
        title = f"{name}{EvaluationKind(kind).label}"
    row = Evaluation.objects.create(
        document_id=document_id,
        kind=kind,
        as_of=as_of,
        title=title[:300],
        made_by_id=actor.id,
        made_by=actor.display_name[:100],
    )
    _gather(row, actor)
    audit(actor, "indicators.evaluation.made", row, after={"kind": kind, "as_of": as_of})
    emit(EvaluationMoved(row.pk, row.state), actor)
    return row


@transaction.atomic
def gather_again(*, evaluation_id: int, actor: Actor) -> Evaluation:
    """Gather the figures anew; commentaries written by hand stay with their items."""
    row = _draft(evaluation_id, actor)
    _gather(row, actor)
    audit(actor, "indicators.evaluation.changed", row, after={"items": row.items.count()})
    emit(EvaluationMoved(row.pk, row.state), actor)
    return row


@transaction.atomic
def comment_item(
    *, item_id: int, actor: Actor, verdict: str, commentary: str = ""
) -> EvaluationItem:
    """Judge one item otherwise, or say why it stands so."""
    item = get_visible(EvaluationItem, item_id, actor=actor, lock=True)
    _draft(item.evaluation_id, actor)
    if verdict not in Verdict.values:
        raise InvalidInput(fields={"verdict": _("Choose a verdict.")})
    before, after = changes(item, verdict=verdict, commentary=commentary.strip())
    item.save(update_fields=["verdict", "commentary"])
    audit(actor, "indicators.evaluation.changed", item.evaluation, before=before, after=after)
    return item


@transaction.atomic
def conclude(*, evaluation_id: int, conclusion: str, actor: Actor) -> Evaluation:
    """Write what follows."""
    row = _draft(evaluation_id, actor)
    before, after = changes(row, conclusion=conclusion.strip())
    row.save(update_fields=["conclusion", "updated_at"])
    audit(actor, "indicators.evaluation.changed", row, before=before, after=after)
    return row


@transaction.atomic
def submit_evaluation(*, evaluation_id: int, actor: Actor) -> Evaluation:
    """Hand the evaluation to the county leader."""
    return _move(evaluation_id, "submit", actor)


@transaction.atomic
def approve_evaluation(*, evaluation_id: int, actor: Actor) -> Evaluation:
    """Approve it; its figures stand from now on."""
    also = {"approved_by": actor.display_name[:100], "approved_at": clock.now()}
    return _move(evaluation_id, "approve", actor, also=also)


@transaction.atomic
def return_evaluation(*, evaluation_id: int, actor: Actor, reason: str) -> Evaluation:
    """Send it back with the reason."""
    return _move(evaluation_id, "return_", actor, reason=reason)


@transaction.atomic
def print_evaluation(*, evaluation_id: int, actor: Actor) -> DocumentInfo:
    """Make the Word report; an earlier one gets its next version."""
    row = get_visible(Evaluation, evaluation_id, actor=actor)
    require(actor, EVALUATE, row)
    former = documents_of(row, actor)
    with official_language():
        context = report_content(row)
    made = render_document(
        template_code="indicators.evaluation",
        context=context,
        subject=row,
        actor=actor,
        title=row.title,
        county_sign=_sign(row),
        number=former[0].number if former else "",
    )
    audit(actor, "indicators.report.made", row, after={"number": made.number})
    return made


def report_content(row: Evaluation) -> dict[str, Any]:
    """What the paper says; the caller has set the official language."""
    items = list(row.items.all())
    indicators = [item for item in items if item.kind == ItemKind.INDICATOR]
    tasks = [item for item in items if item.kind == ItemKind.COMMITMENT]

    def count(rows: list[EvaluationItem], *verdicts: str) -> int:
        return sum(item.verdict in verdicts for item in rows)

    def line(item: EvaluationItem, number: int) -> dict[str, str]:
        return {
            "number": str(number),
            "title": item.title,
            "unit": item.responsible,
            "baseline": item.baseline or "—",
            "target": item.target or "—",
            "actual": item.actual or "—",
            "degree": f"{item.degree:.0f}%" if item.degree is not None else "—",
            "verdict": str(item.get_verdict_display()),
            "why": item.commentary or "—",
        }

    return {
        "title": row.title,
        "plan": str(row.document),
        "as_of": official_date(row.as_of),
        "indicators_count": len(indicators),
        "reached": count(indicators, Verdict.DONE, Verdict.ON_WAY),
        "behind": count(indicators, Verdict.BEHIND, Verdict.FAILED),
        "unknown": count(indicators, Verdict.UNKNOWN),
        "tasks_count": len(tasks),
        "tasks_done": count(tasks, Verdict.DONE),
        "tasks_behind": count(tasks, Verdict.BEHIND, Verdict.FAILED),
        "indicators": [line(item, n) for n, item in enumerate(indicators, 1)],
        "tasks": [line(item, n) for n, item in enumerate(tasks, 1)],
        "conclusion": row.conclusion,
        "issued_on": official_date(clock.today()),
    }


def _sign(row: Evaluation) -> str:
    """The sign of the county whose indicators are judged."""
    found = Indicator.objects.filter(document_id=row.document_id).first()
    return county_sign(found.region_id) if found is not None else ""


def _draft(evaluation_id: int, actor: Actor) -> Evaluation:
    row = get_visible(Evaluation, evaluation_id, actor=actor, lock=True)
    require(actor, EVALUATE, row)
    if row.state != EvaluationState.DRAFT:
        raise WrongState(_("Only a draft can be changed: have it sent back first."))
    return row


def _move(evaluation_id: int, step: str, actor: Actor, **more: Any) -> Evaluation:
    row = get_visible(Evaluation, evaluation_id, actor=actor, lock=True)
    EVALUATION.fire(row, step, actor=actor, **more)
    audit(
        actor,
        "indicators.evaluation.moved",
        row,
        after={"state": row.state},
        reason=more.get("reason", ""),
    )
    emit(EvaluationMoved(row.pk, row.state), actor)
    return row


def _gather(row: Evaluation, actor: Actor) -> None:
    """Make the items anew; what was written by hand is carried over by the same title."""
    written = {
        (item.kind, item.indicator_id, item.commitment_id): item.commentary
        for item in row.items.all()
    }
    row.items.all().delete()
    with official_language():
        items = [*_indicator_items(row), *_commitment_items(row, actor)]
    for order, item in enumerate(items):
        item.sort_order = order
        kept = written.get((item.kind, item.indicator_id, item.commitment_id))
        item.commentary = kept or item.commentary
    EvaluationItem.objects.bulk_create(items)


def _indicator_items(row: Evaluation) -> list[EvaluationItem]:
    rows = (
        Indicator.objects.filter(document_id=row.document_id)
        .select_related("organisation")
        .prefetch_related("yearly_targets", "values")
    )
    found = []
    for one in rows.order_by("-is_binding", "pk"):
        values = sorted(
            (value for value in one.values.all() if value.state == ValueState.CURRENT),
            key=lambda value: value.period_end,
        )
        known = [(v.period_end, v.value) for v in values if v.period_end <= row.as_of]
        judged = judge(goal_of(one), known, row.as_of)
        found.append(
            EvaluationItem(
                evaluation=row,
                kind=ItemKind.INDICATOR,
                indicator=one,
                title=one.name,
                responsible=str(one.organisation),
                baseline=one.baseline or number_words(one.baseline_value),
                target=one.target,
                actual=number_words(judged.actual, one.unit) if judged.actual is not None else "",
                degree=degree_of(one, judged.actual),
                verdict=_VERDICTS[Standing(judged.state)],
                commentary=reason_words(judged.facts, unit=one.unit),
                url=one.get_absolute_url(),
            )
        )
    return found


def degree_of(one: Indicator, actual: float | None) -> float | None:
    """How far the way from the baseline to the target was gone, in per cent, from 0 to 100.

    Without a baseline: what was reached over what is to be reached; a ceiling is kept or is not.
    """
    bounds = bounds_of(goal_of(one, {}))
    if bounds is None or actual is None:
        return None
    low, high = bounds
    if high is not None and low is None:
        if actual <= high:
            return 100.0
        start = one.baseline_value
        if start is None or start <= high:
            return 0.0
        return max(0.0, min(100.0, round(100.0 * (start - actual) / (start - high), 1)))
    bound = low if low is not None else high
    if bound is None or bound == 0:
        return None
    start = one.baseline_value if one.baseline_value is not None else 0.0
    if start >= bound:
        start = 0.0
    return max(0.0, min(100.0, round(100.0 * (actual - start) / (bound - start), 1)))


def _commitment_items(row: Evaluation, actor: Actor) -> list[EvaluationItem]:
    """The tasks given to units from this plan."""
    ids = [str(task.id) for task in confirmed_tasks(actor, document_id=row.document_id)]
    if not ids:
        return []
    return [
        EvaluationItem(
            evaluation=row,
            kind=ItemKind.COMMITMENT,
            commitment_id=one.id,
            title=one.title[:300],
            responsible=one.lead_name[:200],
            target=f"{one.deadline:%Y-%m-%d}" if one.deadline else "",
            actual=one.state_words[:100],
            degree=float(one.progress),
            verdict=_verdict_of(one),
            commentary="；".join(one.reasons),
            url=one.url,
        )
        for one in commitments.list_commitments(actor, source_model=PLANNED_TASK, source_ids=ids)
    ]


def _verdict_of(one: CommitmentInfo) -> str:
    if one.state == "completed":
        return Verdict.DONE
    if one.is_overdue:
        return Verdict.FAILED
    return Verdict.BEHIND if (one.late_days or 0) > 0 else Verdict.ON_WAY
