"""Duties to hold drills by township: in time or late."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.command.drills.models import CadenceDuty
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def tally_cadence(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: units that must hold drills; part: whose next day has not passed."""
    rows = visible(CadenceDuty, actor).filter(
        is_active=True, region__code__startswith=region_prefix
    )
    return tally_by_township(rows, "region_id", part=Q(due_on__gte=on))
