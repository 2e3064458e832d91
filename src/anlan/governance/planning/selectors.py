"""Confirmed tasks and indicators as other apps ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from anlan.governance.planning.contracts import IndicatorInfo, TaskInfo
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def confirmed_tasks(
    actor: Actor,
    *,
    document_id: int | None = None,
    ids: Iterable[int] | None = None,
    keys: Iterable[str] | None = None,
) -> list[TaskInfo]:
    """Return the confirmed tasks a person may see, in the order of their documents."""
    return [
        TaskInfo(
            id=row.pk,
            key=row.key,
            text=row.text,
            title=row.title,
            lead_units=split_units(row.lead_units),
            support_units=split_units(row.support_units),
            deadline=row.deadline,
            quantity=row.quantity,
            cadence=row.cadence,
            document_id=row.document_id,
            document_name=row.document.name,
            plan_name=row.plan_name,
            line=row.line,
            quote=row.quote,
            url=row.get_absolute_url(),
        )
        for row in _confirmed(PlannedTask, actor, document_id, ids, keys)
    ]


def confirmed_indicators(
    actor: Actor,
    *,
    document_id: int | None = None,
    ids: Iterable[int] | None = None,
    keys: Iterable[str] | None = None,
) -> list[IndicatorInfo]:
    """Return the confirmed indicators a person may see, in the order of their documents."""
    return [
        IndicatorInfo(
            id=row.pk,
            key=row.key,
            name=row.name,
            unit=row.unit,
            baseline=row.baseline,
            target=row.target,
            binding=row.is_binding,
            deadline=row.deadline,
            document_id=row.document_id,
            document_name=row.document.name,
            plan_name=row.plan_name,
            line=row.line,
            quote=row.quote,
            url=row.get_absolute_url(),
        )
        for row in _confirmed(PlannedIndicator, actor, document_id, ids, keys)
    ]


def plan_last_days(actor: Actor, document_id: int) -> dict[str, date]:
    """Return the last day of each plan of a document by its name, where it is known."""
    document = visible(PlanningDocument, actor).filter(pk=document_id).first()
    return {
        plan["title"][:200]: date.fromisoformat(plan["last_day"])
        for plan in (document.plans if document else ())
        if plan.get("last_day")
    }


def split_units(words: str) -> tuple[str, ...]:
    """Return the units of a list; a list inside brackets belongs to its unit."""
    units = re.split(r"[、;；]+(?![^（(]*[)）])", words)
    return tuple(unit.strip() for unit in units if unit.strip())


def _confirmed(
    model: type[Any],
    actor: Actor,
    document_id: int | None,
    ids: Iterable[int] | None,
    keys: Iterable[str] | None,
) -> Any:
    rows = model.objects.in_force().filter(pk__in=visible(model, actor).values("pk"))
    rows = rows.select_related("document")
    if document_id is not None:
        rows = rows.filter(document_id=document_id)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    return rows.order_by("document_id", "line", "pk")
