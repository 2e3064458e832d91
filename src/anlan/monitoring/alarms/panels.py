"""What alarms add elsewhere: to the dossier of an enterprise, to a device, into curves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel
from anlan.monitoring.alarms.choices import ALARM_TONES, AlarmState
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.permissions import VIEW
from anlan.monitoring.alarms.selectors.alarms import thresholds_of
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
