"""What terminals are asked to do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.vehicles.choices import ORDER_TONES, OrderKind, OrderState
from anlan.monitoring.vehicles.models.vehicle import Vehicle


class TerminalOrder(TimeStamped):
    """A text to the driver or new settings for the terminal of a vehicle (终端指令).

    Written by an officer, taken by the gateway the terminal is connected to, answered by the
    terminal; what does not reach it in time expires.
    """

    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.CASCADE, related_name="orders", verbose_name=_("vehicle")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OrderKind.choices)
    text = models.CharField(_("text"), max_length=200, blank=True)
    is_urgent = models.BooleanField(_("is urgent"), default=False)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    ordered_by = models.CharField(pgettext_lazy("terminal", "ordered by"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=OrderState.choices, default=OrderState.WAITING
    )
    expires_at = models.DateTimeField(_("expires at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("order to a terminal")
        verbose_name_plural = _("orders to terminals")
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["vehicle", "-created_at"], name="order_vehicle"),
            # The gateway and the sweep ask for what is not finished.
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["waiting", "sent"]),
                name="order_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.get_kind_display()}"

    @property
    def words(self) -> str:
        """What was ordered, in words."""
        if self.kind == OrderKind.TEXT:
            return self.text
        parts = {
            "report_s": _("a position every %(value)s s"),
            "highest_speed_km_h": _("warning from %(value)s km/h"),
        }
        return "，".join(
            str(parts[name]) % {"value": value} for name, value in self.settings.items()
        )

    def get_absolute_url(self) -> str:
        """The page of its vehicle: an order has none of its own."""
        return self.vehicle.get_absolute_url()

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return ORDER_TONES[OrderState(self.state)]
