"""States of a dispatch."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DispatchState(models.TextChoices):
    """Where a team stands on its way to an incident and back."""

    ASSIGNED = "assigned", _("ordered")
    ACCEPTED = "accepted", _("accepted")
    DEPARTED = "departed", _("on the way")
    ARRIVED = "arrived", _("arrived")
    WORKING = "working", _("at work")
    RELEASED = "released", _("stood down")
    DECLINED = "declined", _("declined")


DISPATCH_TONES = {
    DispatchState.ASSIGNED: "waiting",
    DispatchState.ACCEPTED: "active",
    DispatchState.DEPARTED: "active",
    DispatchState.ARRIVED: "active",
    DispatchState.WORKING: "active",
    DispatchState.RELEASED: "done",
    DispatchState.DECLINED: "overdue",
}

#: The team is bound to the incident.
BOUND = (
    DispatchState.ASSIGNED,
    DispatchState.ACCEPTED,
    DispatchState.DEPARTED,
    DispatchState.ARRIVED,
    DispatchState.WORKING,
)
#: The team has not arrived yet; its arrival is estimated.
COMING = (DispatchState.ASSIGNED, DispatchState.ACCEPTED, DispatchState.DEPARTED)
