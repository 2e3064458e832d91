"""Latest values and the books of the store. Single readings, blocks of compacted ones and the two
coarser levels lie in tables that migrations make in SQL; ``selectors`` read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.monitoring.telemetry.choices import Fate

#: Before every reading.
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class LatestReading(models.Model):
    """The newest reading of a point. Written every second or so, rebuilt after a crash."""

    point = models.OneToOneField(
        "devices.Point",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="latest",
        verbose_name=_("point"),
    )
    at = models.DateTimeField(_("time"))
    value = models.FloatField(_("value"), help_text=_("not a number when nothing was measured"))
    quality = models.PositiveSmallIntegerField(_("quality"), default=0)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("latest reading")
        verbose_name_plural = _("latest readings")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.value}"


class IngestCount(models.Model):
    """How many readings met a fate in an hour, with one example, so that loss is explained."""

    hour = models.DateTimeField(_("hour"))
    fate = models.CharField(_("fate"), max_length=20, choices=Fate.choices)
    number = models.BigIntegerField(pgettext_lazy("count", "number"), default=0)
    example = models.CharField(_("example"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("count of readings")
        verbose_name_plural = _("counts of readings")
        ordering: ClassVar = ["-hour", "fate"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hour", "fate"], name="ingest_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.fate} {self.number}"


class RollUp(models.Model):
    """How far readings are summed up, closed and compacted."""

    minutes_until = models.DateTimeField(
        _("minutes closed until"), help_text=_("readings before this make their minute late")
    )
    minutes_done = models.DateTimeField(_("minutes rolled up until"))
    hours_done = models.DateTimeField(_("hours rolled up until"))
    sealed_until = models.DateTimeField(
        _("single readings sealed until"),
        default=BEGINNING,
        help_text=_("readings before this are kept apart until they are added to the blocks"),
    )
    compacted_until = models.DateTimeField(_("single readings compacted until"), default=BEGINNING)
    moves = models.BigIntegerField(
        _("times readings were moved"),
        default=0,
        help_text=_("who reads and finds it changed meanwhile reads again"),
    )

    class Meta:
        verbose_name = _("state of the roll-up")
        verbose_name_plural = _("state of the roll-up")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="rollup_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.minutes_done:%Y-%m-%d %H:%M}"


class WriterState(models.Model):
    """Since when latest values of a writer may be missing; a successor reads on from there."""

    shard = models.IntegerField(_("shard"), primary_key=True)
    latest_until = models.DateTimeField(_("latest values complete until"))

    class Meta:
        verbose_name = _("state of a writer")
        verbose_name_plural = _("states of writers")

    def __str__(self) -> str:
        return f"{self.shard}: {self.latest_until:%Y-%m-%d %H:%M}"
