"""Duty checks: asking everybody on duty, taking the answers, closing what nobody answered."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.accounts.public import list_accounts_of
from anlan.base.audit.public import audit
from anlan.base.notifications.public import Notice, confirm, notify, notify_each
from anlan.base.organisations.public import list_people_info
from anlan.base.regions.public import find_region, prefix_of
from anlan.command.duty.choices import AnswerState, DutyRole, EntryKind
from anlan.command.duty.errors import AlreadyAnswered, NobodyOnDuty
from anlan.command.duty.events import DutyAnswered, DutyAsked, DutyCheckClosed, LogWritten
from anlan.command.duty.models import (
    DutyAssignment,
    DutyCheck,
    DutyCheckAnswer,
    DutyCheckRule,
    DutyLogEntry,
)
from anlan.command.duty.permissions import ASK_CHECK, SET_CHECKS
from anlan.command.duty.states import ANSWER
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit, emit_many
from anlan.kernel.policy import get_visible, policy_of, require_permission, scope_reaches

#: Shortest and longest time to answer. [s]
SHORTEST_S, LONGEST_S = 30, 86_400
#: The job of the random checks looks this often. [s]
EVERY_S = 300
ROLES: tuple[str, ...] = (DutyRole.OFFICER, DutyRole.LEADER)


@transaction.atomic
def ask_duty(
    *,
    region_code: str,
    actor: Actor,
    roles: Sequence[str] = ROLES,
    limit_s: int = 300,
    organisation_ids: Iterable[int] = (),
    drawn: int = 0,
    note: str = "",
    is_planned: bool = False,
    chance: random.Random | None = None,
) -> DutyCheck:
    """Ask everybody who is on duty now, in these roles, under a region.

    ``organisation_ids`` names the offices, where nobody on the roster is a result too; ``drawn``
    draws so many of those that have somebody on duty. Raises ``NobodyOnDuty``.
    """
    require_permission(actor, ASK_CHECK)
    _look_at(region_code, roles, limit_s, actor)
    named = set(organisation_ids)
    now = clock.now()
    on_duty = list(
        DutyAssignment.objects.filter(
            starts_at__lte=now,
            ends_at__gt=now,
            role__in=roles,
            organisation__region__code__startswith=prefix_of(region_code),
        ).select_related("organisation", "person")
    )
    if named:
        on_duty = [row for row in on_duty if row.organisation_id in named]
    elif drawn:
        offices = sorted({row.organisation_id for row in on_duty})
        chosen = (chance or random.SystemRandom()).sample(offices, min(drawn, len(offices)))
        on_duty = [row for row in on_duty if row.organisation_id in chosen]
    empty = named - {row.organisation_id for row in on_duty}
    if not on_duty and not empty:
        raise NobodyOnDuty
    check = DutyCheck.objects.create(
        region_id=region_code,
        roles=list(roles),
        limit_s=limit_s,
        drawn=0 if named else drawn,
        is_planned=is_planned,
        note=note.strip(),
        asked_at=now,
        due_at=now + timedelta(seconds=limit_s),
        asked_by_id=actor.id,
        asked_by=actor.display_name[:100],
    )
    answers = _answers(check, on_duty, empty, roles)
    _tell(check, answers, actor)
    audit(
        actor,
        "duty.check.asked",
        check,
        after={"people": [a.person_id for a in answers], "limit_s": limit_s, "drawn": check.drawn},
    )
    emit(DutyAsked(region=region_code, check_id=check.pk), actor)
    return check


def _look_at(region_code: str, roles: Sequence[str], limit_s: int, actor: Actor) -> None:
    fields = {}
    if find_region(region_code) is None:
        fields["region"] = _("Choose the region.")
    elif not scope_reaches(actor, ASK_CHECK, region=region_code):
        raise NotPermitted(permission=ASK_CHECK)
    if not roles or not set(roles) <= set(DutyRole.values):
        fields["roles"] = _("Choose at least one role.")
    if not SHORTEST_S <= limit_s <= LONGEST_S:
        fields["limit_s"] = _("Give at least half a minute and at most a day.")
    if fields:
        raise InvalidInput(fields=fields)


def _answers(
    check: DutyCheck, on_duty: Sequence[DutyAssignment], empty: set[int], roles: Sequence[str]
) -> list[DutyCheckAnswer]:
    ids = [row.person_id for row in on_duty]
    accounts = {p for p, a in list_accounts_of(ids).items() if a.is_active}
    phones = {p for p, info in list_people_info(ids).items() if info.phone}
    reachable = accounts | phones
    return DutyCheckAnswer.objects.bulk_create(
        [
            DutyCheckAnswer(
                check_asked=check,
                organisation_id=row.organisation_id,
                assignment=row,
                person_id=row.person_id,
                role=row.role,
                asked_at=check.asked_at,
                state=AnswerState.WAITING
                if row.person_id in reachable
                else AnswerState.UNREACHABLE,
            )
            for row in on_duty
        ]
        + [
            DutyCheckAnswer(
                check_asked=check,
                organisation_id=office,
                role=roles[0],
                asked_at=check.asked_at,
                state=AnswerState.UNREACHABLE,
            )
            for office in sorted(empty)
        ]
    )


def _tell(check: DutyCheck, answers: Sequence[DutyCheckAnswer], actor: Actor) -> None:
    asked = [a for a in answers if a.person_id is not None]
    notices = notify_each(
        kind="duty.check",
        notices=[
            Notice(
                a.person_id,
                f"值班抽查：请在{_spell(check.limit_s)}内应答",
                check.note,
                a.get_absolute_url(),
            )
            for a in asked
            if a.person_id is not None
        ],
        actor=actor,
        level=2,
        subject=check,
        must_confirm=True,
        confirm_within_s=check.limit_s,
        include_actor=True,
    )
    for answer, notice in zip(asked, notices, strict=True):
        answer.notice_id = notice
    update_rows(asked, ["notice_id"])


def _spell(seconds: int) -> str:
    return f"{seconds}秒" if seconds % 60 else f"{seconds // 60}分钟"


@transaction.atomic
def answer_check(*, answer_id: int, actor: Actor) -> DutyCheckAnswer:
    """Answer “I am here”, in time or late; only who was asked can. Raises ``AlreadyAnswered``."""
    answer = get_visible(DutyCheckAnswer, answer_id, actor=actor, lock=True)
    if answer.answered_at is not None:
        raise AlreadyAnswered
    check = DutyCheck.objects.get(pk=answer.check_asked_id)
    now = clock.now()
    in_time = answer.state == AnswerState.WAITING and now <= check.due_at
    ANSWER.fire(answer, "answer" if in_time else "answer_late", actor=actor)
    _settle(answer, now)
    audit(actor, "duty.answer.given", answer, after={"seconds": answer.seconds})
    _told(answer, check, actor)
    if answer.notice_id is not None:
        confirm(notification_id=answer.notice_id, actor=actor)
    return answer


@transaction.atomic
def record_answer(*, answer_id: int, actor: Actor) -> DutyCheckAnswer:
    """Note that somebody asked answered by telephone; by who may ask, not by himself."""
    answer = get_visible(DutyCheckAnswer, answer_id, actor=actor, lock=True)
    if answer.answered_at is not None:
        raise AlreadyAnswered
    if answer.person_id is None:
        raise NobodyOnDuty
    check = DutyCheck.objects.get(pk=answer.check_asked_id)
    now = clock.now()
    in_time = answer.state != AnswerState.MISSED and now <= check.due_at
    ANSWER.fire(answer, "record" if in_time else "record_late", actor=actor)
    answer.recorded_by = actor.display_name[:100]
    _settle(answer, now)
    audit(actor, "duty.answer.recorded", answer, after={"seconds": answer.seconds})
    _told(answer, check, actor)
    return answer


def _settle(answer: DutyCheckAnswer, now: datetime) -> None:
    answer.answered_at = now
    answer.seconds = (now - answer.asked_at).total_seconds()
    answer.save(update_fields=["answered_at", "seconds", "recorded_by", "updated_at"])


def _told(answer: DutyCheckAnswer, check: DutyCheck, actor: Actor) -> None:
    emit(
        DutyAnswered(
            region=answer.organisation.region_id,
            organisation=answer.organisation_id,
            check_id=check.pk,
            answer_id=answer.pk,
        ),
        actor,
    )
    waiting = DutyCheckAnswer.objects.filter(check_asked=check, state=AnswerState.WAITING)
    if check.closed_at is None and not waiting.exists():
        _close(check, system_actor("duty"))


def close_checks(now: datetime) -> int:
    """Close the checks whose time is over; returns how many. Run by a periodic job."""
    actor, closed = system_actor("duty"), 0
    late = DutyCheck.objects.filter(closed_at__isnull=True, due_at__lte=now)
    for pk in late.values_list("pk", flat=True):
        with transaction.atomic():
            check = (
                DutyCheck.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, closed_at__isnull=True)
                .first()
            )
            if check is not None:
                _close(check, actor)
                closed += 1
    return closed


def _close(check: DutyCheck, actor: Actor) -> None:
    check.closed_at = clock.now()
    check.save(update_fields=["closed_at", "updated_at"])
    answers = list(
        DutyCheckAnswer.objects.filter(check_asked=check).select_related(
            "organisation", "person", "assignment"
        )
    )
    missed = [a for a in answers if a.state == AnswerState.WAITING]
    for answer in missed:
        ANSWER.fire(answer, "miss", actor=actor)
    by_office: dict[int, list[DutyCheckAnswer]] = {}
    for answer in answers:
        by_office.setdefault(answer.organisation_id, []).append(answer)
    entries = _write_into_logs(check, by_office, actor)
    for office, rows in by_office.items():
        if failing := [a for a in rows if _is_failing(a)]:
            _tell_leader(check, office, failing, actor)
    audit(actor, "duty.check.closed", check, after={"missed": [a.person_id for a in missed]})
    emit_many(
        [
            LogWritten(
                region=by_office[e.organisation_id][0].organisation.region_id,
                organisation=e.organisation_id,
                entry_id=e.pk,
            )
            for e in entries
        ],
        actor,
    )
    emit(
        DutyCheckClosed(region=check.region_id, check_id=check.pk, missed=len(missed)),
        actor,
    )


def _is_failing(answer: DutyCheckAnswer) -> bool:
    return answer.state in (AnswerState.MISSED, AnswerState.UNREACHABLE)


def _names(answers: Iterable[DutyCheckAnswer]) -> str:
    return "、".join(a.person.name if a.person else "无人排班" for a in answers)


def _write_into_logs(
    check: DutyCheck, by_office: dict[int, list[DutyCheckAnswer]], actor: Actor
) -> list[DutyLogEntry]:
    now = clock.now()
    rows = []
    for office, answers in by_office.items():
        failing = _names([a for a in answers if _is_failing(a)])
        good = sum(a.state == AnswerState.ANSWERED for a in answers)
        text = f"值班抽查（{check.asked_by}）：被查{len(answers)}人，按时应答{good}人"
        rows.append(
            DutyLogEntry(
                organisation_id=office,
                at=check.asked_at,
                recorded_at=now,
                kind=EntryKind.CHECK,
                text=text + (f"；未应答：{failing}" if failing else ""),
                counterpart=check.asked_by,
                needs_follow_up=bool(failing),
                url=check.get_absolute_url(),
                actor_id=actor.id,
                actor_name=actor.display_name[:100],
            )
        )
    return DutyLogEntry.objects.bulk_create(rows)


def _tell_leader(
    check: DutyCheck, office: int, failing: Sequence[DutyCheckAnswer], actor: Actor
) -> None:
    """Tell the leader on duty of the office; where he is missing himself, who may ask."""
    now = clock.now()
    absent = {a.person_id for a in failing}
    leaders = [
        person
        for person in DutyAssignment.objects.filter(
            organisation_id=office, role=DutyRole.LEADER, starts_at__lte=now, ends_at__gt=now
        ).values_list("person_id", flat=True)
        if person not in absent
    ]
    notify(
        kind="duty.check.missed",
        person_ids=leaders or policy_of(DutyCheck).who_can(ASK_CHECK, check),
        title=f"值班抽查未应答：{failing[0].organisation} {_names(failing)}",
        url=check.get_absolute_url(),
        level=1,
        subject=check,
        actor=actor,
    )


@transaction.atomic
def set_check_rule(
    *,
    region_code: str,
    per_month: int,
    from_time: time,
    to_time: time,
    drawn: int,
    limit_s: int,
    actor: Actor,
    is_active: bool = True,
) -> DutyCheckRule:
    """Set how often the platform checks the duty of a region by itself."""
    require_permission(actor, SET_CHECKS)
    if not scope_reaches(actor, SET_CHECKS, region=region_code):
        raise NotPermitted(permission=SET_CHECKS)
    fields = {}
    if to_time <= from_time:
        fields["to_time"] = _("The hours must end after they begin.")
    if not SHORTEST_S <= limit_s <= LONGEST_S:
        fields["limit_s"] = _("Give at least half a minute and at most a day.")
    if fields:
        raise InvalidInput(fields=fields)
    rule, _made = DutyCheckRule.objects.update_or_create(
        region_id=region_code,
        defaults={
            "per_month": per_month,
            "from_time": from_time,
            "to_time": to_time,
            "drawn": drawn,
            "limit_s": limit_s,
            "is_active": is_active,
        },
    )
    audit(
        actor,
        "duty.check.rule_set",
        rule,
        after={"per_month": per_month, "drawn": drawn, "is_active": is_active},
    )
    return rule


def ask_at_random(*, now: datetime, chance: random.Random | None = None) -> int:
    """Within the hours of each rule, ask now and then: so many times a month on average."""
    chance = chance or random.SystemRandom()
    here = timezone.localtime(now)
    asked = 0
    for rule in DutyCheckRule.objects.filter(is_active=True, per_month__gt=0):
        if not rule.from_time <= here.time() <= rule.to_time:
            continue
        open_s = _seconds_between(rule.from_time, rule.to_time)
        looks = max(1.0, 30.4 * open_s / EVERY_S)
        if chance.random() >= rule.per_month / looks:
            continue
        try:
            ask_duty(
                region_code=rule.region_id,
                actor=system_actor("duty"),
                drawn=rule.drawn,
                limit_s=rule.limit_s,
                is_planned=True,
                chance=chance,
            )
        except NobodyOnDuty:
            continue
        asked += 1
    return asked


def _seconds_between(first: time, last: time) -> float:
    day = date(2000, 1, 1)
    return (datetime.combine(day, last) - datetime.combine(day, first)).total_seconds()
