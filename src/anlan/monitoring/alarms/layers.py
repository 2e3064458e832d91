"""Open alarms on the map, and on the wall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.kernel.policy import visible
from anlan.kernel.situation import Abnormal, register_situation
from anlan.monitoring.alarms.choices import ON_DESK
from anlan.monitoring.alarms.models import Alarm


def _facts(alarm: Alarm, actor: Actor) -> Iterable[Fact]:
    yield _("level"), alarm.get_level_display()
    yield _("state"), alarm.get_state_display()
    yield _("peak value"), f"{alarm.peak_value:g} {alarm.unit}" if alarm.peak_value else None
    yield _("raised at"), alarm.raised_at
    yield _("holder"), alarm.holder


def _on_desk(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state__in=[str(state) for state in ON_DESK])


def _abnormal(actor: Actor) -> Iterable[Abnormal]:
    rows = _on_desk(visible(Alarm, actor)).select_related("region", "enterprise")
    for alarm in rows.order_by("level", "-raised_at")[:30]:
        yield Abnormal(
            side="left",
            label=alarm.title,
            url=alarm.get_absolute_url(),
            level=alarm.level,
            where=str(alarm.enterprise or alarm.region),
            at=alarm.raised_at,
            value=f"{alarm.peak_value:g} {alarm.unit}" if alarm.peak_value is not None else "",
            state=str(alarm.get_state_display()),
            sound_id=f"alarm-{alarm.pk}" if alarm.state == "open" else "",
        )


register_situation(_abnormal)
register_layers(
    MapLayer(
        id="alarms",
        title=_("Open alarms"),
        group=_("Monitoring"),
        model="alarms.Alarm",
        geometry="device__location",
        properties={"name": "title", "level": "level", "state": "state"},
        narrow=_on_desk,
        facts=_facts,
        icon="alarm",
        in_queries=False,
        order=10,
    )
)
