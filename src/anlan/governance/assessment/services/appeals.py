"""Appeals: filed in time with evidence, decided by others than who marked."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import AppealState, ItemState, RunState
from anlan.governance.assessment.errors import AppealTooLate, NotNow
from anlan.governance.assessment.events import AppealChanged
from anlan.governance.assessment.models import Appeal, ItemResult, Run, UnitResult
from anlan.governance.assessment.permissions import DECIDE, REPORT
from anlan.governance.assessment.services import scoring as points
from anlan.governance.assessment.services.marking import locked, require_other, within
from anlan.governance.assessment.states import APPEAL
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require


def _tell(appeal: Appeal, person_ids: list[int], title: str, actor: Actor) -> None:
    notify(
        kind="assessment.appeal",
        person_ids=person_ids,
        title=f"{appeal.item_result.result.who}：{title}",
        body=appeal.item_result.item.name,
        url=appeal.get_absolute_url(),
        subject=appeal,
        actor=actor,
    )
    organisation = appeal.item_result.result.organisation_id
    emit(AppealChanged(appeal.pk, organisation, appeal.state), actor)


@transaction.atomic
def file_appeal(
    *, item_result_id: int, text: str, actor: Actor, wanted_points: Decimal | None = None
) -> Appeal:
    """Appeal against the points of one item, as long as the time runs."""
    row = locked(item_result_id, actor)
    require(actor, REPORT, row)
    run = row.result.run
    if run.state != RunState.PUBLISHED or run.appeal_until is None:
        raise NotNow
    if clock.today() > run.appeal_until:
        raise AppealTooLate
    if not text.strip():
        raise InvalidInput(fields={"text": _("Say what is wrong with the points.")})
    if row.appeals.filter(state=AppealState.FILED).exists():
        raise WrongState(_("An appeal on this item is under way."))
    appeal = Appeal.objects.create(
        item_result=row,
        text=text.strip(),
        wanted_points=None if wanted_points is None else within(wanted_points, row),
        filed_by_id=actor.id,
        filed_by=actor.display_name[:100],
        filed_at=clock.now(),
        points_before=row.points,
    )
    audit(
        actor, "assessment.appeal.filed", appeal, after={"points": row.points, "text": text[:300]}
    )
    _tell(appeal, policy_of(Appeal).who_can(DECIDE, appeal), "提出考核申诉", actor)
    return appeal


def _decided(appeal: Appeal, actor: Actor, reason: str) -> None:
    appeal.decision = reason.strip()
    appeal.decided_by, appeal.decided_at = actor.display_name[:100], clock.now()
    appeal.points_after = appeal.item_result.points
    appeal.save()
    audit(
        actor,
        "assessment.appeal.decided",
        appeal,
        before={"points": appeal.points_before},
        after={"state": appeal.state, "points": appeal.points_after},
        reason=reason,
    )
    people = policy_of(UnitResult).who_can(REPORT, appeal.item_result.result)
    _tell(appeal, people, "考核申诉已处理", actor)


@transaction.atomic
def uphold_appeal(*, appeal_id: int, given: Decimal, reason: str, actor: Actor) -> Appeal:
    """The unit is right: the item gets other points, and the totals follow."""
    appeal = get_visible(Appeal, appeal_id, actor=actor, lock=True)
    row = _for_decision(appeal, actor)
    APPEAL.fire(appeal, "uphold", actor=actor, reason=reason)
    row.points, row.state = within(given, row), ItemState.SCORED
    row.words = f"{row.words}\n申诉成立，改为{scoring.plain(row.points)}分：{reason.strip()}"
    row.save(update_fields=["points", "state", "words", "updated_at"])
    appeal.item_result = row
    _decided(appeal, actor, reason)
    points.settle_totals(row.result.run)
    return appeal


@transaction.atomic
def reject_appeal(*, appeal_id: int, actor: Actor, reason: str = "") -> Appeal:
    """The points stand, with the reason."""
    appeal = get_visible(Appeal, appeal_id, actor=actor, lock=True)
    _for_decision(appeal, actor)
    APPEAL.fire(appeal, "reject", actor=actor, reason=reason)
    _decided(appeal, actor, reason)
    return appeal


@transaction.atomic
def withdraw_appeal(*, appeal_id: int, actor: Actor, reason: str = "") -> Appeal:
    """The unit takes it back."""
    appeal = get_visible(Appeal, appeal_id, actor=actor, lock=True)
    APPEAL.fire(appeal, "withdraw", actor=actor, reason=reason)
    appeal.decided_at = clock.now()
    appeal.save(update_fields=["decided_at", "updated_at"])
    audit(actor, "assessment.appeal.decided", appeal, after={"state": appeal.state})
    organisation = appeal.item_result.result.organisation_id
    emit(AppealChanged(appeal.pk, organisation, appeal.state), actor)
    return appeal


def _for_decision(appeal: Appeal, actor: Actor) -> ItemResult:
    require(actor, DECIDE, appeal)
    row = ItemResult.objects.select_for_update(of=("self",)).get(pk=appeal.item_result_id)
    Run.objects.select_for_update().get(pk=row.result.run_id)
    require_other(row, actor)
    return row
