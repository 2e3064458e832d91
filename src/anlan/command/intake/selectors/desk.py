"""What stands on the screens of the seats now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from anlan.command.intake.choices import CallState
from anlan.command.intake.models import Call
from anlan.command.intake.selectors.callers import who_calls
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: A call nobody told the end of does not ring for ever.
LONGEST_RING = timedelta(minutes=5)
LONGEST_TALK = timedelta(hours=2)
SHOWN = 8


def live_calls(actor: Actor) -> list[Call]:
    """Return the calls that ring or are talked on, what rings first."""
    now = clock.now()
    rows = visible(Call, actor).filter(
        state__in=(CallState.RINGING, CallState.ANSWERED),
        called_back_at__isnull=True,
        started_at__gte=now - LONGEST_TALK,
    )
    found = [
        call
        for call in rows.select_related("source", "incident").order_by("-started_at")[:50]
        if call.state == CallState.ANSWERED or now - call.started_at < LONGEST_RING
    ]
    return sorted(found, key=lambda call: call.state != CallState.RINGING)[:SHOWN]


def calls_on_screen(actor: Actor) -> list[dict[str, Any]]:
    """Return the live calls with who calls, for the pop on the screen."""
    may_open = actor.has("incidents.open_incident")
    return [
        {
            "call": call,
            "caller": who_calls(call.number, actor, before=call),
            "take_url": f"{reverse('incidents:open')}?origin=call:{call.pk}"
            if may_open and call.incident_id is None
            else "",
        }
        for call in live_calls(actor)
    ]
