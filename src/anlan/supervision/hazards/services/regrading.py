"""What a hazard does to the grade of its unit, in the transaction of the hazard itself."""

from __future__ import annotations

from django.db.models import Q

from anlan.kernel.actor import Actor
from anlan.supervision.hazards.choices import OPEN_STATES, HazardState
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.risk.public import lift_factor, lift_failed_check, record_factor

SOURCE = "hazards.Hazard"
CHECK = "risk.ControlCheck"
OPEN, MAJOR = "open_hazard", "major_hazard"


def weigh(hazard: Hazard, actor: Actor) -> None:
    """Let an open hazard weigh on its unit: major or general, graver once it is overdue."""
    if hazard.enterprise_id is None:
        return
    record_factor(
        enterprise_id=hazard.enterprise_id,
        unit_id=hazard.unit_id,
        kind=MAJOR if hazard.is_major else OPEN,
        source_type=SOURCE,
        source_id=hazard.pk,
        explanation=hazard.title,
        severity="overdue" if hazard.overdue_at else "",
        url=hazard.get_absolute_url(),
        actor=actor,
    )


def unweigh(hazard: Hazard, actor: Actor, reason: str) -> None:
    """Take the weight of a hazard away."""
    if hazard.enterprise_id is not None:
        lift_factor(source_type=SOURCE, source_id=hazard.pk, reason=reason, actor=actor)


def unweigh_check(hazard: Hazard, actor: Actor, reason: str) -> None:
    """Take away the weight of the failed check that opened an accepted hazard.

    It stays while another hazard from a check of the same control is open.
    """
    if hazard.origin_type != CHECK or hazard.enterprise_id is None:
        return
    others = Hazard.objects.filter(
        enterprise_id=hazard.enterprise_id, origin_type=CHECK, state__in=OPEN_STATES
    ).exclude(Q(pk=hazard.pk) | Q(state=HazardState.ACCEPTED))
    lift_failed_check(
        check_id=hazard.origin_id,
        unless=others.values_list("origin_id", flat=True),
        reason=reason,
        actor=actor,
    )


def weigh_anew(hazard: Hazard, actor: Actor, reason: str) -> None:
    """Weigh again after the level or the lateness changed."""
    unweigh(hazard, actor, reason)
    weigh(hazard, actor)
