"""Which teams to send: nearest first among those that can do what the incident asks for."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from anlan.command.dispatch.choices import BOUND, DispatchState
from anlan.command.dispatch.constants import PROPOSALS
from anlan.command.dispatch.contracts import Estimate, Need, Proposal
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.routing import estimate_all
from anlan.command.incidents import public as incidents
from anlan.command.plans import public as plans
from anlan.command.responses import public as responses
from anlan.command.teams import public as teams
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError

SENDABLE = ("ready", "limited")
#: What a toxic release asks for whatever the plan says.
TOXIC_NEEDS = ("chemical_rescue", "environmental_monitoring")


def needs_of(incident_id: int, actor: Actor) -> tuple[Need, ...]:
    """Return the capabilities the running (else the recommended) level of the plan counts on."""
    wanted: dict[str, int] = {}
    active = responses.get_active_response(incident_id)
    level_id = active.plan_level_id if active is not None else None
    try:
        recommendation = responses.recommend_level(incident_id, actor)
    except DomainError:
        recommendation = None
    if level_id is None and recommendation is not None:
        level_id = recommendation.plan_level_id
    if level_id is not None:
        for resource in plans.get_level(level_id).resources:
            if resource.kind == "capability":
                wanted[resource.code] = resource.quantity
    if recommendation is not None and recommendation.facts.get("is_toxic"):
        for code in TOXIC_NEEDS:
            wanted.setdefault(code, 1)
    covered: dict[str, int] = defaultdict(int)
    for capabilities in Dispatch.objects.filter(
        incident_id=incident_id, state__in=BOUND
    ).values_list("team__capabilities", flat=True):
        for code in capabilities:
            covered[code] += 1
    return tuple(
        Need(code, teams.capability_label(code), number, covered[code])
        for code, number in wanted.items()
    )


def propose_teams(
    incident_id: int, actor: Actor, *, limit: int = PROPOSALS
) -> tuple[Proposal, ...]:
    """Return ranked proposals: available before bound, filling an open need before not, then time.

    ``first_for`` names the open needs for which a team is the quickest available one. Teams that
    declined this incident come after the others. Raises ``NotVisible``.
    """
    incident = incidents.get_incident(incident_id, actor)
    needs = needs_of(incident_id, actor)
    codes = [need.code for need in needs]
    open_codes = {need.code for need in needs if need.is_open}
    declined = set(
        Dispatch.objects.filter(incident_id=incident_id, state=DispatchState.DECLINED).values_list(
            "team_id", flat=True
        )
    )
    bound_here = set(
        Dispatch.objects.filter(incident_id=incident_id, state__in=BOUND).values_list(
            "team_id", flat=True
        )
    )
    rows = [
        team
        for team in teams.list_teams(capabilities=codes, actor=actor)
        if team.id not in bound_here
    ]
    ways: list[Estimate | None] = [None] * len(rows)
    if incident.longitude is not None and incident.latitude is not None:
        starts = [(team.longitude, team.latitude, team.speed_kmh) for team in rows]
        ways = list(estimate_all(starts, incident.longitude, incident.latitude))
    candidates = [
        (team, way, None if way is None else team.turnout_minutes + way.travel_s / 60)
        for team, way in zip(rows, ways, strict=True)
    ]

    def rank(item: tuple[teams.TeamInfo, Estimate | None, float | None]) -> tuple[object, ...]:
        team, _way, minutes = item
        return (
            team.readiness not in SENDABLE,
            team.id in declined,
            not open_codes & set(team.capabilities),
            float("inf") if minutes is None else minutes,
            team.id,
        )

    candidates.sort(key=rank)
    taken: set[str] = set()
    found = []
    for team, way, minutes in candidates[:limit]:
        matched = [code for code in codes if code in team.capabilities]
        available = team.readiness in SENDABLE
        first = [c for c in matched if c in open_codes and c not in taken] if available else []
        if team.id in declined:
            first = []
        taken.update(first)
        found.append(
            Proposal(
                team=team,
                matched=tuple(teams.capability_label(c) for c in matched),
                first_for=tuple(teams.capability_label(c) for c in first),
                estimate=way,
                minutes=minutes,
                is_available=available,
                blocked_reason="" if available else _blocked(team),
                reasons=_reasons(team, way, minutes, matched, team.id in declined),
            )
        )
    return tuple(found)


def _blocked(team: teams.TeamInfo) -> str:
    if team.readiness == "engaged":
        return _("Engaged in another incident")
    return _("Reported as not available")


def _reasons(
    team: teams.TeamInfo,
    way: Estimate | None,
    minutes: float | None,
    matched: list[str],
    has_declined: bool,
) -> tuple[str, ...]:
    found = []
    if matched:
        labels = "、".join(teams.capability_label(code) for code in matched)
        found.append(_("Can do: %(what)s") % {"what": labels})
    if way is not None and minutes is not None:
        found.append(
            _("About %(road).1f km by road, %(minutes)d min with turning out (estimate)")
            % {"road": way.road_m / 1000, "minutes": round(minutes)}
        )
    else:
        found.append(_("The incident has no position; distances are unknown."))
    found.append(
        _("%(state)s, %(people)d people") % {"state": team.readiness_label, "people": team.members}
    )
    if has_declined:
        found.append(_("Has declined this order"))
    return tuple(found)
