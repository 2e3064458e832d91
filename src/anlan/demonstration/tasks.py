"""The demonstration's own clockwork."""

from __future__ import annotations

from django.conf import settings

from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import periodic


@periodic("* * * * *")
def stand_duty() -> None:
    """Every minute: the people of the demonstration stand the running shift."""
    if settings.ANLAN_DEMO:
        from anlan.demonstration.loader.duty import keep_on_duty  # with what makes a county

        keep_on_duty(actor=system_actor("demonstration"))
