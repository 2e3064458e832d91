"""The bureau's roster, two weeks back and ahead; the demonstration's people on duty now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from anlan.base.accounts.models import User
from anlan.base.accounts.public import actor_of_user
from anlan.base.organisations.public import find_organisation_by_code
from anlan.command.duty.models import DutyAssignment, Shift
from anlan.command.duty.public import assign_duty, on_duty_now, write_log
from anlan.command.duty.services.roster import shift_times
from anlan.demonstration.generator.organisations import BUREAU, GOVERNMENT
from anlan.demonstration.loader.book import Book
from anlan.demonstration.models import LoadedCounty
from anlan.kernel import clock
from anlan.kernel.actor import Actor

DAYS_BACK, DAYS_AHEAD = 14, 14
OFFICERS_A_DAY = 2
#: Role on duty → the demonstration account that stands it.
STAND_INS = {"duty_officer": "duty_officer", "duty_leader": "commander"}


def write_roster(book: Book) -> None:
    """Whole days by turns: two officers, a leader of the bureau, a leader of the county on call."""
    shifts = list(Shift.objects.filter(is_active=True))
    office = book.organisations[BUREAU]
    turns = _turns(book)
    first = duty_day(shifts, book.now)
    rows = []
    for offset in range(-DAYS_BACK, DAYS_AHEAD + 1):
        day = first + timedelta(days=offset)
        for shift in shifts:
            begins, ends = shift_times(shift, day)
            for role, person in _of_day(turns, offset):
                rows.append(
                    DutyAssignment(
                        organisation_id=office,
                        shift=shift,
                        day=day,
                        person_id=person,
                        role=role,
                        starts_at=begins,
                        ends_at=ends,
                    )
                )
    book.write(DutyAssignment, rows)


def duty_day(shifts: list[Shift], now: datetime) -> date:
    """The day whose duty runs now: before the first shift begins it is still yesterday's."""
    today = clock.today()
    for day in (today, today - timedelta(days=1)):
        for shift in shifts:
            begins, ends = shift_times(shift, day)
            if begins <= now < ends:
                return day
    return today


def _turns(book: Book) -> dict[str, list[int]]:
    """People of each role in order; whoever has an account stands duty on the day of loading."""
    county = book.county
    accounts = {a.role: a.person for a in county.accounts}
    kinds = {p.key: (p.organisation, p.kind) for p in county.posts}

    def holders(organisation: str, *wanted: str) -> list[str]:
        found = [
            a.person
            for a in county.appointments
            if kinds[a.post][0] == organisation and kinds[a.post][1] in wanted
        ]
        return list(dict.fromkeys(found))

    def from_account(role: str, people: list[str]) -> list[int]:
        first = accounts[role]
        return [book.people[p] for p in (first, *(p for p in people if p != first))]

    heads = [
        a.person
        for a in county.appointments
        if a.post.startswith((f"{BUREAU}:head", f"{BUREAU}:deputy"))
    ]
    return {
        "duty_officer": from_account("duty_officer", holders(BUREAU, "duty")),
        "duty_leader": from_account("commander", list(dict.fromkeys(heads))),
        "commander": from_account("county_leader", holders(GOVERNMENT, "leader")),
    }


def _of_day(turns: dict[str, list[int]], offset: int) -> Iterator[tuple[str, int]]:
    officers, leaders, commanders = turns.values()
    for number in range(OFFICERS_A_DAY):
        yield "duty_officer", officers[(OFFICERS_A_DAY * offset + number) % len(officers)]
    yield "duty_leader", leaders[offset % len(leaders)]
    yield "commander", commanders[offset % len(commanders)]


def write_duty_log(book: Book) -> None:
    """A few entries of the last day in the duty log."""
    officer = actor_of("duty_officer")
    if officer is None:
        return
    for hours, kind, text, counterpart in (
        (23.0, "check", "市应急管理局值班抽查，值班人员在岗，联络畅通。", "市应急管理局值班室"),
        (
            15.5,
            "notice",
            "转发天气趋势提示：未来三天多云为主，无强降水过程。",
            "县气象局",
        ),
        (6.2, "call", "化工集中区监控中心报告：在线监测设备运行正常。", "化工集中区监控中心"),
    ):
        at = book.now - timedelta(hours=hours)
        with clock.freeze(at):
            write_log(text=text, kind=kind, counterpart=counterpart, actor=officer)
        book.counts["duty.DutyLogEntry"] += 1


def actor_of(username: str) -> Actor | None:
    """Return the actor of a demonstration account."""
    found = User.objects.filter(username=username, is_demonstration=True).first()
    return actor_of_user(found.pk) if found else None


def keep_on_duty(*, actor: Actor) -> int:
    """Put the demonstration's people on the running shift when they do not stand it.

    However long a demonstration runs, its duty officer is the one who is called first.
    """
    office = find_organisation_by_code(BUREAU)
    if office is None or not LoadedCounty.objects.exists():
        return 0
    now = clock.now()
    shifts = list(Shift.objects.filter(is_active=True))
    day, put = duty_day(shifts, now), 0
    on_duty = {(info.role, info.person_id) for info in on_duty_now()}
    for role, username in STAND_INS.items():
        person = (
            User.objects.filter(username=username, is_demonstration=True)
            .values_list("person_id", flat=True)
            .first()
        )
        if person is None or any(p == person for _role, p in on_duty):
            continue
        for shift in shifts:
            begins, ends = shift_times(shift, day)
            if begins <= now < ends:
                assign_duty(
                    organisation_id=office.id,
                    shift_code=shift.code,
                    day=day,
                    person_id=person,
                    role=role,
                    actor=actor,
                    note="演示",
                )
                put += 1
    return put
