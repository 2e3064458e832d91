"""Leads on the enterprise dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel
from anlan.supervision.crosschecks.choices import STATE_TONES
from anlan.supervision.crosschecks.models import Lead
from anlan.supervision.crosschecks.permissions import VIEW

SHOWN = 6


def of_enterprise(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The latest leads; nothing when there never was one."""
    rows = visible(Lead, actor).filter(enterprise_id=enterprise.pk).order_by("-opened_at")[:SHOWN]
    shown = [
        {
            "label": lead.title,
            "url": lead.get_absolute_url(),
            "level": lead.level,
            "state": {"label": lead.get_state_display(), "tone": STATE_TONES[lead.state]},
            "at": lead.opened_at,
        }
        for lead in rows
    ]
    if not shown:
        return None
    return {
        "rows": shown,
        "url": f"{reverse('crosschecks:list')}?tab=all&q={enterprise}",
        "topic": "leads",
    }


register_panel(
    Panel(
        "enterprises.Enterprise",
        "crosschecks",
        _("Leads of the cross-checks"),
        "",
        of_enterprise,
        VIEW,
        65,
    )
)
