"""The door to permits of special operations."""

from __future__ import annotations

from datetime import datetime

from anlan.supervision.permits.by_township import tally_by_rule
from anlan.supervision.permits.choices import PermitState
from anlan.supervision.permits.contracts import PermitInfo
from anlan.supervision.permits.models import WorkPermit
from anlan.supervision.permits.services.permits import file_permit, record_gas_test, take_step

__all__ = [
    "file_permit",
    "list_permits",
    "record_gas_test",
    "take_step",
    "tally_by_rule",
]


def list_permits(
    *, begin: datetime, end: datetime, enterprise_id: int | None = None
) -> list[PermitInfo]:
    """Return the permits that hold at some time in [begin, end], withdrawn ones left out.

    The caller has checked the right to know (cross-checks and panels of the enterprise).
    """
    rows = (
        WorkPermit.objects.filter(planned_from__lt=end, planned_to__gt=begin)
        .exclude(state=PermitState.CANCELLED)
        .select_related("kind")
        .order_by("planned_from", "pk")
    )
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return [
        PermitInfo(
            id=row.pk,
            number=row.number,
            enterprise_id=row.enterprise_id,
            kind=row.kind_id,
            kind_name=row.kind.name,
            grade=row.grade,
            grade_name=row.grade_label,
            is_fire=row.kind.is_fire,
            state=row.state,
            place=row.place,
            planned_from=row.planned_from,
            planned_to=row.planned_to,
            started_at=row.started_at,
            finished_at=row.finished_at,
            url=row.get_absolute_url(),
        )
        for row in rows
    ]
