"""Objectives and timers of a response: what the commander wants reached, and by when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.responses.choices import ObjectiveKind, ObjectiveState
from anlan.command.responses.models.response import Response
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Objective(TimeStamped):
    """An objective of the commander (处置目标), or a clock everybody watches (计时器).

    A timer that repeats starts anew when it is answered: “measure the gas again every 30 minutes”.
    """

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="objectives", verbose_name=_("response")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=ObjectiveKind.choices, default=ObjectiveKind.OBJECTIVE
    )
    title = models.CharField(_("title"), max_length=100)
    state = models.CharField(
        _("state"), max_length=10, choices=ObjectiveState.choices, default=ObjectiveState.OPEN
    )
    started_at = models.DateTimeField(_("clock counts from"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    repeat_minutes = models.PositiveIntegerField(_("repeats every"), null=True, blank=True)
    rounds = models.PositiveIntegerField(_("times answered"), default=0)
    set_by = models.CharField(_("set by"), max_length=100)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=100, blank=True)
    result = models.CharField(_("result"), max_length=300, blank=True)
    overdue_noticed_at = models.DateTimeField(_("overdue noticed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("objective of a response")
        verbose_name_plural = _("objectives of a response")
        ordering: ClassVar = ["response_id", "due_at", "id"]
        indexes: ClassVar = [
            # The minute job looks for open ones that are late and not yet told.
            models.Index(
                fields=["due_at"],
                condition=models.Q(state=ObjectiveState.OPEN, overdue_noticed_at__isnull=True),
                name="response_objective_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The objectives of its response."""
        return reverse("responses:objectives", args=[self.response_id])

    @property
    def is_overdue(self) -> bool:
        """Whether its time ran out before it was reached."""
        if self.due_at is None or self.state == ObjectiveState.DROPPED:
            return False
        return (self.ended_at or clock.now()) > self.due_at

    @property
    def clock_state(self) -> str:
        """How its clock is drawn: running, met or cancelled."""
        return {ObjectiveState.MET: "met", ObjectiveState.DROPPED: "cancelled"}.get(
            ObjectiveState(self.state), ""
        )
