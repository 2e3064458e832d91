"""The door to supervision: documents of a unit, documents about something, drawing one up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from anlan.governance.oversight.contracts import OrderInfo
from anlan.governance.oversight.selectors import describe, list_orders, orders_about
from anlan.governance.oversight.services.drawing import draw_up_order
from anlan.kernel.actor import Actor

__all__ = ["OrderInfo", "issue_order", "list_orders", "orders_about", "propose_order"]


def issue_order(
    *,
    kind: str,
    organisation_id: int,
    reason: str,
    actor: Actor,
    subject: Model | None = None,
    due: date | None = None,
    facts: Iterable[Mapping[str, Any]] = (),
) -> OrderInfo:
    """Draw up a document as a draft; it goes out when it was submitted and approved."""
    made = draw_up_order(
        kind=kind,
        organisation_id=organisation_id,
        reason=reason,
        subject=subject,
        due_on=due,
        facts=facts,
        actor=actor,
    )
    return describe(made)


def propose_order(
    *,
    kind: str,
    organisation_id: int,
    reason: str,
    actor: Actor,
    subject: Model | None = None,
    facts: Iterable[Mapping[str, Any]] = (),
) -> OrderInfo:
    """Propose a document to the office; an officer takes it up or dismisses it."""
    made = draw_up_order(
        kind=kind,
        organisation_id=organisation_id,
        reason=reason,
        subject=subject,
        facts=facts,
        is_proposal=True,
        actor=actor,
    )
    return describe(made)
