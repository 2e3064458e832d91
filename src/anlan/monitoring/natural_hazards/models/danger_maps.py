"""Hourly danger maps 逐小时风险图: where in the county fire and rain endanger, hour by hour."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import DangerKind, Level, Verification


class DangerMap(TimeStamped):
    """The danger of fire or of rain over a county at one hour, as it is drawn; never changed.

    ``shapes`` is the packed GeoJSON that the one map is sent as it stands. A fire map keeps its
    grid in ``grid`` (``rows`` × ``columns`` cells from the north-west corner): litter code and fire
    weather index, packed. ``method`` says how it was made, ``inputs`` from which stations and which
    were silent. Kept for ``MAPS_HELD``; what it was made from, the hours of the stations, for good.
    """

    kind = models.CharField(_("danger of"), max_length=10, choices=DangerKind.choices)
    valid_at = models.DateTimeField(_("valid at"))
    made_at = models.DateTimeField(pgettext_lazy("product", "made at"))
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    level = models.PositiveSmallIntegerField(
        _("gravest level"), choices=Level.choices, null=True, blank=True
    )
    is_known = models.BooleanField(_("data at hand"), default=True)
    verification = models.CharField(
        pgettext_lazy("model", "verification"),
        max_length=10,
        choices=Verification.choices,
        default=Verification.UNVERIFIED,
    )
    stations_used = models.PositiveSmallIntegerField(_("stations used"), default=0)
    stations_silent = models.PositiveSmallIntegerField(_("silent stations"), default=0)
    method = models.JSONField(pgettext_lazy("danger map", "method"), default=dict, blank=True)
    inputs = models.JSONField(_("inputs"), default=dict, blank=True)
    areas = models.JSONField(_("areas by grade"), default=list, blank=True)
    shapes = models.BinaryField(_("shapes"), default=bytes)
    grid = models.BinaryField(pgettext_lazy("danger map", "grid"), null=True)

    class Meta:
        verbose_name = _("hourly danger map")
        verbose_name_plural = _("hourly danger maps")
        ordering: ClassVar = ["-valid_at", "kind"]
        constraints: ClassVar = [
            # Also the way in: the newest map of a kind, the map of an hour.
            models.UniqueConstraint(fields=["kind", "valid_at", "region"], name="danger_map_once")
        ]
        indexes: ClassVar = [models.Index(fields=["-valid_at", "kind"], name="danger_map_valid")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {localtime(self.valid_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The map's page."""
        return reverse("natural_hazards:danger_map", args=[self.pk])

    @property
    def layer(self) -> str:
        """The layer of the one map that draws it."""
        return f"danger_{self.kind}"
