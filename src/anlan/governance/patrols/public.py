"""The door to patrols: visits and findings of a unit."""

from __future__ import annotations

from datetime import date

from anlan.governance.patrols.choices import FindingState
from anlan.governance.patrols.contracts import PatrolFindingInfo, PatrolInfo
from anlan.governance.patrols.models import Finding, Visit
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = ["PatrolFindingInfo", "PatrolInfo", "list_findings", "list_patrols"]


def list_patrols(
    actor: Actor, *, organisation_id: int, since: date | None = None
) -> list[PatrolInfo]:
    """Return the patrols of a unit the actor sees, the newest first."""
    rows = visible(Visit, actor).filter(organisation_id=organisation_id).select_related("round")
    if since is not None:
        rows = rows.filter(planned_on__gte=since)
    return [
        PatrolInfo(
            id=row.pk,
            round_title=row.round.title,
            unit_name=row.name,
            organisation_id=row.organisation_id,
            planned_on=row.planned_on,
            visited_on=row.visited_on,
            state=row.state,
            state_label=str(row.get_state_display()),
            url=row.get_absolute_url(),
        )
        for row in rows.order_by("-planned_on", "-pk")
    ]


def list_findings(
    actor: Actor, *, organisation_id: int | None = None, open_only: bool = False
) -> list[PatrolFindingInfo]:
    """Return the findings the actor sees, what is due first first."""
    rows = visible(Finding, actor).select_related("visit", "organisation")
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if open_only:
        rows = rows.exclude(state__in=(FindingState.CLOSED, FindingState.DROPPED))
    return [
        PatrolFindingInfo(
            id=row.pk,
            title=row.title,
            unit_name=str(row.organisation),
            organisation_id=row.organisation_id,
            severity=row.severity,
            due_on=row.due_on,
            closed_on=row.closed_on,
            state=row.state,
            state_label=str(row.get_state_display()),
            is_overdue=row.is_overdue,
            url=row.get_absolute_url(),
        )
        for row in rows.order_by("due_on", "pk")
    ]
