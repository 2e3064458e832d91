"""Open alarms on the map, and on the wall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.kernel.situation import Abnormal, register_situation
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.alarms.choices import ON_DESK
from anlan.monitoring.alarms.selectors.alarms import list_desk_alarms


def _facts(alarm: Any, actor: Actor) -> Iterable[Fact]:
    yield _("state"), alarm.get_state_display()
    if alarm.peak_value is not None:
        yield _("peak"), f"{number(alarm.peak_value)} {alarm.unit}".strip()
    if alarm.reason:
        yield _("why it was raised"), alarm.reason
    yield _("raised at"), alarm.raised_at
    yield _("enterprise"), alarm.enterprise
    yield _("holder"), alarm.holder


def _needing_a_hand(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=[str(state) for state in ON_DESK])


def _abnormal(actor: Actor) -> Iterable[Abnormal]:
    for alarm in list_desk_alarms(actor, limit=30):
        yield Abnormal(
            side="left",
            label=alarm.title,
            url=alarm.url,
            level=alarm.level,
            where=alarm.enterprise_name or alarm.region_name,
            at=alarm.raised_at,
            value=""
            if alarm.peak_value is None
            else f"{number(alarm.peak_value)} {alarm.unit}".strip(),
            state=str(alarm.state_label),
            sound_id=str(alarm.id) if alarm.state == "open" else "",
        )


register_situation(_abnormal)
register_layers(
    MapLayer(
        id="alarms",
        title=_("Alarms"),
        group=_("Monitoring"),
        model="alarms.Alarm",
        geometry="location",
        properties={"name": "title", "level": "level", "state": "state"},
        narrow=_needing_a_hand,
        facts=_facts,
        icon="alarm",
        in_queries=False,
        order=10,
    )
)
