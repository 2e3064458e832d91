"""Units follow their enterprise: to another region, into a merged dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.supervision.enterprises.public import lock_enterprise, lock_enterprises
from anlan.supervision.risk.choices import AssessmentState
from anlan.supervision.risk.models import (
    Assessment,
    Control,
    ControlCheck,
    EnterpriseRisk,
    RegradeRecord,
    RiskEvent,
    RiskFactor,
    RiskObject,
    RiskUnit,
)
from anlan.supervision.risk.services.factors import regrade_units, tally_of


@transaction.atomic
def follow_region(*, enterprise_id: int) -> int:
    """Give the units the region of their enterprise; returns how many moved."""
    region_id = lock_enterprise(enterprise_id).region_id
    rows = RiskUnit.objects.filter(enterprise_id=enterprise_id).exclude(region_id=region_id)
    return rows.update(region_id=region_id)


@transaction.atomic
def start_tallies(*, enterprise_ids: Sequence[int]) -> None:
    """Give new enterprises their tallies, at the level of their dossiers."""
    EnterpriseRisk.objects.bulk_create(
        [
            EnterpriseRisk(enterprise_id=enterprise.pk, own_level=level, level=level)
            for enterprise in lock_enterprises(enterprise_ids)
            for level in (enterprise.risk_level,)
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )


@transaction.atomic
def start_tally(*, enterprise_id: int) -> EnterpriseRisk:
    """Return the tally of an enterprise; while it has no unit, the dossier's level is its own."""
    enterprise = lock_enterprise(enterprise_id)
    tally = tally_of(enterprise_id, own_level=enterprise.risk_level)
    weighs = RiskFactor.objects.filter(enterprise_id=enterprise_id, lifted_at__isnull=True)
    if not tally.units and tally.own_level != enterprise.risk_level and not weighs.exists():
        tally.own_level = tally.level = enterprise.risk_level
        tally.save(update_fields=["own_level", "level", "updated_at"])
    return tally


@transaction.atomic
def take_over(*, enterprise_id: int, former_id: int, actor: Actor) -> None:
    """Move the tree of a merged dossier; a code taken already carries the former's number."""
    enterprise = lock_enterprise(enterprise_id)
    _free_codes(RiskObject, enterprise_id, former_id)
    _free_codes(RiskUnit, enterprise_id, former_id)
    moved = RiskUnit.objects.filter(enterprise_id=former_id).update(
        enterprise_id=enterprise_id, region_id=enterprise.region_id
    )
    for model in (RiskObject, RiskEvent, Control, ControlCheck, RiskFactor, RegradeRecord):
        model._default_manager.filter(enterprise_id=former_id).update(enterprise_id=enterprise_id)
    latest = Assessment.objects.filter(enterprise_id=enterprise_id).aggregate(n=Max("version"))["n"]
    for assessment in Assessment.objects.filter(enterprise_id=former_id).order_by("version"):
        latest = (latest or 0) + 1
        Assessment.objects.filter(pk=assessment.pk).update(
            enterprise_id=enterprise_id, version=latest, state=AssessmentState.SUPERSEDED
        )
    EnterpriseRisk.objects.filter(pk=former_id).delete()
    if moved:
        why = _("another dossier was merged into this one")
        regrade_units(enterprise_id=enterprise_id, unit_ids=[None], why=why, actor=actor)
        audit(actor, "risk.units.regraded", enterprise, after={"units": moved}, reason=why)


def _free_codes(model: type[Any], enterprise_id: int, former_id: int) -> None:
    taken = set(
        model._default_manager.filter(enterprise_id=enterprise_id).values_list("code", flat=True)
    )
    for row in model._default_manager.filter(enterprise_id=former_id, code__in=taken):
        row.code = f"{row.code[:28]}-{former_id}"
        row.save(update_fields=["code"])
