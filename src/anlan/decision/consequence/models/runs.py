"""One calculation of what an accident does around it 事故后果计算, and the zones it drew."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.decision.consequence.choices import Release, Scenario, Verification, ZoneKind


class RunIsImmutable(TypeError):
    """A stored run is never changed; a new one takes its place."""


class ConsequenceRun(models.Model):
    """Inputs, weather, models, warnings and results of one calculation. Never changed.

    When the wind turns a new run is made that points to the former one.
    """

    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("incident"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    chemical = models.ForeignKey(
        "chemicals.Chemical",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("chemical"),
    )
    container = models.CharField(_("vessel"), max_length=100, blank=True)
    former = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("former run"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    location = models.PointField(_("place of the release"), srid=4326)
    scenario = models.CharField(_("scenario"), max_length=20, choices=Scenario.choices)
    release = models.CharField(_("way of escape"), max_length=20, choices=Release.choices)
    quantity_t = models.FloatField(_("quantity in the vessel, t"))
    wind_speed_m_s = models.FloatField(_("wind speed, m/s"))
    wind_from_deg = models.FloatField(_("wind from, °"), null=True, blank=True)
    stability = models.CharField(_("stability class"), max_length=1)
    weather_source = models.CharField(_("source of the weather"), max_length=200)
    weather_at = models.DateTimeField(_("weather measured at"))
    #: Everything the run was made from, in the units of the form.
    inputs = models.JSONField(_("inputs"), default=dict)
    checksum = models.CharField(_("checksum of the inputs"), max_length=64)
    #: [{key, value, unit}]
    facts = models.JSONField(_("intermediate results"), default=list)
    #: [{id, status, citation, quantity}]
    model_list = models.JSONField(_("models"), default=list)
    #: [{model, name, text}] outside the published range
    caveats = models.JSONField(_("warnings of validity"), default=list)
    #: [{id, status, citation, reach: {zone: metres}}] of models that were asked beside these
    others = models.JSONField(_("other models"), default=list)
    #: Keys of sentences about assumptions, see ``words.REMARKS``.
    remarks = models.JSONField(_("assumptions"), default=list)
    #: Reach of the escalation thresholds by kind of vessel [m].
    domino = models.JSONField(_("domino thresholds"), default=dict)
    verification = models.CharField(_("verification"), max_length=20, choices=Verification.choices)
    science_version = models.CharField(_("version of the models"), max_length=20)
    made_at = models.DateTimeField(pgettext_lazy("calculation", "made at"))
    made_by_id = models.CharField(_("actor"), max_length=64)
    made_by = models.CharField(pgettext_lazy("calculation", "made by"), max_length=100)
    computed_ms = models.FloatField(_("computing time, ms"))

    class Meta:
        verbose_name = _("consequence run")
        verbose_name_plural = _("consequence runs")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # The newest of an incident, of an enterprise, and of the county (map layer, list).
            models.Index(fields=["incident", "-id"], name="consequence_incident"),
            models.Index(fields=["enterprise", "-id"], name="consequence_enterprise"),
            models.Index(fields=["-made_at"], name="consequence_made"),
        ]

    def __str__(self) -> str:
        return f"{self.chemical} · {self.get_scenario_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if self.pk is not None:
            raise RunIsImmutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Runs are kept: they are what an order was based on."""
        raise RunIsImmutable

    def get_absolute_url(self) -> str:
        """The page of the run."""
        return reverse("consequence:detail", args=[self.pk])


class ConsequenceZone(models.Model):
    """A zone of a run on the map: what exceeds one level of harm."""

    run = models.ForeignKey(
        ConsequenceRun,
        on_delete=models.PROTECT,
        related_name="zones",
        verbose_name=pgettext_lazy("calculation", "run"),
    )
    kind = models.PositiveSmallIntegerField(_("zone"), choices=ZoneKind.choices)
    #: 1 red, 2 orange, 3 yellow; none for the reach of the wavering wind.
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    value = models.FloatField(_("level of harm"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    label = models.CharField(_("meaning"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_level_verified = models.BooleanField(_("level is verified"), default=False)
    reach_m = models.FloatField(_("reach, m"))
    #: Reach with twice and with half the level: a factor of two either way.
    reach_least_m = models.FloatField(_("least reach, m"))
    reach_most_m = models.FloatField(_("greatest reach, m"))
    area_km2 = models.FloatField(_("area in km²"))
    shape = models.MultiPolygonField(_("shape"), srid=4326, null=True, blank=True)

    class Meta:
        verbose_name = _("consequence zone")
        verbose_name_plural = _("consequence zones")
        ordering: ClassVar = ["run", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "kind"], name="consequence_zone_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reach_m:.0f} m"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if self.pk is not None:
            raise RunIsImmutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Zones are kept with their run."""
        raise RunIsImmutable

    def get_absolute_url(self) -> str:
        """The page of the run."""
        return self.run.get_absolute_url()
