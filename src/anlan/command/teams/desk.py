"""A leader's own teams on his desk: are they ready, how many, what is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.command.teams.choices import READINESS_TONES
from anlan.command.teams.models import Team
from anlan.command.teams.permissions import SET_READINESS
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskSection, register_desk
from anlan.kernel.policy import visible


def my_teams(actor: Actor) -> Mapping[str, Any] | None:
    """The teams the actor leads; nothing for who leads none."""
    if actor.person_id is None:
        return None
    teams = visible(Team, actor).filter(leader_id=actor.person_id, is_active=True)
    rows = [
        {
            "label": team.name,
            "url": reverse("teams:detail", args=[team.pk]),
            "value": ngettext("%(n)d member", "%(n)d members", team.member_count)
            % {"n": team.member_count},
            "state": {
                "label": team.get_readiness_display(),
                "tone": READINESS_TONES[team.readiness],
            },
            "at": team.readiness_at,
        }
        for team in teams
    ]
    return {"rows": rows, "empty": _("You lead no team.")} if rows else None


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
    )
)
