"""The layers the map itself brings."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.decision.onemap.models import SensitiveSite
from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers


def _facts(site: SensitiveSite, actor: Actor) -> Iterable[Fact]:
    yield _("kind"), site.get_kind_display()
    yield _("people by day"), site.people_day
    yield _("people by night"), site.people_night
    yield _("phone"), site.contact_phone


register_layers(
    MapLayer(
        id="sites",
        title=_("Protected sites"),
        group=_("People"),
        model="onemap.SensitiveSite",
        properties={"name": "name", "kind": "kind"},
        facts=_facts,
        people="people_day",
        icon="home",
        min_zoom=11,
        order=60,
    ),
)
