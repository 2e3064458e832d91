"""The risks of an enterprise on its dossier and on its plant plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.registry import Panel, register_panel
from anlan.supervision.enterprises.public import PlanPoint, register_plan_points
from anlan.supervision.risk.models import EnterpriseRisk, RiskUnit
from anlan.supervision.risk.permissions import CHANGE, VIEW

#: Gravest units named on the dossier.
NAMED = 6


def risks_of(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Level, counts by colour, the gravest units."""
    tally = visible(EnterpriseRisk, actor).filter(pk=enterprise.pk).first()
    if tally is None:
        return None
    units = visible(RiskUnit, actor).filter(enterprise_id=enterprise.pk, is_retired=False)
    return {
        "tally": tally,
        "units": list(units.order_by("current_level", "code")[:NAMED]),
        "count": tally.units,
        "url": reverse("risk:enterprise", args=[enterprise.pk]),
        "topic": f"risk:{enterprise.pk}",
    }


@register_plan_points
def units_on_plan(enterprise_id: int, actor: Actor) -> Iterable[PlanPoint]:
    """Units as points of the plant plan, each in its colour."""
    rows = visible(RiskUnit, actor).filter(enterprise_id=enterprise_id, is_retired=False)
    may_place = None
    for unit in rows.select_related("enterprise").order_by("current_level", "code"):
        if may_place is None:
            may_place = policy_of(RiskUnit).can(actor, CHANGE, unit)
        yield PlanPoint(
            id=f"risk:{unit.pk}",
            label=unit.name,
            longitude=unit.location.x if unit.location else None,
            latitude=unit.location.y if unit.location else None,
            level=unit.current_level,
            kind=_("Risk unit"),
            url=unit.get_absolute_url(),
            place_url=reverse("risk:place_unit", args=[unit.pk]) if may_place else "",
        )


register_panel(
    Panel(
        model="enterprises.Enterprise",
        name="risks",
        title=_("Graded risk control"),
        template="risk/_panel.html",
        context=risks_of,
        permission=VIEW,
        order=20,
    )
)
