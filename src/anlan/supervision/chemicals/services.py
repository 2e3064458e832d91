"""Writing the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from anlan.base.audit.public import audit, changes
from anlan.kernel.actor import Actor
from anlan.kernel.policy import require_permission
from anlan.supervision.chemicals.models import Chemical
from anlan.supervision.chemicals.permissions import CHANGE


@transaction.atomic
def keep_chemical(*, cas: str, values: Mapping[str, Any], actor: Actor) -> Chemical:
    """Add a substance or bring its entry up to date; an unchanged entry is left alone."""
    require_permission(actor, CHANGE)
    chemical = Chemical.objects.select_for_update().filter(cas=cas).first()
    if chemical is None:
        chemical = Chemical(cas=cas, **values)
        chemical.refresh_search_text()
        chemical.save()
        audit(actor, "chemicals.chemical.created", chemical, after={"cas": cas, **values})
        return chemical
    before, after = changes(chemical, **values)
    if after:
        chemical.refresh_search_text()
        chemical.save()
        audit(actor, "chemicals.chemical.changed", chemical, before=before, after=after)
    return chemical
