"""What alarms add elsewhere: to the dossier of an enterprise, to a device, into curves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel
from anlan.monitoring.alarms.choices import ALARM_TONES, UNFINISHED, AlarmState
from anlan.monitoring.alarms.models import Alarm, RiskIndex
from anlan.monitoring.alarms.permissions import VIEW, VIEW_RISK
from anlan.monitoring.alarms.selectors.alarms import thresholds_of
from anlan.monitoring.devices.public import register_device_levels
from anlan.monitoring.telemetry.public import register_curve_notes

SHOWN = 8


def _rows(alarms: QuerySet[Alarm]) -> list[dict[str, Any]]:
    return [
        {
            "label": alarm.title,
            "url": alarm.get_absolute_url(),
            "level": alarm.level,
            "state": {
                "label": alarm.get_state_display(),
                "tone": ALARM_TONES[AlarmState(alarm.state)],
            },
            "at": alarm.raised_at,
        }
        for alarm in alarms.order_by("-raised_at")[:SHOWN]
    ]


def of_enterprise(enterprise: Any, actor: Actor) -> Mapping[str, Any]:
    """Return the latest alarms of an enterprise."""
    return {
        "rows": _rows(visible(Alarm, actor).filter(enterprise_id=enterprise.pk)),
        "url": f"{reverse('alarms:list')}?tab=all&q={enterprise}",
        "empty": _("No alarm was ever raised here."),
        "topic": "alarms",
    }


def of_device(device: Any, actor: Actor) -> Mapping[str, Any]:
    """Return the latest alarms of a device."""
    return {
        "rows": _rows(visible(Alarm, actor).filter(device_id=device.pk)),
        "empty": _("No alarm was ever raised here."),
        "topic": "alarms",
    }


def risk_of(enterprise: Any, actor: Actor) -> Mapping[str, Any]:
    """Return the dynamic risk index of an enterprise with the terms that weigh."""
    index = visible(RiskIndex, actor).filter(pk=enterprise.pk).first()
    if index is None:
        return {
            "rows": [],
            "empty": _("The index is computed once a device of the enterprise is registered."),
        }
    return {
        "url": index.get_absolute_url(),
        "rows": [
            {
                "label": _("risk index"),
                "url": index.get_absolute_url(),
                "value": f"{index.value:.0f}",
                "level": index.level,
                "at": index.computed_at,
            },
            *(
                {"label": term["words"], "value": f"+{term['points']:g}"}
                for term in index.terms
                if term["points"]
            ),
        ],
        "topic": "risk-index",
    }


register_panel(
    Panel("enterprises.Enterprise", "risk-index", _("Dynamic risk"), "", risk_of, VIEW_RISK, 18)
)
register_panel(
    Panel("enterprises.Enterprise", "alarms", _("Alarms"), "", of_enterprise, VIEW, order=20)
)
register_panel(Panel("devices.Device", "alarms", _("Alarms"), "", of_device, VIEW, order=50))


@register_curve_notes
def notes(
    point_id: int, since: datetime, until: datetime, actor: Actor
) -> dict[str, list[dict[str, Any]]]:
    """Draw limits in force and stretches of alarm into a curve."""
    alarms = visible(Alarm, actor).filter(
        Q(cleared_at__isnull=True) | Q(cleared_at__gte=since),
        point_id=point_id,
        opened_at__lte=until,
    )
    return {
        "thresholds": thresholds_of(point_id),
        "spans": [
            {
                "from": alarm.opened_at.isoformat(),
                "to": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
                "level": alarm.level,
                "label": str(alarm.get_level_display()),
            }
            for alarm in alarms.order_by("opened_at")[:50]
        ],
    }


@register_device_levels
def levels_of_devices(device_ids: Iterable[int]) -> dict[int, int]:
    """The gravest unfinished alarm of each device that has one, for plans and lists."""
    rows = Alarm.objects.filter(
        device_id__in=list(device_ids), state__in=[str(state) for state in UNFINISHED]
    )
    return dict(rows.order_by().values_list("device_id").annotate(level=Min("level")))
