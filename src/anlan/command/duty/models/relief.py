"""Leave 请假 and swaps 换班: asking to be relieved of shifts to come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.duty.choices import RELIEF_TONES, LeaveState, SwapState
from anlan.command.duty.models.roster import DutyAssignment
from anlan.kernel.models import TimeStamped


class _Request(TimeStamped):
    """What somebody asks of who plans the roster, and what was decided."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("office"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    asked_at = models.DateTimeField(pgettext_lazy("duty leave", "asked at"))
    decided_by_id = models.CharField(_("decided by (id)"), max_length=64, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.CharField(_("words of the decision"), max_length=200, blank=True)

    class Meta:
        abstract = True

    state: str

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return RELIEF_TONES[self.state]


class DutyLeave(_Request):
    """Days on which a person cannot stand duty; approved leave keeps him off the roster."""

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=20, choices=LeaveState.choices, default=LeaveState.ASKED
    )

    class Meta:
        verbose_name = _("leave from duty")
        verbose_name_plural = _("leaves from duty")
        ordering: ClassVar = ["-first_day", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="duty_leave_has_days"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "last_day"], name="duty_leave_person"),
            models.Index(
                fields=["organisation"], condition=Q(state="asked"), name="duty_leave_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}–{self.last_day}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duty:leave", args=[self.pk])


class DutySwap(_Request):
    """One's own shift to come given to a colleague, perhaps against a shift of his."""

    assignment = models.ForeignKey(
        DutyAssignment,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("shift given"),
    )
    colleague = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("colleague"),
    )
    return_assignment = models.ForeignKey(
        DutyAssignment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shift taken in return"),
    )
    given_label = models.CharField(_("shift given, in words"), max_length=100)
    return_label = models.CharField(
        _("shift taken in return, in words"), max_length=100, blank=True
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=SwapState.choices, default=SwapState.ASKED
    )

    class Meta:
        verbose_name = _("swap of shifts")
        verbose_name_plural = _("swaps of shifts")
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            # A shift is offered to one colleague at a time.
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=("asked", "agreed")),
                name="duty_swap_one_open",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["colleague"], condition=Q(state="asked"), name="duty_swap_waiting"
            ),
            models.Index(
                fields=["organisation"], condition=Q(state="agreed"), name="duty_swap_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.colleague} {self.given_label}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("duty:swap", args=[self.pk])
