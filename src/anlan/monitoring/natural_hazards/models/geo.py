"""Geological hazard points 地质灾害隐患点, who watches them, and what was found there."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.monitoring.natural_hazards.choices import (
    FINDING_TONES,
    GEO_TONES,
    INSPECTION_TONES,
    Finding,
    GeoKind,
    GeoScale,
    GeoState,
    InspectionKind,
    InspectionState,
    Sign,
    Stability,
)


class GeoHazardPoint(TimeStamped):
    """A slope or gully that may come down, whom it threatens, and what they do when it does."""

    code = models.CharField(_("hazard point code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=GeoKind.choices)
    scale = models.CharField(_("scale"), max_length=10, choices=GeoScale.choices)
    stability = models.CharField(
        _("stability"), max_length=20, choices=Stability.choices, default=Stability.FAIRLY_STABLE
    )
    state = models.CharField(
        _("state"), max_length=20, choices=GeoState.choices, default=GeoState.WATCHED
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326)
    volume_m3 = models.FloatField(_("volume in m³"), null=True, blank=True)
    cause = models.CharField(_("inducing factors"), max_length=200, blank=True)
    threatened_households = models.PositiveIntegerField(_("threatened households"), default=0)
    threatened_people = models.PositiveIntegerField(_("threatened people"), default=0)
    threatened_houses = models.PositiveIntegerField(_("threatened houses"), default=0)
    threatened_property_yuan = models.BigIntegerField(_("threatened property in yuan"), default=0)
    signs_to_watch = models.TextField(_("signs to watch"), blank=True)
    monitoring = models.CharField(_("how it is watched"), max_length=300, blank=True)
    alarm_signal = models.CharField(_("alarm signal"), max_length=100, blank=True)
    evacuation_route = models.CharField(_("way out"), max_length=300, blank=True)
    refuge = models.CharField(_("place of refuge"), max_length=200, blank=True)
    rescue_unit = models.CharField(_("rescue unit"), max_length=200, blank=True)
    medical_unit = models.CharField(_("medical unit"), max_length=200, blank=True)
    responsible = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("geological hazard", "responsible person"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible unit"),
    )
    device = models.ForeignKey(
        "devices.Device",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("monitoring device"),
    )
    last_finding = models.CharField(
        _("last finding"), max_length=20, choices=Finding.choices, blank=True
    )
    last_seen_at = models.DateTimeField(
        pgettext_lazy("hazard point", "last seen at"), null=True, blank=True
    )
    card_issued_on = models.DateField(_("cards issued on"), null=True, blank=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("geological hazard point")
        verbose_name_plural = _("geological hazard points")
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [models.Index(fields=["region", "code"], name="geo_point_region")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The point's page."""
        return reverse("natural_hazards:geo_point", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return GEO_TONES[GeoState(self.state)]


class GroupMonitor(TimeStamped):
    """A villager who watches a hazard point 群测群防员; ended, never deleted."""

    geo_point = models.ForeignKey(
        GeoHazardPoint,
        on_delete=models.CASCADE,
        related_name="monitors",
        verbose_name=_("geological hazard point"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    is_first = models.BooleanField(_("is the first monitor"), default=False)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("group monitor")
        verbose_name_plural = _("group monitors")
        ordering: ClassVar = ["geo_point_id", "-is_first", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["geo_point", "person"],
                condition=Q(until_on__isnull=True),
                name="group_monitor_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class GeoInspection(TimeStamped):
    """One of the three inspections of a point in a year, with the day it is due."""

    geo_point = models.ForeignKey(
        GeoHazardPoint,
        on_delete=models.CASCADE,
        related_name="inspections",
        verbose_name=_("geological hazard point"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=InspectionKind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=InspectionState.choices,
        default=InspectionState.PLANNED,
    )
    finding = models.CharField(
        _("finding of the inspection"),
        max_length=20,
        choices=Finding.choices,
        blank=True,
    )
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_by_id = models.CharField(_("recorded by, account"), max_length=64, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("inspection of a hazard point")
        verbose_name_plural = _("inspections of hazard points")
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["geo_point", "kind", "year", "round"], name="geo_inspection_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="geo_inspection_due")
        ]

    def __str__(self) -> str:
        return f"{self.geo_point} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The inspection's page."""
        return reverse("natural_hazards:inspection", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return INSPECTION_TONES[InspectionState(self.state)]

    @property
    def region_id(self) -> str:
        """Where it is, for its clock."""
        return str(self.geo_point.region_id)

    @property
    def organisation_id(self) -> int | None:
        """Whose it is, for its clock."""
        return self.geo_point.organisation_id

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed without a record."""
        return self.state == InspectionState.PLANNED and clock.now() > self.due_at


class GeoObservation(models.Model):
    """What somebody saw at a hazard point: on an inspection, on patrol, or because of rain."""

    geo_point = models.ForeignKey(
        GeoHazardPoint,
        on_delete=models.CASCADE,
        related_name="observations",
        verbose_name=_("geological hazard point"),
    )
    inspection = models.ForeignKey(
        GeoInspection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("inspection"),
    )
    at = models.DateTimeField(_("seen at"))
    finding = models.CharField(
        pgettext_lazy("hazard point", "what was found"), max_length=20, choices=Finding.choices
    )
    signs = ArrayField(
        models.CharField(max_length=20, choices=Sign.choices),
        verbose_name=_("signs"),
        default=list,
        blank=True,
    )
    crack_mm = models.FloatField(_("crack width in mm"), null=True, blank=True)
    text = models.TextField(_("description"), blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_name = models.CharField(_("reported by"), max_length=100)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("observation at a hazard point")
        verbose_name_plural = _("observations at hazard points")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["geo_point", "-at"], name="geo_observation_point"),
            models.Index(fields=["finding", "-at"], name="geo_observation_finding"),
        ]

    def __str__(self) -> str:
        return f"{self.geo_point} {self.get_finding_display()}"

    def get_absolute_url(self) -> str:
        """The page of its point."""
        return reverse("natural_hazards:geo_point", args=[self.geo_point_id])

    @property
    def tone(self) -> str:
        """Badge tone of what was found."""
        return FINDING_TONES[Finding(self.finding)]
