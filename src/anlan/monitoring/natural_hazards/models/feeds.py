"""Where warnings are fetched 预警来源, and what became of everything that was found there."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import (
    MESSAGE_TONES,
    FeedKind,
    MessageOutcome,
)


class WarningFeed(TimeStamped):
    """An address of the weather service, or a folder it delivers to, looked at again and again."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=FeedKind.choices)
    address = models.CharField(_("address or folder"), max_length=500)
    period_s = models.PositiveIntegerField(_("seconds between two looks"), default=60)
    is_active = models.BooleanField(_("is in use"), default=True)
    etag = models.CharField(_("entity tag"), max_length=200, blank=True)
    last_modified = models.CharField(_("last modified"), max_length=100, blank=True)
    polled_at = models.DateTimeField(_("last looked at"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("last reached at"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("warning feed")
        verbose_name_plural = _("warning feeds")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_s__gte=30), name="warning_feed_not_asked_too_often"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The feed's page."""
        return reverse("natural_hazards:feed", args=[self.pk])

    @property
    def period(self) -> timedelta:
        """How long after one look the next one follows."""
        return timedelta(seconds=self.period_s)


class FeedMessage(models.Model):
    """One message that a feed held: taken in, known already, of elsewhere, or not to be read.

    ``stamp`` changes when the message changes under its name, so that it is looked at again. The
    text is kept where it could not be read; a warning keeps its own.
    """

    feed = models.ForeignKey(
        WarningFeed,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("warning feed"),
    )
    name = models.CharField(pgettext_lazy("feed", "message"), max_length=500)
    stamp = models.CharField(_("version"), max_length=100)
    at = models.DateTimeField(_("found at"))
    outcome = models.CharField(
        pgettext_lazy("feed", "what became of it"), max_length=12, choices=MessageOutcome.choices
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    warning = models.ForeignKey(
        "natural_hazards.IncomingWarning",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("warning"),
    )
    text = models.TextField(_("as received"), blank=True)

    class Meta:
        verbose_name = _("message of a warning feed")
        verbose_name_plural = _("messages of warning feeds")
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "name", "stamp"], name="feed_message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="feed_message_time"),
            models.Index(fields=["outcome", "-at"], name="feed_message_outcome"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The message's page."""
        return reverse("natural_hazards:feed_message", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of what became of it."""
        return MESSAGE_TONES[MessageOutcome(self.outcome)]
