"""Hazards that other parts of the platform find: failed checks with their photos."""

from __future__ import annotations

from django.db import transaction

from anlan.kernel.actor import Actor
from anlan.supervision.hazards.choices import HazardSource
from anlan.supervision.hazards.models import Hazard, HazardCategory
from anlan.supervision.hazards.services.regrading import CHECK
from anlan.supervision.hazards.services.reporting import report_hazard
from anlan.supervision.risk.events import CheckFailed
from anlan.supervision.risk.public import get_unit

#: A control that does not work is a defect of equipment until somebody says otherwise.
CHECK_CATEGORY = "things_device_defect"


@transaction.atomic
def open_from_check(*, event: CheckFailed, actor: Actor) -> Hazard:
    """Open the hazard of a failed check: its unit, its words, its photos stay with the check.

    Where the table of causes is not loaded the cause stays open; an officer adds it.
    """
    is_known = HazardCategory.objects.filter(pk=CHECK_CATEGORY).exists()
    unit = get_unit(event.unit_id, actor)
    return report_hazard(
        source=HazardSource.CHECK,
        title=(event.text or event.control).strip()[:200],
        description=event.control,
        enterprise_id=event.enterprise_id,
        region_code=event.region,
        unit_id=event.unit_id,
        unit_name=unit.name,
        category=CHECK_CATEGORY if is_known else None,
        found_at=event.found_at,
        found_by=event.checked_by,
        origin_type=CHECK,
        origin_id=event.check_id,
        longitude=unit.longitude,
        latitude=unit.latitude,
        actor=actor,
    )


def photo_subjects(hazard: Hazard) -> list[tuple[str, str]]:
    """Return whose photos belong to a hazard: its own, and those of what it came from."""
    own = [(hazard._meta.label, str(hazard.pk))]
    return [*own, (hazard.origin_type, hazard.origin_id)] if hazard.origin_type else own
