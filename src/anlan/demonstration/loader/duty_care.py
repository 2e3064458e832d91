"""Duty checks of the last two weeks, leave that needs a stand-in, a swap that waits."""

from __future__ import annotations

import random
from datetime import timedelta

from anlan.command.duty.choices import AnswerState, LeaveState
from anlan.command.duty.models import (
    DutyAssignment,
    DutyCheck,
    DutyCheckAnswer,
    DutyLeave,
    DutySwap,
)
from anlan.demonstration.generator.organisations import BUREAU
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of

CHECKS, EVERY_DAYS = 5, 2.6
WITHIN_S = 300


def write_duty_care(book: Book) -> None:
    """Write what a duty desk has to look after beside the log."""
    chance = random.Random(book.county.seed)
    for number in range(CHECKS):
        _write_check(book, chance, number)
    _write_relief(book)


def _write_check(book: Book, chance: random.Random, number: int) -> None:
    """One check of the officers and the leader; the second is missed by one, the third late."""
    asked_at = book.now - timedelta(days=(number + chance.random()) * EVERY_DAYS + 0.3)
    on_duty = DutyAssignment.objects.filter(
        role__in=("duty_officer", "duty_leader"), starts_at__lte=asked_at, ends_at__gt=asked_at
    ).order_by("pk")
    check = DutyCheck(
        region_id=book.county.code.ljust(12, "0"),
        roles=["duty_officer", "duty_leader"],
        limit_s=WITHIN_S,
        is_planned=True,
        note="随机抽查（演示）",
        asked_at=asked_at,
        due_at=asked_at + timedelta(seconds=WITHIN_S),
        closed_at=asked_at + timedelta(seconds=WITHIN_S),
        asked_by_id="system:duty",
        asked_by="平台（值班）",
    )
    book.write(DutyCheck, [check])
    rows = []
    for place, watch in enumerate(on_duty):
        seconds: float | None = round(chance.uniform(8, 170), 1)
        state = AnswerState.ANSWERED
        if number == 1 and place == 1:
            state, seconds = AnswerState.MISSED, None
        elif number == 2 and place == 0:
            state, seconds = AnswerState.LATE, WITHIN_S + 64.0
        rows.append(
            DutyCheckAnswer(
                check_asked=check,
                organisation_id=watch.organisation_id,
                assignment=watch,
                person_id=watch.person_id,
                role=watch.role,
                state=state,
                asked_at=asked_at,
                answered_at=None if seconds is None else asked_at + timedelta(seconds=seconds),
                seconds=seconds,
            )
        )
    book.write(DutyCheckAnswer, rows)


def _write_relief(book: Book) -> None:
    """Approved leave on a shift already planned, leave to decide, a swap to agree to."""
    own = actor_of("duty_officer")
    coming = list(
        DutyAssignment.objects.filter(
            organisation_id=book.organisations[BUREAU],
            role="duty_officer",
            day__gt=book.today + timedelta(days=1),
        )
        .select_related("shift")
        .order_by("starts_at", "pk")
    )
    others = [row for row in coming if own is None or row.person_id != own.person_id]
    if own is None or own.person_id is None or len(others) < 6:
        return
    away, asking = others[0], others[4]
    book.write(
        DutyLeave,
        [
            DutyLeave(
                organisation_id=row.organisation_id,
                person_id=row.person_id,
                first_day=row.day,
                last_day=row.day + timedelta(days=1),
                reason=reason,
                asked_at=book.days_ago(1),
                state=state,
                decided_by="演示排班人" if state == LeaveState.APPROVED else "",
                decided_at=book.days_ago(0.5) if state == LeaveState.APPROVED else None,
            )
            for row, reason, state in (
                (away, "参加市局培训（演示）", LeaveState.APPROVED),
                (asking, "家中有事（演示）", LeaveState.ASKED),
            )
        ],
    )
    given = others[-1]
    book.write(
        DutySwap,
        [
            DutySwap(
                organisation_id=given.organisation_id,
                person_id=given.person_id,
                colleague_id=own.person_id,
                assignment=given,
                given_label=f"{given.day} {given.shift.name}",
                reason="参加职称考试（演示）",
                asked_at=book.days_ago(0.2),
            )
        ],
    )
