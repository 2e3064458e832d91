"""From a draft to force: submitted, returned or approved; a unit's plan filed with the bureau."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.command.plans.choices import PlanState, RecordKind, RecordState
from anlan.command.plans.events import PlanEdited, PlanMoved
from anlan.command.plans.models import Plan, PlanRecord
from anlan.command.plans.permissions import writers_of
from anlan.command.plans.rights import ACCEPT, CHANGE, PUBLISH
from anlan.command.plans.services.care import meet_clock
from anlan.command.plans.states import FILING, PLAN
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require

KIND = "plan"


@transaction.atomic
def submit_plan(*, plan_id: int, actor: Actor) -> Plan:
    """Hand the plan of a township or department up to be put into force."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    PLAN.fire(plan, "submit", actor=actor, also={"returned_reason": ""})
    audit(actor, "plans.plan.submitted", plan, after={"version": plan.version})
    emit(PlanMoved(plan.pk, plan.state), actor)
    _tell(
        plan,
        policy_of(Plan).who_can(PUBLISH, plan),
        _("A plan waits for approval: %(plan)s") % {"plan": plan.name},
        actor,
    )
    return plan


@transaction.atomic
def return_plan(*, plan_id: int, actor: Actor, reason: str) -> Plan:
    """Give a submitted plan back with what is to be mended."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    PLAN.fire(plan, "return_", actor=actor, reason=reason, also={"returned_reason": reason[:300]})
    audit(actor, "plans.plan.returned", plan, reason=reason)
    emit(PlanMoved(plan.pk, plan.state), actor)
    _tell(
        plan,
        writers_of(plan),
        _("Returned for correction: %(plan)s") % {"plan": plan.name},
        actor,
        body=reason,
    )
    return plan


@transaction.atomic
def withdraw_plan(*, plan_id: int, actor: Actor) -> Plan:
    """Take a submitted plan back before it was decided on."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    PLAN.fire(plan, "withdraw", actor=actor)
    audit(actor, "plans.plan.withdrawn", plan)
    emit(PlanMoved(plan.pk, plan.state), actor)
    return plan


def tell_published(plan: Plan, actor: Actor) -> None:
    """Tell those whose plan it is that it is in force; those who file it, of a unit's plan."""
    people = writers_of(plan)
    if plan.is_of_unit:
        people = policy_of(Plan).who_can(ACCEPT, plan)
    _tell(plan, people, _("In force: %(plan)s") % {"plan": plan.name}, actor)


@transaction.atomic
def file_plan(*, plan_id: int, actor: Actor, note: str = "") -> PlanRecord:
    """Hand the plan of a unit that is in force in for filing with the bureau."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    require(actor, CHANGE, plan)
    if not plan.is_of_unit or plan.state != PlanState.PUBLISHED:
        raise WrongState(_("Only the plan of a unit that is in force is handed in for filing."))
    if running_filing(plan) is not None:
        raise WrongState(_("This plan has been handed in for filing already."))
    record = PlanRecord.objects.create(
        plan=plan,
        kind=RecordKind.FILING,
        done_on=clock.today(),
        note=note[:300],
        by_name=actor.display_name[:100],
        state=RecordState.HANDED_IN,
    )
    audit(actor, "plans.filing.handed_in", plan, after={"record": record.pk})
    emit(PlanEdited(plan.pk, "filing"), actor)
    _tell(
        plan,
        policy_of(Plan).who_can(ACCEPT, plan),
        _("Handed in for filing: %(plan)s") % {"plan": plan.name},
        actor,
        body=note,
    )
    return record


def running_filing(plan: Plan) -> PlanRecord | None:
    """Return the filing that is handed in or accepted, None when it is still to be done."""
    return plan.records.filter(
        kind=RecordKind.FILING, state__in=(RecordState.HANDED_IN, RecordState.ACCEPTED)
    ).first()


@transaction.atomic
def accept_filing(
    *, record_id: int, actor: Actor, number: str = "", with_whom: str = ""
) -> PlanRecord:
    """Accept the filing of a unit's plan and give its number; the clock is met by the day of it."""
    record = get_visible(PlanRecord, record_id, actor=actor, lock=True)
    if not number.strip():
        number = _number(record)
    FILING.fire(
        record,
        "accept",
        actor=actor,
        also={
            "number": number.strip()[:50],
            "with_whom": with_whom.strip()[:200],
            "decided_by": actor.display_name[:100],
        },
    )
    plan = record.plan
    meet_clock(plan, RecordKind.FILING, record.done_on, actor, evidence=record.number)
    audit(actor, "plans.filing.accepted", plan, after={"number": record.number})
    emit(PlanEdited(plan.pk, "filing"), actor)
    _tell(
        plan,
        writers_of(plan),
        _("Filing accepted: %(plan)s") % {"plan": plan.name},
        actor,
        body=record.number,
    )
    return record


@transaction.atomic
def refuse_filing(*, record_id: int, actor: Actor, reason: str) -> PlanRecord:
    """Return the filing of a unit's plan with what is missing; the clock runs on."""
    record = get_visible(PlanRecord, record_id, actor=actor, lock=True)
    FILING.fire(
        record,
        "refuse",
        actor=actor,
        reason=reason,
        also={"returned_reason": reason[:300], "decided_by": actor.display_name[:100]},
    )
    audit(actor, "plans.filing.refused", record.plan, reason=reason)
    emit(PlanEdited(record.plan_id, "filing"), actor)
    _tell(
        record.plan,
        writers_of(record.plan),
        _("Filing returned: %(plan)s") % {"plan": record.plan.name},
        actor,
        body=reason,
    )
    return record


def _number(record: PlanRecord) -> str:
    """Return the next number of filing of the year."""
    year: date = clock.today()
    accepted = PlanRecord.objects.filter(
        kind=RecordKind.FILING,
        state=RecordState.ACCEPTED,
        number__startswith=f"备案〔{year:%Y}〕",
    ).count()
    return f"备案〔{year:%Y}〕{accepted + 1:04d}号"


def _tell(plan: Plan, people: list[int], title: str, actor: Actor, *, body: str = "") -> None:
    notify(
        kind=KIND,
        person_ids=people,
        title=title,
        body=body,
        url=plan.get_absolute_url(),
        subject=plan,
        actor=actor,
    )
