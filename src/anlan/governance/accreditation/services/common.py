"""What the services of demonstration units share: finding, telling, days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Any

from anlan.base.accounts.public import persons_holding
from anlan.base.deadlines.public import add_working_days, cancel_deadlines, start_deadline
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import list_people_info
from anlan.base.regions.public import county_of, county_prefix
from anlan.governance.accreditation.events import CaseEvent
from anlan.governance.accreditation.models import Case, Kind, Rectification, Round
from anlan.governance.accreditation.permissions import APPLY, AWARD, KEEP, MANAGE
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of

RECHECK, RECTIFY = "accreditation.recheck", "accreditation.rectify"
#: Rank of the leader in charge of a unit.
IN_CHARGE = 2


def platform() -> Actor:
    """Return the platform's own actor for demonstration units."""
    return system_actor("accreditation")


def locked(case_id: int, actor: Actor) -> Case:
    """Return a visible case, locked."""
    get_visible(Case, case_id, actor=actor, lock=True)
    return Case.objects.select_related("kind", "organisation", "office").get(pk=case_id)


def tell(cls: type[CaseEvent], case: Case, actor: Actor, **more: Any) -> None:
    """Emit an event of a case."""
    emit(
        cls(
            case_id=case.pk,
            kind=case.kind.code,
            state=case.state,
            organisation=case.organisation_id,
            region=case.region_id,
            **more,
        ),
        actor,
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of the month."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working_days_after(day: date, days: int) -> date:
    """Return the day after so many working days."""
    return add_working_days(day, days)


def office_for(kind: Kind, region_code: str, actor: Actor) -> int | None:
    """Return the office in charge: that of the kind, else the county's office of kinds."""
    if kind.lead_id is not None:
        return kind.lead_id
    people = list_people_info(persons_holding(KEEP))
    county = county_prefix(region_code)
    near = [p for p in people.values() if p.region_code.startswith(county)]
    return near[0].organisation_id if near else actor.organisation_id


def county_sign(region_code: str) -> str:
    """Return the county's sign in numbers: 龙 of 龙游县."""
    county = county_of(region_code)
    return county.name[:1] if county else "安"


def people_of_unit(case: Case) -> list[int]:
    """Return who acts for the unit."""
    return policy_of(case).who_can(APPLY, case)


def office_people(case: Case) -> list[int]:
    """Return who keeps the case in the office in charge."""
    people = list_people_info(persons_holding(MANAGE))
    return [pk for pk, person in people.items() if person.organisation_id == case.office_id]


def awarders(case: Case) -> list[int]:
    """Return who awards and ends the title."""
    return policy_of(case).who_can(AWARD, case)


def leaders_of(case: Case) -> list[int]:
    """Return the leaders in charge of the unit."""
    found = leaders_in_charge(case.organisation_id)
    return [leader.person_id for leader in found if leader.rank == IN_CHARGE]


def say(case: Case, person_ids: Iterable[int], title: str, actor: Actor, body: str = "") -> None:
    """Tell people about a case."""
    notify(
        kind="accreditation",
        person_ids=list(dict.fromkeys(person_ids)),
        title=title % {"unit": case.unit_name, "kind": case.kind.name},
        body=body,
        url=case.get_absolute_url(),
        subject=case,
        actor=actor,
    )


def start_clock(row: Round | Rectification, rule_code: str, actor: Actor) -> None:
    """Start the clock of a re-check or rectification; the past has none."""
    if row.due_at is None or row.due_at <= clock.now():
        return
    start_deadline(
        rule_code=rule_code,
        subject=row,
        actor=actor,
        responsible_ids=people_of_unit(row.case),
        due_at=row.due_at,
        title=f"{row.case.unit_name}：{row}"[:200],
    )


def stop_clocks(row: Round | Rectification, actor: Actor, reason: str) -> None:
    """Stop what still runs."""
    cancel_deadlines(subject=row, actor=actor, reason=reason[:200])
