"""All open incidents together: who goes where so that the time of all ways is least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from anlan.command.dispatch.choices import DispatchState
from anlan.command.dispatch.contracts import JointPlan, JointTask, Need, Sent
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.selectors.proposals import needs_of
from anlan.command.incidents import public as incidents
from anlan.command.roads.public import TaskNeed, TeamAt, assign_jointly
from anlan.command.teams import public as teams
from anlan.command.teams.constants import DEFAULT_SPEED_KMH
from anlan.kernel.actor import Actor


def plan_jointly(actor: Actor, *, only: Collection[int] | None = None, keep: int = 0) -> JointPlan:
    """Return the best way to meet the open needs of all incidents with the teams that are ready.

    ``only`` limits it to some incidents. Of the teams with each capability that is asked for,
    ``keep`` stay at home (all of them, where there are no more). Incidents without a position
    cannot be reached and are left out. Raises ``NoNetwork``.
    """
    found = [
        (incident, tuple(need for need in needs_of(incident.id, actor) if need.is_open))
        for incident in incidents.list_open_incidents(actor)
        if incident.longitude is not None
    ]
    waiting = [(incident, needs) for incident, needs in found if needs]
    chosen = [row for row in waiting if only is None or row[0].id in only]
    codes = sorted({need.code for _incident, needs in chosen for need in needs})
    ready = teams.list_ready_teams(capabilities=codes, actor=actor) if codes else []
    declined: dict[int, set[int]] = defaultdict(set)
    for incident_id, team_id in Dispatch.objects.filter(
        incident_id__in=[incident.id for incident, _needs in chosen],
        state=DispatchState.DECLINED,
    ).values_list("incident_id", "team_id"):
        declined[incident_id].add(team_id)
    answer = assign_jointly(
        [
            TaskNeed(
                incident.id,
                incident.longitude or 0.0,
                incident.latitude or 0.0,
                tuple((need.code, need.wanted - need.covered) for need in needs),
                frozenset(declined[incident.id]),
            )
            for incident, needs in chosen
        ],
        [_at(team) for team in ready],
        reserves={
            code: min(keep, sum(code in team.capabilities for team in ready)) for code in codes
        }
        if keep
        else None,
    )
    by_id = {team.id: team for team in ready}
    label = teams.capability_label
    return JointPlan(
        tasks=tuple(
            JointTask(
                incident=incident,
                needs=needs,
                sent=tuple(
                    Sent(by_id[pair.team_id], label(pair.capability), pair.time_s / 60.0)
                    for pair in sorted(answer.pairs, key=lambda pair: pair.time_s)
                    if pair.task_id == incident.id
                ),
                missing=tuple(
                    Need(code, label(code), count, 0)
                    for task_id, code, count in answer.missing
                    if task_id == incident.id
                ),
            )
            for incident, needs in chosen
        ),
        waiting=tuple(incident for incident, _needs in waiting),
        teams=len(ready),
        minutes=answer.time_s / 60.0,
        is_optimal=answer.is_optimal,
        gap=answer.gap,
    )


def _at(team: teams.TeamInfo) -> TeamAt:
    return TeamAt(
        team.id,
        team.longitude,
        team.latitude,
        team.capabilities,
        turnout_s=team.turnout_minutes * 60.0,
        groups=team.capabilities,
        pace=DEFAULT_SPEED_KMH / team.speed_kmh,
    )
