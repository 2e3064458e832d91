"""Recorded events 灾害事件 and how well they were warned of 预警检验."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import Hazard, Level, ScoreBasis


class HazardEvent(TimeStamped):
    """A flood, slide or fire that did happen: when, where, how bad. Warnings are judged by it."""

    hazard = models.CharField(_("natural hazard"), max_length=20, choices=Hazard.choices)
    title = models.CharField(_("title"), max_length=200)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, default=Level.YELLOW
    )
    geo_point = models.ForeignKey(
        "natural_hazards.GeoHazardPoint",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("geological hazard point"),
    )
    people_moved = models.PositiveIntegerField(_("people moved to safety"), default=0)
    casualties = models.PositiveIntegerField(_("dead, missing and injured"), default=0)
    loss_yuan = models.BigIntegerField(_("loss in yuan"), default=0)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(_("source of the record"), max_length=200)
    recorded_by = models.CharField(_("recorded by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("natural hazard event")
        verbose_name_plural = _("natural hazard events")
        ordering: ClassVar = ["-began_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
                name="hazard_event_ends_after_it_begins",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["hazard", "began_at"], name="hazard_event_time"),
            models.Index(fields=["region", "-began_at"], name="hazard_event_region"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The event's page."""
        return reverse("natural_hazards:event", args=[self.pk])


class VerificationScore(models.Model):
    """How well a hazard, or one threshold, was warned of over a period; kept with each run."""

    run = models.CharField(_("run"), max_length=32)
    made_at = models.DateTimeField(pgettext_lazy("product", "made at"))
    begin = models.DateTimeField(pgettext_lazy("period", "from"))
    end = models.DateTimeField(_("until"))
    hazard = models.CharField(_("natural hazard"), max_length=20, choices=Hazard.choices)
    basis = models.CharField(_("what is judged"), max_length=10, choices=ScoreBasis.choices)
    threshold = models.ForeignKey(
        "natural_hazards.Threshold",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="scores",
        verbose_name=_("threshold"),
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    label = models.CharField(_("name"), max_length=200)
    hits = models.PositiveIntegerField(_("hits"))
    misses = models.PositiveIntegerField(_("misses"))
    false_alarms = models.PositiveIntegerField(_("false alarms"))
    hit_rate = models.FloatField(_("hit rate"), null=True)
    false_alarm_ratio = models.FloatField(_("false-alarm ratio"), null=True)
    critical_success_index = models.FloatField(_("critical success index"), null=True)
    lead_h = models.FloatField(_("median lead time in hours"), null=True)
    is_current = models.BooleanField(_("is the newest"), default=True)

    class Meta:
        verbose_name = _("verification score")
        verbose_name_plural = _("verification scores")
        ordering: ClassVar = ["hazard", "basis", "level", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["hazard", "basis"], condition=Q(is_current=True), name="score_current"
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page of the scores."""
        return reverse("natural_hazards:verification")
