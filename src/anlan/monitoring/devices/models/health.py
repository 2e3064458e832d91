"""Health of devices 在线与质量: who is heard of, what share of the expected readings arrived."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.monitoring.devices.choices import Connection, RateGrouping
from anlan.monitoring.devices.constants import DAY_SLOTS, HOUR_SLOTS
from anlan.monitoring.devices.models.device import Device


def hour_ring() -> list[int]:
    """Twelve counts of five minutes."""
    return [0] * HOUR_SLOTS


def day_ring() -> list[int]:
    """Twenty-four counts of an hour."""
    return [0] * DAY_SLOTS


class DeviceHealth(models.Model):
    """How a device stands. Rings hold counts by five minutes and by hour, the sums their totals."""

    device = models.OneToOneField(
        Device,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="health",
        verbose_name=_("device"),
    )
    connection = models.CharField(
        _("connection"),
        max_length=10,
        choices=Connection.choices,
        default=Connection.UNKNOWN,
        db_index=True,
    )
    since = models.DateTimeField(_("connection since"))
    absent_since = models.DateTimeField(
        _("said to be gone since"),
        null=True,
        blank=True,
        help_text=_("its protocol told that the session ended; a newer reading or session ends it"),
    )
    hour_expected = models.PositiveIntegerField(_("expected in the last hour"), default=0)
    hour_arrived = models.PositiveIntegerField(_("arrived in the last hour"), default=0)
    hour_bad = models.PositiveIntegerField(_("bad in the last hour"), default=0)
    day_expected = models.PositiveIntegerField(_("expected in the last day"), default=0)
    day_arrived = models.PositiveIntegerField(_("arrived in the last day"), default=0)
    day_bad = models.PositiveIntegerField(_("bad in the last day"), default=0)
    five_expected = ArrayField(models.IntegerField(), default=hour_ring)
    five_arrived = ArrayField(models.IntegerField(), default=hour_ring)
    five_bad = ArrayField(models.IntegerField(), default=hour_ring)
    hours_expected = ArrayField(models.IntegerField(), default=day_ring)
    hours_arrived = ArrayField(models.IntegerField(), default=day_ring)
    hours_bad = ArrayField(models.IntegerField(), default=day_ring)

    class Meta:
        verbose_name = _("health of a device")
        verbose_name_plural = _("health of devices")

    def __str__(self) -> str:
        return f"{self.device_id}: {self.connection}"

    @property
    def hour_share(self) -> float | None:
        """Share of the expected readings that arrived in the last hour; None when none were."""
        return share(self.hour_arrived, self.hour_expected)

    @property
    def day_share(self) -> float | None:
        """The same of the last day."""
        return share(self.day_arrived, self.day_expected)

    @property
    def bad_share(self) -> float | None:
        """Share of the readings of the last day that were of bad quality."""
        return share(self.day_bad, self.day_arrived)


def share(part: int, whole: int) -> float | None:
    """Return a share, at most one; None where there is nothing to have a share of."""
    return min(1.0, part / whole) if whole else None


class ArrivalBook(models.Model):
    """How far arrived readings are counted: one row."""

    counted_until = models.DateTimeField(_("counted until"))

    class Meta:
        verbose_name = _("state of the arrival count")
        verbose_name_plural = _("state of the arrival count")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="arrival_book_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.counted_until:%Y-%m-%d %H:%M}"


class OnlineRate(models.Model):
    """On-line rate 在线率 of a township, enterprise or sector on a day; today's is kept current."""

    day = models.DateField(_("day"))
    grouping = models.CharField(_("grouped by"), max_length=12, choices=RateGrouping.choices)
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    sector = models.ForeignKey(
        "enterprises.Sector",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
    )
    devices = models.PositiveIntegerField(_("devices in service"))
    online = models.PositiveIntegerField(_("of them online"))
    expected = models.BigIntegerField(_("expected in the last day"), default=0)
    arrived = models.BigIntegerField(_("arrived in the last day"), default=0)
    bad = models.BigIntegerField(_("bad in the last day"), default=0)
    rate = models.FloatField(_("share online"))
    arrival_share = models.FloatField(_("share of readings arrived"), null=True, blank=True)
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        verbose_name = _("on-line rate of devices")
        verbose_name_plural = _("on-line rates of devices")
        ordering: ClassVar = ["rate", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "grouping", "region", "enterprise", "sector"],
                nulls_distinct=False,
                name="online_rate_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["day", "grouping", "rate"], name="online_rate_day"),
            models.Index(fields=["enterprise", "day"], name="online_rate_enterprise"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The devices it counts."""
        return reverse("devices:rate", args=[self.pk])

    @property
    def name(self) -> str:
        """The township, the enterprise or the sector it is of."""
        return str(self.enterprise or self.sector or self.region or "")
