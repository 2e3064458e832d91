"""Notices 通知·叫应: who was told what, over which channel, and whether they confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.rehearsal import register_root


class Notification(models.Model):
    """One notice to one person. Those that must be confirmed escalate until somebody answers."""

    kind = models.CharField(_("kind"), max_length=100)
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.CASCADE,
        related_name="notifications",
        verbose_name=_("person"),
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    subject_type = models.CharField(_("subject type"), max_length=100, blank=True)
    subject_id = models.CharField(_("subject"), max_length=64, blank=True)
    sender = models.CharField(_("sender"), max_length=100, blank=True)
    is_drill = models.BooleanField(_("is a drill"), default=False)
    must_confirm = models.BooleanField(_("must be confirmed"), default=False)
    confirm_by = models.DateTimeField(_("to be confirmed by"), null=True, blank=True)
    next_person_ids = models.JSONField(_("next people to ask"), default=list, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["subject_type", "subject_id"]),
            # What the escalation job looks at.
            models.Index(
                fields=["confirm_by"],
                condition=models.Q(
                    must_confirm=True, confirmed_at__isnull=True, escalated_at__isnull=True
                ),
                name="notification_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return self.title


register_root("notifications.Notification", "is_drill")


class DeliveryState(models.TextChoices):
    """How an attempt ended."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class Delivery(models.Model):
    """One notice over one channel, with its attempts."""

    notification = models.ForeignKey(
        Notification,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=_("notification"),
    )
    channel = models.CharField(_("channel"), max_length=30)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempted_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("duration in ms"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    is_permanent = models.BooleanField(_("will not be tried again"), default=False)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notification", "channel"], name="delivery_once_per_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class ChannelPreference(models.Model):
    """Which channels a person wants beside the page; red notices ignore a mute."""

    person = models.OneToOneField(
        "organisations.Person", on_delete=models.CASCADE, verbose_name=_("person")
    )
    channels = models.JSONField(_("channels"), default=list)
    muted_until = models.DateTimeField(_("muted until"), null=True, blank=True)

    class Meta:
        verbose_name = _("channel preference")
        verbose_name_plural = _("channel preferences")

    def __str__(self) -> str:
        return f"{self.person}: {', '.join(self.channels)}"


class CallOutcome(models.TextChoices):
    """How a call ended, as the caller notes it."""

    DIALLED = "dialled", _("dialled")
    ANSWERED = "answered", _("answered")
    NO_ANSWER = "no_answer", _("no answer")
    BUSY = "busy", _("busy")


class CallRecord(models.Model):
    """That somebody was called about something (一键呼叫), and how it ended."""

    person = models.ForeignKey(
        "organisations.Person", on_delete=models.PROTECT, verbose_name=_("person")
    )
    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=64)
    caller_id = models.CharField(_("caller"), max_length=64)
    caller_name = models.CharField(_("name of caller"), max_length=100)
    outcome = models.CharField(_("outcome"), max_length=20, choices=CallOutcome.choices)
    called_at = models.DateTimeField(_("called at"), default=clock.now)

    class Meta:
        verbose_name = _("call record")
        verbose_name_plural = _("call records")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.caller_name} → {self.person}"
