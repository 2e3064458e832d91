"""Reading supervision documents for others: by unit, by subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from anlan.governance.oversight.contracts import OrderInfo
from anlan.governance.oversight.models import Order
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def describe(order: Order) -> OrderInfo:
    """Return a document by value."""
    return OrderInfo(
        id=order.pk,
        kind=order.kind.code,
        kind_name=order.kind.name,
        number=order.number,
        title=order.title,
        organisation_id=order.organisation_id,
        organisation_name=order.organisation.name,
        state=order.state,
        state_label=str(order.get_state_display()),
        issued_on=_day(order.issued_at),
        due=order.due_on,
        closed_on=_day(order.closed_at),
        is_overdue=order.is_overdue,
        subject_type=order.subject_type,
        subject_id=order.subject_id,
        url=order.get_absolute_url(),
    )


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at is not None else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _rows(actor: Actor) -> QuerySet[Order]:
    return visible(Order, actor).select_related("kind", "organisation")


def list_orders(
    actor: Actor,
    *,
    organisation_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    kinds: Iterable[str] | None = None,
) -> list[OrderInfo]:
    """Return the documents issued in a span (both days included), the newest first.

    Drafts, proposals and withdrawn documents are no orders and are left out.
    """
    rows = _rows(actor).filter(issued_at__isnull=False).exclude(state="withdrawn")
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if since is not None:
        rows = rows.filter(issued_at__gte=_midnight(since))
    if until is not None:
        rows = rows.filter(issued_at__lt=_midnight(until + timedelta(days=1)))
    if kinds is not None:
        rows = rows.filter(kind__code__in=list(kinds))
    return [describe(row) for row in rows.order_by("-issued_at", "-pk")]


def orders_about(
    actor: Actor, *, subject_type: str, subject_ids: Iterable[int | str]
) -> dict[str, list[OrderInfo]]:
    """Return the documents drawn up about some objects, by their key, the newest first."""
    wanted = [str(key) for key in subject_ids]
    rows = _rows(actor).filter(subject_type=subject_type, subject_id__in=wanted)
    found: dict[str, list[OrderInfo]] = {}
    for row in rows.order_by("-pk"):
        found.setdefault(row.subject_id, []).append(describe(row))
    return found
