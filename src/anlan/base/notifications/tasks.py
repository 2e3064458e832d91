"""Jobs of notices."""

from __future__ import annotations

from anlan.base.notifications.services import attempt_delivery, escalate_unanswered, platform
from anlan.kernel.jobs import job, periodic


@job(queue="notifications", retries=6)
def deliver(delivery_id: int) -> None:
    """Try one delivery; transport errors are retried with growing pauses."""
    attempt_delivery(delivery_id=delivery_id)


@periodic("* * * * * */5")
def escalate() -> None:
    """Every five seconds: pass on what nobody confirmed."""
    escalate_unanswered(actor=platform())
