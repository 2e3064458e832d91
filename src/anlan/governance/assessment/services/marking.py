"""Handing in, marking, deciding on what has no data."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import attachments_of
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import Effect, ItemState, Means, RunState
from anlan.governance.assessment.errors import NotNow, OwnUnit, SameAssessor
from anlan.governance.assessment.events import ItemChanged
from anlan.governance.assessment.models import ItemMark, ItemResult, Run, UnitResult
from anlan.governance.assessment.permissions import MARK, REPORT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

HAND_IN = (RunState.OPEN,)
MARKING = (RunState.OPEN, RunState.MARKING)


def locked(item_result_id: int, actor: Actor) -> ItemResult:
    """Return an item the actor sees, locked with its assessment held."""
    row = get_visible(ItemResult, item_result_id, actor=actor, lock=True)
    Run.objects.select_for_update().get(pk=row.result.run_id)
    return row


def within(points_given: Decimal, row: ItemResult) -> Decimal:
    """Return points that lie between nothing and what the item is worth."""
    highest = Decimal(1) if row.item.effect == Effect.VETO else row.item.points
    if not 0 <= points_given <= highest:
        raise InvalidInput(
            fields={
                "points": _("Between 0 and %(full)s points.") % {"full": scoring.plain(highest)}
            }
        )
    return scoring.points_of(points_given)


def tell_changed(row: ItemResult, actor: Actor) -> None:
    """Let open pages know."""
    emit(ItemChanged(row.pk, row.result.organisation_id, row.state), actor)


@transaction.atomic
def hand_in(
    *, item_result_id: int, note: str, actor: Actor, self_points: Decimal | None = None
) -> ItemResult:
    """Say what was done for an item and what it is worth in one's own eyes; files hang on it."""
    row = locked(item_result_id, actor)
    require(actor, REPORT, row)
    if row.result.run.state not in HAND_IN or row.item.means != Means.EVIDENCE:
        raise NotNow
    if not note.strip() and not attachments_of(row):
        raise InvalidInput(fields={"note": _("Say what was done, or add a file.")})
    row.self_note = note.strip()
    row.self_points = None if self_points is None else within(self_points, row)
    row.state = ItemState.HANDED_IN
    row.save(update_fields=["self_note", "self_points", "state", "updated_at"])
    audit(
        actor,
        "assessment.item.handed_in",
        row,
        after={"self_points": row.self_points, "note": row.self_note[:300]},
    )
    tell_changed(row, actor)
    return row


@transaction.atomic
def finish_handing_in(*, result_id: int, actor: Actor) -> UnitResult:
    """The unit says that it has handed in what it has."""
    result = get_visible(UnitResult, result_id, actor=actor, lock=True)
    require(actor, REPORT, result)
    if result.run.state not in HAND_IN:
        raise NotNow
    result.handed_in_at, result.handed_in_by = clock.now(), actor.display_name[:100]
    result.save(update_fields=["handed_in_at", "handed_in_by", "updated_at"])
    audit(actor, "assessment.result.handed_in", result)
    return result


@transaction.atomic
def mark_item(*, item_result_id: int, given: Decimal, actor: Actor, reason: str = "") -> ItemResult:
    """Mark an item of evidence. Nobody marks his own unit; far from the self-score two mark it."""
    row = locked(item_result_id, actor)
    require(actor, MARK, row)
    if row.result.run.state not in MARKING or row.item.means != Means.EVIDENCE:
        raise NotNow
    if actor.organisation_id is not None and actor.organisation_id == row.result.organisation_id:
        raise OwnUnit
    value = within(given, row)
    lost = value < row.item.points if row.item.effect == Effect.EARN else value > 0
    if lost and not reason.strip():
        raise InvalidInput(fields={"reason": _("Say why: the unit will read it.")})
    marks = list(row.marks.all())
    mine = next((mark for mark in marks if mark.by_id == actor.id), None)
    if mine is None and row.state == ItemState.SCORED and marks:
        raise WrongState(_("This item is marked already."))
    if mine is None:
        mine = ItemMark(item_result=row, by_id=actor.id, by_name=actor.display_name[:100])
        marks.append(mine)
    mine.points, mine.reason, mine.at = value, reason.strip(), clock.now()
    mine.organisation_id = actor.organisation_id
    mine.save()
    _join(row, marks)
    row.save(update_fields=["points", "words", "state", "updated_at"])
    audit(actor, "assessment.item.marked", row, after={"points": value}, reason=reason)
    tell_changed(row, actor)
    return row


def _join(row: ItemResult, marks: list[ItemMark]) -> None:
    """One mark counts; two are averaged; one that differs much from the self-score waits."""
    gap = row.item.points * row.result.run.scheme.second_gap / 100
    if row.item.effect == Effect.VETO:
        gap = Decimal(0)
    words = "；".join(
        f"{mark.by_name}评{scoring.plain(mark.points)}分"
        + (f"（{mark.reason}）" if mark.reason else "")
        for mark in marks
    )
    if len(marks) == 1:
        far = row.self_points is not None and abs(row.self_points - marks[0].points) > gap
        alone = row.item.effect == Effect.VETO and marks[0].points > 0
        if far or alone:
            row.state, row.points = ItemState.SECOND, None
            row.words = f"{words}；差异较大，须第二人复评。"
            return
        row.points = marks[0].points
    elif row.item.effect == Effect.VETO:
        # A veto stands only when both say so.
        row.points = min(mark.points for mark in marks)
    else:
        row.points = scoring.points_of(
            sum((mark.points for mark in marks), Decimal(0)) / len(marks)
        )
        words += f"；取平均{scoring.plain(row.points)}分"
    row.state, row.words = ItemState.SCORED, f"{words}。"


def has_marked(row: ItemResult, actor: Actor) -> bool:
    """Whether the actor is one of those whose points are in question."""
    return row.marks.filter(by_id=actor.id).exists()


def require_other(row: ItemResult, actor: Actor) -> None:
    """Raise unless the actor neither marked the item nor belongs to the unit."""
    if actor.organisation_id is not None and actor.organisation_id == row.result.organisation_id:
        raise OwnUnit
    if has_marked(row, actor) or (row.settled_by and row.settled_by == actor.display_name[:100]):
        raise SameAssessor
