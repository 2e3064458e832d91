"""Deciding on what has no data or was not handed in: one by one, or many with one reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import Effect, ItemState, RunState, Verdict
from anlan.governance.assessment.errors import NotNow, OwnUnit
from anlan.governance.assessment.events import RunMoved
from anlan.governance.assessment.models import ItemResult, Run
from anlan.governance.assessment.permissions import SETTLE
from anlan.governance.assessment.services import scoring as points
from anlan.governance.assessment.services.marking import locked, tell_changed, within
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require

#: Stages in which the office decides.
STAGES = (RunState.MARKING, RunState.REVIEW)
#: What can be decided without looking at evidence: there is none.
SILENT = (ItemState.MISSING, ItemState.WAITING)


@transaction.atomic
def settle_item(
    *,
    item_result_id: int,
    actor: Actor,
    reason: str,
    given: Decimal | None = None,
) -> ItemResult:
    """Decide what becomes of an item without data: points by hand, or no item here.

    Without points the item does not apply to the unit and is left out of what can be earned. The
    office decides; about the office's own unit the leader who confirms the ranking.
    """
    row = locked(item_result_id, actor)
    require(actor, SETTLE, row)
    if row.result.run.state not in (RunState.MARKING, RunState.REVIEW):
        raise NotNow
    if actor.organisation_id is not None and actor.organisation_id == row.result.organisation_id:
        raise OwnUnit
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if given is None:
        row.state, row.points = ItemState.EXEMPT, None
        row.words = f"不适用，不计入满分：{reason.strip()}"
    else:
        row.state, row.points = ItemState.SCORED, within(given, row)
        row.words = f"安委办核定{scoring.plain(row.points)}分：{reason.strip()}"
    row.settled_by = actor.display_name[:100]
    row.save(update_fields=["state", "points", "words", "settled_by", "updated_at"])
    audit(
        actor,
        "assessment.item.settled",
        row,
        after={"points": row.points, "state": row.state},
        reason=reason,
    )
    points.settle_totals(row.result.run)
    tell_changed(row, actor)
    return row


@dataclass(frozen=True, slots=True)
class Settled:
    """How many items of units were decided on, and how many are left to somebody else."""

    done: int
    left: int


@transaction.atomic
def settle_open(
    *,
    run_id: int,
    item_ids: Iterable[int],
    reason: str,
    actor: Actor,
    verdict: str = Verdict.EXEMPT,
) -> Settled:
    """Decide with one reason on items for all units that have no data or handed nothing in.

    Left out, no points or all points. What was handed in is not touched: somebody must look at it.
    One's own unit is left to somebody else.
    """
    run = get_visible(Run, run_id, actor=actor, lock=True)
    require(actor, SETTLE, run)
    if run.state not in STAGES:
        raise NotNow
    wanted = set(item_ids)
    fields = {}
    if not wanted:
        fields["item"] = _("Mark the items this is about.")
    if verdict not in Verdict.values:
        fields["verdict"] = _("Say what becomes of the items.")
    if not reason.strip():
        fields["reason"] = _("Please give the reason.")
    if fields:
        raise InvalidInput(fields=fields)
    found = list(
        policy_of(ItemResult)
        .permitted(actor, SETTLE)
        .filter(result__run=run, item_id__in=wanted, state__in=SILENT)
        .select_for_update(of=("self",))
        .select_related("item", "result")
    )
    own = actor.organisation_id or 0
    rows = [row for row in found if row.result.organisation_id != own]
    for row in rows:
        _decide(row, verdict, reason.strip(), actor)
    update_rows(rows, ["state", "points", "words", "settled_by"])
    audit(
        actor,
        "assessment.run.settled",
        run,
        after={
            "items": sorted({row.item.name for row in rows}),
            "decided": len(rows),
            "verdict": verdict,
        },
        reason=reason,
    )
    points.settle_totals(run)
    emit(RunMoved(run.pk, run.state), actor)
    return Settled(len(rows), len(found) - len(rows))


def _decide(row: ItemResult, verdict: str, reason: str, actor: Actor) -> None:
    if verdict == Verdict.EXEMPT:
        row.state, row.points = ItemState.EXEMPT, None
        row.words = f"不适用，不计入满分：{reason}"
    else:
        given = row.item.points if verdict == Verdict.FULL else Decimal(0)
        if row.item.effect != Effect.EARN:
            given = Decimal(0)  # nobody loses points, or gains some, for what is not known
        row.state, row.points = ItemState.SCORED, given
        row.words = f"安委办核定{scoring.plain(given)}分：{reason}"
    row.settled_by = actor.display_name[:100]
