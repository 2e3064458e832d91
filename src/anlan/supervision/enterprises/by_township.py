"""Papers, grades and inspections of enterprises by township, as indicators of plans count them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from anlan.base.regions.public import Tally, tally_by_township
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.choices import EnterpriseStatus, EquipmentUse
from anlan.supervision.enterprises.models import (
    Certificate,
    Enterprise,
    Equipment,
    Insurance,
    Licence,
    Standardisation,
)

_REGION = "enterprise__region_id"


def _papers(model: type[Model], actor: Actor, region_prefix: str) -> QuerySet[Any]:
    return visible(model, actor).filter(
        enterprise__status=EnterpriseStatus.OPERATING,
        enterprise__region__code__startswith=region_prefix,
    )


def tally_certificates(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: certificates of people in operating enterprises; part: valid and reviewed."""
    valid = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    reviewed = Q(review_due_on__isnull=True) | Q(review_due_on__gte=on)
    rows = _papers(Certificate, actor, region_prefix)
    return tally_by_township(rows, _REGION, part=valid & reviewed)


def tally_licences(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: licences of operating enterprises; part: not run out."""
    rows = _papers(Licence, actor, region_prefix)
    return tally_by_township(rows, _REGION, part=Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def tally_equipment(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: special equipment in use with a day of inspection; part: not past it."""
    rows = _papers(Equipment, actor, region_prefix).filter(
        use=EquipmentUse.IN_USE, next_inspection_on__isnull=False
    )
    return tally_by_township(rows, _REGION, part=Q(next_inspection_on__gte=on))


def tally_standardised(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: operating enterprises above designated size; part: with a grade that holds."""
    rows = _operating(actor, region_prefix).filter(is_above_scale=True)
    return _with_paper(rows, Standardisation, on)


def tally_insured(
    actor: Actor, *, on: date, categories: Iterable[str], region_prefix: str = ""
) -> list[Tally]:
    """Whole: operating enterprises of some fields; part: with a liability policy that holds."""
    rows = _operating(actor, region_prefix).filter(category__in=list(categories))
    return _with_paper(rows, Insurance, on)


def _operating(actor: Actor, region_prefix: str) -> QuerySet[Enterprise]:
    return visible(Enterprise, actor).filter(
        status=EnterpriseStatus.OPERATING, region__code__startswith=region_prefix
    )


def _with_paper(rows: QuerySet[Enterprise], paper: type[Model], on: date) -> list[Tally]:
    """Count those with a paper of a kind that holds on a day."""
    held = paper._default_manager.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        enterprise=OuterRef("pk"),
    )
    marked = rows.annotate(has_paper=Exists(held))
    return tally_by_township(marked, "region_id", part=Q(has_paper=True))
