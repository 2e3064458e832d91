"""The risk level of the dossier, which the register of risks keeps up to date."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from anlan.base.audit.public import audit, changes
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.events import emit
from anlan.supervision.enterprises.events import EnterpriseChanged
from anlan.supervision.enterprises.models import Enterprise


def lock_enterprise(enterprise_id: int) -> Enterprise:
    """Hold the row of an enterprise until the transaction ends; others' references may still be
    written. What counts per enterprise (tallies, levels) takes this lock first, so that no two
    wait for one another in a circle."""
    found = Enterprise.objects.select_for_update(no_key=True).filter(pk=enterprise_id).first()
    if found is None:
        raise NotVisible
    return found


def lock_enterprises(enterprise_ids: Sequence[int]) -> list[Enterprise]:
    """Hold the rows of several enterprises, in the order of their numbers."""
    rows = Enterprise.objects.select_for_update(no_key=True).filter(pk__in=enterprise_ids)
    return list(rows.order_by("pk"))


@transaction.atomic
def set_risk_level(*, enterprise_id: int, level: int, reason: str, actor: Actor) -> Enterprise:
    """Bring the level of the dossier up to the gravest of its units; maps and lists follow.

    Called by the register of risks as the consequence of a service that checked the right.
    """
    enterprise = lock_enterprise(enterprise_id)
    before, after = changes(enterprise, risk_level=level)
    if not after:
        return enterprise
    enterprise.save(update_fields=["risk_level", "updated_at"])
    audit(
        actor,
        "enterprises.enterprise.changed",
        enterprise,
        before=before,
        after=after,
        reason=reason,
    )
    emit(
        EnterpriseChanged(
            enterprise_id=enterprise.pk, region=enterprise.region_id, fields=("risk_level",)
        ),
        actor,
    )
    return enterprise
