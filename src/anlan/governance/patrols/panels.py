"""What patrols add to the page of an organisation: its patrols and open findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from anlan.governance.patrols.choices import FindingState
from anlan.governance.patrols.models import Finding, Visit
from anlan.governance.patrols.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel

SHOWN = 6


def visit_row(visit: Visit) -> dict[str, Any]:
    """A patrol as a line of a small list."""
    return {
        "label": visit.name,
        "url": visit.get_absolute_url(),
        "where": visit.round.title,
        "value": str(visit.visited_on or visit.planned_on or ""),
        "state": {"label": visit.get_state_display(), "tone": visit.tone},
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as a line of a small list."""
    return {
        "label": finding.title,
        "url": finding.get_absolute_url(),
        "where": str(finding.organisation),
        "value": str(finding.due_on),
        "level": finding.severity,
        "state": {"label": finding.get_state_display(), "tone": finding.tone},
    }


def patrols_of_unit(unit: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The patrols of a unit and what it has to put right."""
    visits = visible(Visit, actor).filter(organisation_id=unit.pk).select_related("round")
    findings = (
        visible(Finding, actor)
        .filter(organisation_id=unit.pk)
        .exclude(state__in=(FindingState.CLOSED, FindingState.DROPPED))
    )
    rows = [finding_row(row) for row in findings.select_related("organisation")[:SHOWN]]
    rows += [visit_row(row) for row in visits.order_by("-planned_on", "-pk")[:SHOWN]]
    if not rows:
        return None
    return {
        "rows": rows,
        "count": len(rows),
        "url": f"{reverse('patrols:findings')}?tab=all&organisation={unit.pk}",
    }


register_panel(
    Panel(
        model="organisations.Organisation",
        name="patrols",
        title=gettext_lazy("Patrols and findings"),
        template="",
        context=patrols_of_unit,
        permission=VIEW,
        order=72,
    )
)
