"""Rescue teams on the map."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.command.teams.models import Team
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _facts(team: Team, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), team.get_kind_display()
    yield _("readiness"), team.get_readiness_display()
    yield _("members"), team.member_count
    yield _("capabilities"), "、".join(team.capability_labels)
    yield _("duty phone"), team.duty_phone


register_layers(
    MapLayer(
        id="teams",
        title=_("Rescue teams"),
        group=_("Forces"),
        model="teams.Team",
        properties={"name": "name", "kind": "kind", "state": "readiness"},
        facts=_facts,
        icon="team",
        order=50,
    )
)
