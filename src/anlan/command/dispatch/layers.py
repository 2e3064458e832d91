"""Teams under way on the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.command.dispatch.choices import BOUND, COMING
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _bound(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=BOUND)


def _coming(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=COMING, route__isnull=False)


def _facts(dispatch: Any, actor: Actor) -> Iterable[Fact]:
    yield _("incident"), dispatch.incident
    yield _("state"), dispatch.get_state_display()
    yield _("people sent"), dispatch.people
    yield _("expected arrival"), dispatch.eta_at


register_layers(
    MapLayer(
        id="dispatches",
        title=_("Teams under way"),
        group=_("Command"),
        model="dispatch.Dispatch",
        geometry="position",
        properties={"name": "team__name", "state": "state"},
        narrow=_bound,
        facts=_facts,
        icon="truck",
        in_queries=False,
        order=15,
    ),
    MapLayer(
        id="dispatch_ways",
        title=_("Planned ways of teams"),
        group=_("Command"),
        model="dispatch.Dispatch",
        geometry="route",
        shape="line",
        properties={"name": "team__name", "state": "state"},
        narrow=_coming,
        facts=_facts,
        icon="route",
        in_queries=False,
        order=16,
    ),
)
