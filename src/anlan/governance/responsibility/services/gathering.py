"""Gathering duties performed from what other apps keep: shifts, commands, drills, leaders' acts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override

from anlan.base.accounts.public import actor_of_user
from anlan.governance.responsibility.choices import DutyKind
from anlan.governance.responsibility.selectors import is_leader
from anlan.governance.responsibility.services.records import record_duty
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.models import StateChange

#: Shifts that ended within this time are looked at; the job runs every day.
LOOK_BACK = timedelta(days=3)


def _rows(model: str) -> Any:
    return apps.get_model(model)._default_manager


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def record_leaders_act(
    *,
    account: str,
    kind: str,
    day: date,
    text: str,
    subject: Model,
    but_not: frozenset[int] = frozenset(),
) -> int | None:
    """Record what an account did (``user:12``) if a leader stands behind it, else nothing.

    A leader has a portfolio of the county or heads his unit; what clerks do is no duty record.
    """
    kind_of_actor, _colon, number = account.partition(":")
    if kind_of_actor != "user" or not number.isdigit():
        return None
    found = actor_of_user(int(number))
    if found is None or found.person_id is None or found.person_id in but_not:
        return None
    if not is_leader(found.person_id, on=day):
        return None
    return record_duty(
        kind=kind,
        day=day,
        text=text,
        person_id=found.person_id,
        subject=subject,
        actor=system_actor("responsibility"),
    )


def record_command(*, response_id: int) -> None:
    """Record that the commander of a response commanded an incident; drills are no incidents."""
    found = _rows("responses.Response").select_related("incident").filter(pk=response_id).first()
    if found is None or found.commander_id is None or found.incident.is_drill:
        return
    record_duty(
        kind=DutyKind.COMMAND,
        day=_day(found.activated_at),
        text=f"指挥处置：{found.incident.title}",
        person_id=found.commander_id,
        subject=found,
        actor=system_actor("responsibility"),
    )


def record_handover(*, response_id: int, person_id: int) -> None:
    """Record that somebody took the command over, on that day, from whom."""
    found = _rows("responses.Response").select_related("incident").filter(pk=response_id).first()
    handover = (
        _rows("responses.CommandHandover")
        .filter(response_id=response_id, to_person_id=person_id)
        .order_by("at")
        .first()
    )
    if found is None or handover is None or found.incident.is_drill:
        return
    record_duty(
        kind=DutyKind.COMMAND,
        day=_day(handover.at),
        text=f"接任指挥（由{handover.from_name}移交）：{found.incident.title}",
        person_id=person_id,
        subject=found,
        actor=system_actor("responsibility"),
    )


def record_approval(*, approval_id: int) -> None:
    """Record who of the leaders agreed to what was approved; restricted papers without title."""
    approval = _rows("workflow.Approval").filter(pk=approval_id).first()
    if approval is None or approval.state != "approved":
        return
    what = f"《{approval.subject_label}》"
    if _is_restricted(approval):
        what = "（内容受限）"
    for decision in _rows("workflow.Decision").filter(step__approval=approval, verdict="approve"):
        record_leaders_act(
            account=decision.actor_id,
            kind=DutyKind.ORDER,
            day=_day(decision.decided_at),
            text=f"审批：{approval.definition.name}{what}",
            subject=approval,
        )


def _is_restricted(approval: Any) -> bool:
    if approval.subject_type != "oversight.Order":
        return False
    order = _rows("oversight.Order").select_related("kind").filter(pk=approval.subject_id).first()
    return order is None or order.kind.is_restricted


def _who_moved(subject: Model, target: str) -> StateChange | None:
    """The latest step of an object to a state."""
    rows = StateChange.objects.filter(
        subject_type=subject._meta.label, subject_id=str(subject.pk), target=target
    )
    return rows.order_by("-changed_at", "-pk").first()


def record_plan(*, plan_id: int) -> None:
    """Record which leader put a plan into force."""
    plan = _rows("plans.Plan").filter(pk=plan_id).first()
    step = _who_moved(plan, "published") if plan is not None else None
    if step is None:
        return
    record_leaders_act(
        account=step.actor_id,
        kind=DutyKind.ORDER,
        day=_day(step.changed_at),
        text=f"批准发布应急预案：{plan.name}（第{plan.version}版）",
        subject=plan,
    )


def record_listing(*, hazard_id: int) -> None:
    """Record what leaders did about a major hazard under listed supervision.

    One record a kind and leader: listing it (an order), checking it on the spot (an inspection),
    lifting it (an order, unless he has one of the same listing already).
    """
    hazard = _rows("hazards.Hazard").filter(pk=hazard_id).first()
    if hazard is None:
        return
    for listing in _rows("hazards.ListedSupervision").filter(hazard=hazard).order_by("pk"):
        acts = [(listing.listed_by_id, listing.listed_at, DutyKind.ORDER, "挂牌督办")]
        if listing.checked_at is not None:
            acts.append(
                (listing.checked_by_id, listing.checked_at, DutyKind.INSPECTION, "现场核查")
            )
        lifted = _who_moved(listing, "lifted")
        if lifted is not None:
            acts.append((lifted.actor_id, lifted.changed_at, DutyKind.ORDER, "摘牌销号"))
        for account, at, kind, words in acts:
            record_leaders_act(
                account=account,
                kind=kind,
                day=_day(at),
                text=f"重大事故隐患{words}：{hazard.title}",
                subject=listing,
            )


def record_video_meeting(*, incident_id: int) -> None:
    """Record which leaders joined the video meeting about an incident; drills are no incidents.

    For who commands, the meeting is part of commanding, which is on record already.
    """
    scene = _rows("scene.Scene").select_related("incident").filter(incident_id=incident_id).first()
    if scene is None or scene.incident.is_drill:
        return
    joined = _rows("audit.AuditRecord").filter(
        action="scene.meeting.joined",
        object_type=scene._meta.label,
        object_id=str(scene.pk),
    )
    commands = _rows("responses.Response").filter(incident_id=incident_id)
    commanders = frozenset(commands.values_list("commander_id", flat=True))
    for account, at in joined.order_by("pk").values_list("actor_id", "at"):
        record_leaders_act(
            account=account,
            kind=DutyKind.MEETING,
            day=_day(at),
            text=f"参加视频会商：{scene.incident.title}",
            subject=scene,
            but_not=commanders,
        )


def record_checked_listings() -> int:
    """Record checks of listed hazards on the spot, of which no event tells; run every night."""
    since = clock.now() - LOOK_BACK
    rows = _rows("hazards.ListedSupervision").filter(checked_at__gt=since)
    hazards = list(dict.fromkeys(rows.values_list("hazard_id", flat=True)))
    for hazard_id in hazards:
        record_listing(hazard_id=hazard_id)
    return len(hazards)


def record_drill(*, drill_id: int) -> None:
    """Record who took part in a drill that was held."""
    drill = _rows("drills.Drill").filter(pk=drill_id).first()
    if drill is None:
        return
    day = timezone.localtime(drill.started_at or drill.planned_at).date()
    people = _rows("drills.DrillParticipant").filter(drill=drill, person__isnull=False)
    for person_id in dict.fromkeys(people.values_list("person_id", flat=True)):
        record_duty(
            kind=DutyKind.DRILL,
            day=day,
            text=f"参加应急演练：{drill.name}",
            person_id=person_id,
            subject=drill,
            actor=system_actor("responsibility"),
        )


def record_shifts() -> int:
    """Record the shifts that a leader on duty has stood; returns how many were looked at."""
    now = clock.now()
    rows = _rows("duty.DutyAssignment").filter(
        role="duty_leader", ends_at__lte=now, ends_at__gt=now - LOOK_BACK
    )
    with override(settings.LANGUAGE_CODE):
        for shift in rows.select_related("organisation"):
            record_duty(
                kind=DutyKind.DUTY_SHIFT,
                day=shift.day,
                text=f"带班值守：{shift.organisation}",
                person_id=shift.person_id,
                subject=shift,
                actor=system_actor("responsibility"),
            )
    return len(rows)
