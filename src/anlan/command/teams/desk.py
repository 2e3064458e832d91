"""The forces on the desk: one's own teams, what has expired or will, who should stand by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from anlan.command.teams.choices import READINESS_TONES, STAND_BY_TONES, StandByState
from anlan.command.teams.contracts import Gap
from anlan.command.teams.days import end_of
from anlan.command.teams.models import Expert, NeighbourTeam, StandBy, Team
from anlan.command.teams.permissions import (
    ANSWER_STAND_BY,
    CHANGE_EXPERT,
    CHANGE_NEIGHBOUR,
    KEEP,
    ORDER_STAND_BY,
    SET_READINESS,
)
from anlan.command.teams.rulebook import force_rule
from anlan.command.teams.selectors.gaps import gaps_of, lapses_of
from anlan.command.teams.selectors.needs import open_dangers
from anlan.command.teams.selectors.teams import shown_readiness
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of, visible

#: Lines of one kind on a desk; the pages list all.
LINES = 8


def my_teams(actor: Actor) -> Mapping[str, Any] | None:
    """The teams the actor leads; nothing for who leads none."""
    if actor.person_id is None:
        return None
    teams = list(visible(Team, actor).filter(leader_id=actor.person_id, is_active=True))
    lapses = lapses_of([team.pk for team in teams])
    shown = {team.pk: shown_readiness(team, lapses.get(team.pk, "")) for team in teams}
    rows = [
        {
            "label": team.name,
            "url": reverse("teams:detail", args=[team.pk]),
            "value": ngettext("%(n)d member", "%(n)d members", team.member_count)
            % {"n": team.member_count},
            "state": {
                "label": shown[team.pk][1],
                "tone": READINESS_TONES[shown[team.pk][0]],
            },
            "at": team.readiness_at,
        }
        for team in teams
    ]
    return {"rows": rows, "empty": _("You lead no team.")} if rows else None


def _kept_gaps(actor: Actor) -> Iterator[tuple[Team, list[Gap]]]:
    """What is wanting in the teams the actor keeps."""
    teams = list(policy_of(Team).permitted(actor, KEEP).filter(is_active=True))
    gaps = gaps_of(teams)
    for team in teams:
        if team.pk in gaps:
            yield team, gaps[team.pk]


def lapsed(actor: Actor) -> Iterable[DeskItem]:
    """Teams with something that has expired, one line a team, by how much of it limits them."""
    found = []
    for team, gaps in _kept_gaps(actor):
        over = [gap for gap in gaps if gap.is_lapsed and gap.due_on is not None]
        if over:
            found.append((-sum(gap.lowers for gap in over), team.code, team, over))
    found.sort(key=lambda item: item[:2])
    return [
        DeskItem(
            label=team.name,
            url=team.get_absolute_url(),
            where="、".join(dict.fromkeys(gap.what for gap in over[:3])),
            state={"label": pgettext("term", "expired"), "tone": "overdue"},
            value=str(len(over)),
        )
        for _rank, _code, team, over in found[:LINES]
    ]


def expiring(actor: Actor) -> Iterable[DeskItem]:
    """Certificates, checks, policies and trainings that run out soon, nearest first."""
    found = [
        (gap.due_on, team, gap)
        for team, gaps in _kept_gaps(actor)
        for gap in gaps
        if not gap.is_lapsed and gap.due_on is not None
    ]
    found.sort(key=lambda item: (item[0], item[1].pk))
    return [
        DeskItem(label=gap.what, url=team.get_absolute_url(), where=team.name, due=end_of(day))
        for day, team, gap in found[:LINES]
    ]


def never_recorded(actor: Actor) -> Iterable[DeskItem]:
    """How many teams have no insurance and no joint training on record: one line each."""
    numbers: Counter[str] = Counter()
    for _team, gaps in _kept_gaps(actor):
        numbers.update({gap.kind for gap in gaps if gap.is_lapsed and gap.due_on is None})
    pages = {"insurance": "teams:list", "training": "teams:trainings"}
    return [
        DeskItem(
            label=_never_recorded_words(kind, number),
            url=reverse(pages[kind]),
            where=force_rule(kind).legal_basis,
        )
        for kind, number in sorted(numbers.items())
    ]


def _never_recorded_words(kind: str, number: int) -> str:
    if kind == "insurance":
        words = ngettext(
            "%(n)d team without full accident insurance on record",
            "%(n)d teams without full accident insurance on record",
            number,
        )
    else:
        words = ngettext(
            "%(n)d team without joint training on record",
            "%(n)d teams without joint training on record",
            number,
        )
    return words % {"n": number}


def stand_bys(actor: Actor) -> Iterable[DeskItem]:
    """Orders to be taken up, and those whose time has passed."""
    rows = (
        policy_of(StandBy)
        .permitted(actor, ANSWER_STAND_BY)
        .exclude(state=StandByState.ENDED)
        .select_related("team")
        .order_by("ends_at")
    )
    now = clock.now()
    return [
        DeskItem(
            label=_("Stand-by: %(team)s to %(place)s")
            % {"team": row.team.name, "place": row.place},
            url=row.get_absolute_url(),
            level=row.level,
            state={"label": row.get_state_display(), "tone": STAND_BY_TONES[row.state]},
            due=row.ends_at,
        )
        for row in rows[: LINES * 4]
        if row.ends_at <= now or (row.state == StandByState.ORDERED and row.starts_at <= now)
    ][:LINES]


def asked_for(actor: Actor) -> Iterable[DeskItem]:
    """Regions in danger or warned where nobody stands by: one line that leads to the proposals."""
    dangers = open_dangers(actor)
    if not dangers:
        return []
    return [
        DeskItem(
            label=ngettext(
                "%(n)d region in danger has no team standing by",
                "%(n)d regions in danger have no team standing by",
                len(dangers),
            )
            % {"n": len(dangers)},
            url=reverse("teams:stand_by_proposals"),
            level=min(danger.level for danger in dangers),
            where=force_rule("stand_by").legal_basis,
        )
    ]


def ending_terms(actor: Actor) -> Iterable[DeskItem]:
    """Appointments of experts and agreements with neighbours that run out soon."""
    today = clock.today()
    experts = (
        policy_of(Expert)
        .permitted(actor, CHANGE_EXPERT)
        .filter(
            is_active=True,
            appointed_until__range=(today, today + timedelta(days=force_rule("expert").warn_days)),
        )
    )
    neighbours = (
        policy_of(NeighbourTeam)
        .permitted(actor, CHANGE_NEIGHBOUR)
        .filter(
            is_active=True,
            agreed_until__range=(today, today + timedelta(days=force_rule("neighbour").warn_days)),
        )
    )
    found = [
        DeskItem(
            label=_("Appointment of %(name)s") % {"name": row.name},
            url=row.get_absolute_url(),
            where=row.field,
            due=end_of(row.appointed_until),
        )
        for row in experts[:LINES]
    ]
    found += [
        DeskItem(
            label=_("Agreement on %(name)s") % {"name": row.name},
            url=row.get_absolute_url(),
            where=row.home_region,
            due=end_of(row.agreed_until),
        )
        for row in neighbours[:LINES]
    ]
    return found


def upkeep(actor: Actor) -> Mapping[str, Any] | None:
    """All of it for who keeps the whole register: what has expired, will, or was never recorded."""
    items = [
        *lapsed(actor),
        *sorted(
            [*expiring(actor), *ending_terms(actor)],
            key=lambda item: item.due.timestamp() if item.due is not None else 0.0,
        ),
        *never_recorded(actor),
    ]
    return {
        "rows": [asdict(item) for item in items[: 2 * LINES]],
        "count": len(items),
        "url": reverse("teams:list"),
        "empty": _("Nothing of the forces has expired or soon will."),
    }


register_desk(
    DeskSection(
        name="teams.mine",
        title=gettext_lazy("My teams"),
        place="panel",
        context=my_teams,
        permission=SET_READINESS,
        roles=("team_leader",),
        order=5,
        topics=("teams",),
    ),
    DeskSection(
        name="teams.lapsed",
        title=gettext_lazy("Expired in the teams"),
        place="now",
        items=lapsed,
        permission=KEEP,
        roles=("team_leader",),
        order=65,
        topics=("teams",),
    ),
    DeskSection(
        name="teams.expiring",
        title=gettext_lazy("Expires soon in the teams"),
        place="soon",
        items=expiring,
        permission=KEEP,
        roles=("team_leader",),
        order=65,
        topics=("teams",),
    ),
    DeskSection(
        name="teams.stand_bys",
        title=gettext_lazy("Stand-by orders"),
        place="now",
        items=stand_bys,
        permission=ANSWER_STAND_BY,
        roles=("team_leader", "duty_officer"),
        order=30,
        topics=("teams",),
    ),
    DeskSection(
        name="teams.asked_for",
        title=gettext_lazy("Dangers that ask for teams"),
        place="now",
        items=asked_for,
        permission=ORDER_STAND_BY,
        roles=("commander", "duty_officer"),
        order=35,
        topics=("teams",),
    ),
    DeskSection(
        name="teams.upkeep",
        title=gettext_lazy("Upkeep of the forces"),
        place="panel",
        context=upkeep,
        permission=KEEP,
        roles=("bureau_officer",),
        order=45,
        topics=("teams",),
    ),
)
