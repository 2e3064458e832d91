"""Special operations on the enterprise dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel
from anlan.supervision.permits.choices import OPEN_STATES, STATE_TONES
from anlan.supervision.permits.models import WorkPermit
from anlan.supervision.permits.permissions import VIEW

SHOWN = 8


def of_enterprise(enterprise: Any, actor: Actor) -> Mapping[str, Any]:
    """The permits that stand, the next to run out first."""
    rows = (
        visible(WorkPermit, actor)
        .filter(enterprise_id=enterprise.pk, state__in=OPEN_STATES)
        .select_related("kind")
        .order_by("planned_to")[:SHOWN]
    )
    return {
        "rows": [
            {
                "label": f"{permit.kind} · {permit.place}",
                "where": permit.grade_label,
                "url": permit.get_absolute_url(),
                "state": {
                    "label": permit.get_state_display(),
                    "tone": "overdue" if permit.is_overrun else STATE_TONES[permit.state],
                },
                "at": permit.planned_to,
            }
            for permit in rows
        ],
        "url": f"{reverse('permits:list')}?tab=all&q={enterprise}",
        "empty": _("No special operation is filed."),
        "topic": "permits",
    }


register_panel(
    Panel("enterprises.Enterprise", "permits", _("Special operations"), "", of_enterprise, VIEW, 60)
)
