"""Telephone calls as the exchange told of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.intake.choices import CALL_TONES, CallDirection, CallState
from anlan.command.intake.models.sources import IntakeSource
from anlan.kernel.fields import EncryptedTextField, mask
from anlan.kernel.models import TimeStamped


class Call(TimeStamped):
    """One call. The number is personal data: encrypted, shown masked, found by a blind index."""

    source = models.ForeignKey(
        IntakeSource, on_delete=models.CASCADE, related_name="calls", verbose_name=_("source")
    )
    call_id = models.CharField(_("call number of the exchange"), max_length=128)
    direction = models.CharField(
        _("direction"),
        max_length=10,
        choices=CallDirection.choices,
        default=CallDirection.INBOUND,
    )
    number = EncryptedTextField(_("caller's number"), blank=True, default="")
    number_index = models.CharField(
        _("index of the number"), max_length=32, blank=True, editable=False
    )
    dialled = models.CharField(_("number dialled"), max_length=40, blank=True)
    seat = models.CharField(_("seat"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=CallState.choices, default=CallState.RINGING
    )
    started_at = models.DateTimeField(_("rang at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    recording_url = models.URLField(_("recording"), max_length=500, blank=True)
    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    called_back_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    called_back_by = models.CharField(_("called back by"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "call_id"], name="call_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-started_at", "-id"], name="call_latest"),
            models.Index(fields=["number_index", "-started_at"], name="call_of_number"),
            # The screen of the duty officer: what rings, what is talked, what was missed.
            models.Index(
                fields=["state", "-started_at"],
                condition=models.Q(state__in=["ringing", "answered", "missed"])
                & models.Q(called_back_at__isnull=True),
                name="call_on_screen",
            ),
        ]

    def __str__(self) -> str:
        return self.masked_number or self.call_id

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("intake:call", args=[self.pk])

    @property
    def masked_number(self) -> str:
        """The number with its middle hidden."""
        return mask(self.number)

    @property
    def tone(self) -> str:
        """Badge tone of the state."""
        return CALL_TONES[CallState(self.state)]

    @property
    def seat_name(self) -> str:
        """The seat that rings or answered."""
        return self.source.seat_name(self.seat) if self.seat else ""

    @property
    def waits_for_call_back(self) -> bool:
        """Whether nobody has called back yet."""
        return self.state == CallState.MISSED and self.called_back_at is None
