"""What keeps a plan good and lawful: warnings acknowledged, appraisal, filing, review, drills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.command.plans.choices import PlanState, RecordKind, RecordState
from anlan.command.plans.events import PlanEdited
from anlan.command.plans.gaps import find_gaps
from anlan.command.plans.models import Plan, PlanAcknowledgement, PlanRecord
from anlan.command.plans.permissions import ACCEPT, CHANGE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.kernel.tables import read_csv

DUTIES = Path(__file__).parent.parent / "data" / "plan_duties.csv"


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty the law ties to a kind of plan: its clock, where to, by which clause."""

    kinds: tuple[str, ...]
    record: str
    rule: str
    where: str
    legal_basis: str
    is_verified: bool
    repeats: bool

    @property
    def label(self) -> str:
        """What is to be done, in words."""
        return str(RecordKind(self.record).label)


@cache
def all_duties() -> tuple[Duty, ...]:
    """Return the table of duties."""
    rows = read_csv(DUTIES)
    return tuple(
        Duty(
            kinds=tuple(row["kinds"].split()),
            record=row["record"],
            rule=row["rule"],
            where=row["where"],
            legal_basis=row["legal_basis"],
            is_verified=row["is_verified"] == "1",
            repeats=row["repeats"] == "1",
        )
        for row in rows
    )


def duties_of(plan: Plan) -> tuple[Duty, ...]:
    """Return what the law asks of this kind of plan."""
    return tuple(duty for duty in all_duties() if plan.kind in duty.kinds)


def start_clocks(plan: Plan, actor: Actor) -> None:
    """Start the clocks of a plan that has come into force; what was done already is counted."""
    for duty in duties_of(plan):
        done = (
            plan.records.filter(
                kind=duty.record, state__in=(RecordState.KEPT, RecordState.ACCEPTED)
            )
            .order_by("-done_on")
            .first()
        )
        if done is not None and not duty.repeats:
            continue
        begun = _noon(done.done_on if done is not None else plan.issued_on or clock.today())
        due = plan.review_due_on if duty.record == RecordKind.ASSESSMENT else None
        start_deadline(
            rule_code=duty.rule,
            subject=plan,
            actor=actor,
            started_at=begun,
            due_at=_noon(due) if due is not None else None,
        )


def stop_clocks(plan: Plan, actor: Actor, *, reason: str) -> None:
    """Cancel the clocks of a plan that is no longer in force."""
    cancel_deadlines(subject=plan, actor=actor, reason=reason)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@transaction.atomic
def add_record(
    *,
    plan_id: int,
    kind: str,
    done_on: date,
    actor: Actor,
    with_whom: str = "",
    number: str = "",
    note: str = "",
) -> PlanRecord:
    """Record an appraisal, filing, assessment or drill; its clock is met, or begins anew."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    may_accept = policy_of(Plan).can(actor, ACCEPT, plan)
    if not may_accept:
        require(actor, CHANGE, plan)
    if kind not in RecordKind.values:
        raise NotVisible
    if kind == RecordKind.FILING and plan.is_of_unit and not may_accept:
        raise InvalidInput(
            fields={"kind": _("Hand the plan in for filing: the bureau records the filing.")}
        )
    if done_on > clock.today():
        raise InvalidInput(fields={"done_on": _("This day has not come yet.")})
    record = PlanRecord.objects.create(
        plan=plan,
        kind=kind,
        done_on=done_on,
        with_whom=with_whom,
        number=number,
        note=note,
        by_name=actor.display_name[:100],
    )
    meet_clock(plan, kind, done_on, actor, evidence=number)
    audit(actor, "plans.record.added", plan, after={"kind": kind, "done_on": str(done_on)})
    emit(PlanEdited(plan.pk, "record"), actor)
    return record


def meet_clock(plan: Plan, kind: str, done_on: date, actor: Actor, *, evidence: str = "") -> None:
    """Meet the clock of a duty of a plan in force; what repeats begins anew."""
    if plan.state != PlanState.PUBLISHED:
        return
    for duty in duties_of(plan):
        if duty.record != kind:
            continue
        met = meet_deadline(
            subject=plan, rule_code=duty.rule, actor=actor, at=_noon(done_on), evidence=evidence
        )
        if met is not None and duty.repeats:
            start_deadline(
                rule_code=duty.rule, subject=plan, actor=actor, started_at=_noon(done_on)
            )


@transaction.atomic
def acknowledge(
    *, plan_id: int, actor: Actor, reason: str, keys: Iterable[str] | None = None
) -> int:
    """Take warnings upon oneself with a reason; without ``keys`` all that are open now."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    require(actor, CHANGE, plan)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    wanted = None if keys is None else set(keys)
    known = set(plan.acknowledgements.values_list("key", flat=True))
    new = {
        gap.key: gap
        for gap in find_gaps(plan)
        if not gap.is_error and gap.key not in known and (wanted is None or gap.key in wanted)
    }
    if wanted is not None and not new:
        raise NotVisible
    PlanAcknowledgement.objects.bulk_create(
        PlanAcknowledgement(
            plan=plan,
            key=gap.key,
            words=gap.words[:300],
            reason=reason.strip()[:300],
            by_name=actor.display_name[:100],
        )
        for gap in new.values()
    )
    if new:
        audit(
            actor,
            "plans.plan.acknowledged",
            plan,
            after={"warnings": [gap.words for gap in new.values()]},
            reason=reason,
        )
        emit(PlanEdited(plan.pk, "acknowledgement"), actor)
    return len(new)
