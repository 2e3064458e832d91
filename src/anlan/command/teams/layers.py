"""Rescue teams on the map, and where they stand by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.command.teams.choices import StandByState
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _active(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(is_active=True)


def _facts(team: Any, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), team.get_kind_display()
    yield _("capabilities"), "、".join(team.capability_labels)
    yield _("readiness"), team.get_readiness_display()
    yield _("members"), team.member_count
    yield _("duty phone"), team.duty_phone


def _in_force(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(state=StandByState.ENDED)


def _stand_by_facts(order: Any, actor: Actor) -> Iterable[Fact]:
    yield _("team"), order.team.name
    yield _("state"), order.get_state_display()
    yield _("why"), order.why
    yield _("duty phone"), order.team.duty_phone


register_layers(
    MapLayer(
        id="teams",
        title=_("Rescue teams"),
        group=_("Resources"),
        model="teams.Team",
        properties={"name": "name", "state": "readiness", "kind": "kind"},
        narrow=_active,
        facts=_facts,
        people="member_count",
        follows=("dispatch",),
        icon="team",
        order=50,
    ),
    MapLayer(
        id="stand-bys",
        title=_("Teams that stand by"),
        group=_("Resources"),
        model="teams.StandBy",
        properties={"name": "place", "level": "level", "state": "state"},
        narrow=_in_force,
        facts=_stand_by_facts,
        icon="team",
        order=51,
    ),
)
