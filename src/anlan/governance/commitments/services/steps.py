"""Setting when who is reminded."""

from __future__ import annotations

from django.db import transaction

from anlan.base.audit.public import audit, changes
from anlan.governance.commitments.models import EscalationStep
from anlan.governance.commitments.permissions import SET_STEPS
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def set_step(
    *, code: str, days: int, audience: str, for_periods: bool, is_active: bool, actor: Actor
) -> EscalationStep:
    """Change a step of the escalation; what was told already is not told again."""
    step = get_visible(EscalationStep, code, actor=actor, lock=True)
    require(actor, SET_STEPS, step)
    before, after = changes(
        step, days=days, audience=audience, for_periods=for_periods, is_active=is_active
    )
    if after:
        step.save()
        audit(actor, "commitments.step.set", step, before=before, after=after)
    return step
