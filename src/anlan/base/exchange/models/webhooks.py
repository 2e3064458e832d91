"""Web hooks: other systems are told of events, signed, retried, each delivery on record."""

from __future__ import annotations

import fnmatch
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped


class Webhook(TimeStamped):
    """An address that is told of chosen events."""

    name = models.CharField(_("name"), max_length=100)
    url = models.URLField(_("address"), max_length=500)
    secret = EncryptedTextField(_("secret"), editable=False)
    events = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("events"),
        help_text=_("names such as alarms.alarm.opened, or alarms.* for all of an app"),
    )
    is_active = models.BooleanField(_("is active"), default=True)
    may_be_internal = models.BooleanField(
        _("may be an internal address"),
        default=False,
        help_text=_("only for systems of the bureau's own network"),
    )
    created_by_name = models.CharField(_("made by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("web hook")
        verbose_name_plural = _("web hooks")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page with the deliveries."""
        from django.urls import reverse

        return reverse("exchange:webhook", args=[self.pk])

    def wants(self, event: str) -> bool:
        """Whether this hook is told of an event."""
        return any(fnmatch.fnmatchcase(event, pattern) for pattern in self.events)


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("waiting to be sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("delivery given up")


class WebhookDelivery(TimeStamped):
    """One event on its way to one address. ``key`` is the same for every attempt."""

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("web hook")
    )
    event = models.ForeignKey(
        "kernel.EventRecord", on_delete=models.CASCADE, related_name="+", verbose_name=_("event")
    )
    key = models.UUIDField(_("idempotency key"), unique=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=DeliveryState.choices,
        default=DeliveryState.WAITING,
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    status_code = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    duration_ms = models.PositiveIntegerField(_("duration in ms"), null=True, blank=True)
    last_attempt_at = models.DateTimeField(_("last attempt at"), null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("web hook delivery")
        verbose_name_plural = _("web hook deliveries")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["webhook", "-id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "event"], name="webhook_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.webhook} #{self.event_id}"
