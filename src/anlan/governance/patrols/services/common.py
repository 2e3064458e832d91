"""What the services of patrols share: finding, telling, clocks, people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.base.accounts.public import persons_holding
from anlan.base.deadlines.public import add_working_days
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import list_people_info
from anlan.base.regions.public import county_of
from anlan.governance.patrols.events import (
    FindingEvent,
    RoundChanged,
    VisitMoved,
)
from anlan.governance.patrols.models import Finding, Round, Team, Visit
from anlan.governance.patrols.permissions import HIDDEN, PLAN, RECEIVE
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible

#: Clocks of ``data/clock_rules.csv``.
RECEIPT, COMMENT = "patrols.receive", "patrols.comment"


def locked_round(round_id: int, actor: Actor) -> Round:
    """Return a visible round, locked."""
    get_visible(Round, round_id, actor=actor, lock=True)
    return Round.objects.select_related("office", "programme").get(pk=round_id)


def locked_visit(visit_id: int, actor: Actor) -> Visit:
    """Return a visible patrol, locked."""
    get_visible(Visit, visit_id, actor=actor, lock=True)
    return Visit.objects.select_related("round__office", "organisation", "team__leader").get(
        pk=visit_id
    )


def locked_finding(finding_id: int, actor: Actor) -> Finding:
    """Return a visible finding, locked."""
    get_visible(Finding, finding_id, actor=actor, lock=True)
    return Finding.objects.select_related(
        "visit__round__office", "visit__team", "visit__organisation", "organisation"
    ).get(pk=finding_id)


def tell_round(found: Round, actor: Actor) -> None:
    """Emit that a round changed."""
    emit(RoundChanged(found.pk, found.state), actor)


def tell_visit(visit: Visit, actor: Actor) -> None:
    """Emit that a patrol moved on."""
    emit(
        VisitMoved(
            visit.pk, visit.round_id, visit.state, visit.organisation_id, visit.state in HIDDEN
        ),
        actor,
    )


def tell_finding(
    cls: type[FindingEvent], finding: Finding, actor: Actor, **more: str | int
) -> None:
    """Emit an event of a finding."""
    emit(
        cls(finding.pk, finding.visit_id, finding.state, finding.organisation_id, **more),
        actor,
    )


def people_of_unit(organisation_id: int) -> list[int]:
    """Return who may sign and report in the name of a unit."""
    people = list_people_info(persons_holding(RECEIVE))
    return [pk for pk, person in people.items() if person.organisation_id == organisation_id]


def office_people(office_id: int) -> list[int]:
    """Return who keeps the patrols of an office."""
    people = list_people_info(persons_holding(PLAN))
    return [pk for pk, person in people.items() if person.organisation_id == office_id]


def team_people(team: Team) -> list[int]:
    """Return the people of a team; experts from outside have no account."""
    members = team.members.filter(person__isnull=False).values_list("person_id", flat=True)
    return [team.leader_id, *(pk for pk in members if pk is not None)]


def say(
    subject: Model,
    people: Iterable[int],
    title: str,
    actor: Actor,
    *,
    body: str = "",
    must_confirm: bool = False,
) -> None:
    """Tell people about a patrol or finding."""
    url = getattr(subject, "get_absolute_url", lambda: "")()
    notify(
        kind="patrols",
        person_ids=list(dict.fromkeys(people)),
        title=title % {"name": str(subject)[:80]},
        body=body,
        url=str(url),
        subject=subject,
        actor=actor,
        must_confirm=must_confirm,
    )


def after_working_days(start: date, amount: int) -> date:
    """Return the ``amount``-th working day after a day."""
    return add_working_days(start, amount)


def county_name(region_code: str) -> str:
    """Return the county's name at the head of its papers."""
    county = county_of(region_code)
    return county.name if county else _("the county")


def county_sign(region_code: str) -> str:
    """Return the county's sign in numbers: 龙 of 龙游县."""
    county = county_of(region_code)
    return county.name[:1] if county else "安"
