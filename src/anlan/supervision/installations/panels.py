"""What installations add to the dossier of an enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs
from anlan.supervision.installations.choices import COMMITMENT_TONES
from anlan.supervision.installations.models import Commitment, Installation
from anlan.supervision.installations.permissions import KEEP, VIEW

SHOWN = 8


def installations_of(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """List the units of an enterprise, the gravest first."""
    rows = visible(Installation, actor).filter(enterprise_id=enterprise.pk).order_by("grade", "pk")
    units = list(rows[: SHOWN + 1])
    may_keep = scope_reaches(
        actor, KEEP, region=enterprise.region_id, organisation_id=enterprise.organisation_id
    )
    if not units and not may_keep:
        return None
    address = f"{reverse('installations:create')}?enterprise={enterprise.pk}"
    return {
        "count": len(units),
        "rows": [
            {
                "label": unit.name,
                "url": unit.get_absolute_url(),
                "level": unit.grade,
                "value": f"R {unit.r_index:.1f}" if unit.r_index is not None else "",
                "state": _filing_state(unit),
            }
            for unit in units[:SHOWN]
        ],
        "empty": _("No production or storage unit has been entered."),
        "actions": [{"label": _("Enter a unit"), "url": address, "icon": "plus"}]
        if may_keep
        else [],
    }


def _filing_state(unit: Installation) -> dict[str, Any] | None:
    if not unit.is_major:
        return {"label": _("below the threshold"), "tone": "neutral"}
    if unit.filed_until is None:
        return {"label": _("not filed"), "tone": "overdue"}
    if unit.filed_until < clock.today():
        return {"label": _("filing expired"), "tone": "overdue"}
    return {"label": _("filed to %(day)s") % {"day": unit.filed_until}, "tone": "done"}


def commitments_of(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """List the commitments of the last days, for who has a major hazard installation."""
    if not enterprise.is_major_hazard:
        return None
    first = clock.today() - timedelta(days=6)
    rows = visible(Commitment, actor).filter(enterprise_id=enterprise.pk, on__gte=first)
    return {
        "rows": [
            {
                "label": str(row.on),
                "url": row.get_absolute_url(),
                "level": row.level,
                "value": _("%(count)s special operations") % {"count": row.operations_total},
                "state": {"label": pgettext("commitment", "late"), "tone": "overdue"}
                if row.is_late
                else {"label": row.get_state_display(), "tone": COMMITMENT_TONES[row.state]},
            }
            for row in rows
        ],
        "url": reverse("installations:calendar", args=[enterprise.pk]),
        "empty": _("No commitment in the last seven days."),
    }


def enterprise_verbs(enterprise: Any, actor: Actor) -> Iterable[Verb]:
    """Lead to the calendar of commitments."""
    if enterprise.is_major_hazard and actor.has(VIEW):
        yield Verb(
            "commitments",
            _("Daily commitments"),
            reverse("installations:calendar", args=[enterprise.pk]),
            method="get",
            icon="calendar",
        )


register_panel(
    Panel(
        model="enterprises.Enterprise",
        name="installations",
        title=gettext_lazy("Production and storage units"),
        template="",
        context=installations_of,
        permission=VIEW,
        order=20,
    )
)
register_panel(
    Panel(
        model="enterprises.Enterprise",
        name="commitments",
        title=gettext_lazy("Daily commitments"),
        template="",
        context=commitments_of,
        permission=VIEW,
        order=25,
    )
)
register_verbs("enterprises.Enterprise", enterprise_verbs)
