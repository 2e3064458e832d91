"""Warnings that come in 外来预警 from the weather service, and the areas they hold for."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import (
    WARNING_TONES,
    Level,
    WarningFormat,
    WarningState,
)


class IncomingWarning(TimeStamped):
    """A warning as its issuer published it. It is public: everybody signed in may read it."""

    identifier = models.CharField(_("identifier"), max_length=200)
    sender = models.CharField(pgettext_lazy("warning", "sender"), max_length=200)
    sender_name = models.CharField(
        pgettext_lazy("warning", "issued by"), max_length=200, blank=True
    )
    format = models.CharField(_("format"), max_length=10, choices=WarningFormat.choices)
    sent_at = models.DateTimeField(pgettext_lazy("warning", "issued at"))
    effective_at = models.DateTimeField(_("effective at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    event = models.CharField(pgettext_lazy("warning", "event"), max_length=100)
    headline = models.CharField(_("headline"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    instruction = models.TextField(pgettext_lazy("warning", "instruction"), blank=True)
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, null=True, blank=True
    )
    severity = models.CharField(_("severity"), max_length=20, blank=True)
    urgency = models.CharField(_("urgency"), max_length=20, blank=True)
    certainty = models.CharField(_("certainty"), max_length=20, blank=True)
    area_text = models.CharField(_("area in words"), max_length=1000, blank=True)
    area = models.MultiPolygonField(_("warned area"), srid=4326, null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=WarningState.choices, default=WarningState.IN_FORCE
    )
    references = ArrayField(
        models.CharField(max_length=500), verbose_name=_("refers to"), default=list, blank=True
    )
    message_type = models.CharField(_("kind of message"), max_length=10, default="Alert")
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    source_text = models.TextField(_("as received"))

    class Meta:
        verbose_name = _("incoming warning")
        verbose_name_plural = _("incoming warnings")
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sender", "identifier", "sent_at"], name="incoming_warning_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expires_at"], condition=Q(state="in_force"), name="incoming_in_force"
            ),
            # A message that refers to one that comes only later is looked up by it.
            GinIndex(fields=["references"], name="incoming_references"),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        """The warning's page."""
        return reverse("natural_hazards:warning", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return WARNING_TONES[WarningState(self.state)]


class WarningArea(models.Model):
    """That a warning holds for a region of ours, and how we know."""

    warning = models.ForeignKey(
        IncomingWarning, on_delete=models.CASCADE, related_name="areas", verbose_name=_("warning")
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    matched_by = models.CharField(_("matched by"), max_length=20)

    class Meta:
        verbose_name = _("region of a warning")
        verbose_name_plural = _("regions of warnings")
        ordering: ClassVar = ["warning_id", "region_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warning", "region"], name="warning_area_once")
        ]

    def __str__(self) -> str:
        return f"{self.warning_id} {self.region_id}"
