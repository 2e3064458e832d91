"""States of a dispatch."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class DispatchState(models.TextChoices):
    """Where a team stands on its way to an incident and back."""

    ASSIGNED = "assigned", pgettext_lazy("dispatch", "ordered")
    ACCEPTED = "accepted", pgettext_lazy("dispatch", "accepted")
    DEPARTED = "departed", pgettext_lazy("dispatch", "on the way")
    ARRIVED = "arrived", pgettext_lazy("dispatch", "arrived")
    WORKING = "working", pgettext_lazy("dispatch", "at work")
    RELEASED = "released", pgettext_lazy("dispatch", "stood down")
    DECLINED = "declined", pgettext_lazy("dispatch", "declined")


DISPATCH_TONES: dict[str, str] = {
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
#: The team is at the scene.
ON_SCENE = (DispatchState.ARRIVED, DispatchState.WORKING)
