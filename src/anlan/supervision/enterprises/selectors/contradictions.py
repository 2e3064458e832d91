"""Facts of the dossiers that the cross-checks set against others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from anlan.supervision.enterprises.contracts import LapsedPaper, Overstock
from anlan.supervision.enterprises.expiry import LAST_DAYS
from anlan.supervision.enterprises.models import ChemicalHolding


def list_lapsed(before: date, enterprise_id: int | None = None) -> Iterator[LapsedPaper]:
    """Yield licences, certificates and inspections whose last day lies before ``before``."""
    for day in LAST_DAYS:
        rows = day.rows().filter(**{f"{day.field}__lt": before})
        if enterprise_id is not None:
            rows = rows.filter(**{day.enterprise: enterprise_id})
        for row in rows.select_related(day.enterprise).order_by("pk"):
            enterprise = day.enterprise_of(row)
            yield LapsedPaper(
                what=day.what,
                label=str(day.label),
                subject_id=row.pk,
                title=str(row),
                due_on=getattr(row, day.field),
                enterprise_id=enterprise.pk,
                region_code=enterprise.region_id,
                is_operating=enterprise.status == "operating",
                url=enterprise.get_absolute_url(),
            )


def list_overstocked(ratio: float, enterprise_id: int | None = None) -> Iterator[Overstock]:
    """Yield holdings of more than ``ratio`` times the largest registered amount."""
    rows = ChemicalHolding.objects.filter(
        design_quantity_t__gt=0, quantity_t__gt=F("design_quantity_t") * ratio
    ).exclude(enterprise__status="closed")
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    for row in rows.select_related("enterprise", "chemical").order_by("pk"):
        yield Overstock(
            holding_id=row.pk,
            container=row.container,
            chemical=row.chemical.name,
            quantity_t=row.quantity_t,
            registered_t=row.design_quantity_t or 0.0,
            enterprise_id=row.enterprise_id,
            region_code=row.enterprise.region_id,
            url=row.enterprise.get_absolute_url(),
        )
