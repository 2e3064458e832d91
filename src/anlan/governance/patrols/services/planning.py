"""Teams, days and who goes where. Nobody patrols the own unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.deadlines.public import list_working_days
from anlan.base.organisations.public import find_organisation, list_people_info
from anlan.governance.patrols.choices import BEFORE, MemberRole, RoundState, UnitKind, VisitState
from anlan.governance.patrols.models import Checklist, Team, TeamMember, Visit
from anlan.governance.patrols.permissions import PLAN
from anlan.governance.patrols.services.common import (
    locked_round,
    locked_visit,
    say,
    team_people,
    tell_round,
    tell_visit,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import require

#: Who may lead a team: leaders of the county, heads of departments.
LEADING_KINDS = ("government", "department", "committee")
#: Visits a team makes on one day at most: the county's own rule of thumb.
VISITS_A_DAY = 5


def conflicts(people: Iterable[int], organisation_ids: Iterable[int]) -> list[str]:
    """Return the names of those who would patrol their own unit."""
    units = set(organisation_ids)
    found = list_people_info(people)
    return [person.name for person in found.values() if person.organisation_id in units]


@transaction.atomic
def set_team(
    *,
    round_id: int,
    name: str,
    leader_id: int,
    actor: Actor,
    member_ids: Iterable[int] = (),
    experts: Iterable[str] = (),
    team_id: int | None = None,
) -> Team:
    """Set up or change a team: leader, members of departments, experts by name.

    Raises ``InvalidInput`` when somebody belongs to a unit the team is to visit, or when the leader
    is neither of the county government nor of a department.
    """
    found = locked_round(round_id, actor)
    require(actor, PLAN, found)
    if found.state not in (RoundState.DRAFT, RoundState.RUNNING):
        raise WrongState(_("The round has ended."))
    members = list(dict.fromkeys(pk for pk in member_ids if pk != leader_id))
    people = list_people_info([leader_id, *members])
    fields = {}
    if not name.strip():
        fields["name"] = _("Give the team a name.")
    elif found.teams.filter(name=name.strip()).exclude(pk=team_id or 0).exists():
        fields["name"] = _("A team of this name exists already.")
    leader = people.get(leader_id)
    unit = find_organisation(leader.organisation_id) if leader else None
    if unit is None or unit.kind not in LEADING_KINDS:
        fields["leader_id"] = _("A team is led by a county leader or somebody of a department.")
    if len(people) != len(members) + 1:
        fields["member_ids"] = _("Choose people from the list.")
    team = found.teams.filter(pk=team_id).first() if team_id else Team(round=found)
    if team is None:
        raise InvalidInput(fields={"name": _("There is no such team.")})
    ahead = team.visits.exclude(state=VisitState.CANCELLED) if team.pk else Visit.objects.none()
    own = conflicts([leader_id, *members], ahead.values_list("organisation_id", flat=True))
    if own:
        fields["member_ids"] = _("Nobody patrols the own unit: %(names)s") % {
            "names": "、".join(own)
        }
    if fields:
        raise InvalidInput(fields=fields)
    team.name, team.leader_id = name.strip(), leader_id
    team.save()
    team.members.all().delete()
    names = [word.strip()[:100] for word in experts if word.strip()]
    TeamMember.objects.bulk_create(
        [
            *(TeamMember(team=team, role=MemberRole.MEMBER, person_id=pk) for pk in members),
            *(TeamMember(team=team, role=MemberRole.EXPERT, name=word) for word in names),
        ]
    )
    audit(
        actor,
        "patrols.team.set",
        team,
        after={"leader": leader_id, "members": members, "experts": names},
    )
    tell_round(found, actor)
    return team


def _assign(visit: Visit, team: Team | None) -> None:
    """Refuse a team of which somebody belongs to the unit."""
    if team is None:
        return
    if team.round_id != visit.round_id:
        raise InvalidInput(fields={"team_id": _("The team belongs to another round.")})
    own = conflicts(team_people(team), [visit.organisation_id])
    if own:
        raise InvalidInput(
            fields={
                "team_id": _("Nobody patrols the own unit: %(names)s") % {"names": "、".join(own)}
            }
        )


@transaction.atomic
def plan_visit(
    *,
    visit_id: int,
    planned_on: date | None,
    team_id: int | None,
    actor: Actor,
    is_unannounced: bool = False,
    checklist_id: int | None = None,
) -> Visit:
    """Set the day, the team, the checklist of one visit, until the team is there."""
    visit = locked_visit(visit_id, actor)
    require(actor, PLAN, visit)
    if visit.state not in BEFORE:
        raise WrongState(_("The team has been there already."))
    fields = {}
    if planned_on is not None and not visit.round.starts_on <= planned_on <= visit.round.ends_on:
        fields["planned_on"] = _("The day lies outside the round.")
    if is_unannounced and visit.state != VisitState.PLANNED:
        fields["is_unannounced"] = _("The notice was sent already.")
    if checklist_id is not None and not Checklist.objects.filter(pk=checklist_id).exists():
        fields["checklist_id"] = _("Choose a checklist.")
    if fields:
        raise InvalidInput(fields=fields)
    team = visit.round.teams.filter(pk=team_id).first() if team_id else None
    if team_id and team is None:
        raise InvalidInput(fields={"team_id": _("The team belongs to another round.")})
    _assign(visit, team)
    before, after = changes(
        visit,
        planned_on=planned_on,
        team_id=team_id,
        is_unannounced=is_unannounced,
        checklist_id=checklist_id or visit.checklist_id,
    )
    visit.save()
    audit(actor, "patrols.visit.planned", visit, before=before, after=after)
    if after and team is not None and visit.round.state == RoundState.RUNNING:
        say(
            visit,
            team_people(team),
            _("Your team patrols %(name)s"),
            actor,
            body=_("Planned for %(day)s.") % {"day": planned_on or "—"},
        )
    tell_visit(visit, actor)
    return visit


def working_days(first: date, last: date) -> list[date]:
    """Return the working days of a span."""
    return list_working_days(first, last)


def _batches(visits: Sequence[Visit]) -> list[list[Visit]]:
    """Put what lies in one township together: its villages and firms are seen on the same trip.

    What one day does not hold is a further trip.
    """
    found: dict[str, list[Visit]] = {}
    for visit in visits:
        is_office = visit.kind in (UnitKind.DEPARTMENT, UnitKind.PARK)
        key = f"unit:{visit.pk}" if is_office else visit.region_id[:9]
        found.setdefault(key, []).append(visit)
    return [
        rows[first : first + VISITS_A_DAY]
        for rows in found.values()
        for first in range(0, len(rows), VISITS_A_DAY)
    ]


@transaction.atomic
def schedule_visits(*, round_id: int, actor: Actor) -> int:
    """Give every visit without day or team both: trips spread evenly over the working days left.

    What has a day and a team stays. A trip goes to the team with the fewest visits of which nobody
    belongs to the units. Raises ``InvalidInput`` when no team is free of conflict.
    """
    found = locked_round(round_id, actor)
    require(actor, PLAN, found)
    teams = list(found.teams.prefetch_related("members__person").select_related("leader"))
    if not teams:
        raise WrongState(_("Set up a team first."))
    days = working_days(max(found.starts_on, clock.today()), found.ends_on)
    if not days:
        raise WrongState(_("No working day of the round is left."))
    rows = list(found.visits.filter(state=VisitState.PLANNED).order_by("region_id", "kind", "pk"))
    open_ones = [visit for visit in rows if visit.planned_on is None or visit.team_id is None]
    if not open_ones:
        return 0
    units = {
        team.pk: {
            team.leader.organisation_id,
            *(m.person.organisation_id for m in team.members.all() if m.person is not None),
        }
        for team in teams
    }
    load = {team.pk: sum(1 for visit in rows if visit.team_id == team.pk) for team in teams}
    trips: dict[int, list[list[Visit]]] = {team.pk: [] for team in teams}
    for batch in _batches(open_ones):
        free = [t for t in teams if not units[t.pk] & {v.organisation_id for v in batch}]
        if not free:
            raise InvalidInput(
                _("Every team has somebody of %(name)s: set up another team.")
                % {"name": batch[0].name}
            )
        chosen = min(free, key=lambda team: (load[team.pk], team.pk))
        load[chosen.pk] += len(batch)
        trips[chosen.pk].append(batch)
    for team_id, batches in trips.items():
        for number, batch in enumerate(batches):
            day = days[number * len(days) // len(batches)]
            for visit in batch:
                visit.team_id = team_id
                visit.planned_on = visit.planned_on or day
    Visit.objects.bulk_update(open_ones, ["team_id", "planned_on"], batch_size=500)
    audit(actor, "patrols.round.scheduled", found, after={"visits": len(open_ones)})
    tell_round(found, actor)
    return len(open_ones)
