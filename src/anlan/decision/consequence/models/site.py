"""The quantitative risk of a site 定量风险评价, and its lines of equal individual risk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.decision.consequence.choices import SiteRiskState, SocietalZone, Verification
from anlan.decision.consequence.models.runs import RunIsImmutable


class SiteAssessment(models.Model):
    """The risk that a park, an enterprise or a drawn area means for the people around it.

    The inputs are copied when it is ordered and never change: vessels, weather, people and targets
    as the platform knew them. A job computes the result once; then nothing changes any more.
    """

    park = models.ForeignKey(
        "enterprises.Park",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("park"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    title = models.CharField(_("title"), max_length=200)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    area = models.MultiPolygonField(_("area"), srid=4326)
    location = models.PointField(_("middle"), srid=4326)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SiteRiskState.choices,
        default=SiteRiskState.WAITING,
    )
    #: Percent done, and the key of the words for what is done now.
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    stage = models.CharField(_("stage"), max_length=20, blank=True)
    problem = models.TextField(_("why it failed"), blank=True)
    #: {settings, vessels, left_out, weather, people, targets, method}
    inputs = models.JSONField(_("inputs"), default=dict)
    checksum = models.CharField(_("checksum of the inputs"), max_length=64)
    #: {events, curve, left_out, raster, …}; empty until it is computed.
    result = models.JSONField(_("result"), default=dict)
    digest = models.CharField(_("digest of the result"), max_length=64, blank=True)
    model_list = models.JSONField(_("models"), default=list)
    caveats = models.JSONField(_("warnings of validity"), default=list)
    remarks = models.JSONField(_("assumptions"), default=list)
    verification = models.CharField(
        _("verification"), max_length=20, choices=Verification.choices, blank=True
    )
    #: Expected deaths a year.
    loss_of_life = models.FloatField(_("potential loss of life, a year"), null=True, blank=True)
    societal_zone = models.CharField(
        _("societal risk"), max_length=20, choices=SocietalZone.choices, blank=True
    )
    greatest_risk = models.FloatField(_("greatest individual risk"), null=True, blank=True)
    targets_count = models.PositiveIntegerField(_("protected targets"), default=0)
    targets_missed = models.PositiveIntegerField(_("targets beyond their limit"), default=0)
    science_version = models.CharField(_("version of the models"), max_length=20)
    made_at = models.DateTimeField(pgettext_lazy("calculation", "made at"))
    made_by_id = models.CharField(_("actor"), max_length=64)
    made_by = models.CharField(pgettext_lazy("calculation", "made by"), max_length=100)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    computed_ms = models.FloatField(_("computing time, ms"), default=0.0)

    class Meta:
        verbose_name = _("quantitative risk assessment")
        verbose_name_plural = _("quantitative risk assessments")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # The newest of a park, of an enterprise, and of the county.
            models.Index(fields=["park", "-id"], name="site_risk_park"),
            models.Index(fields=["enterprise", "-id"], name="site_risk_enterprise"),
            models.Index(fields=["-made_at"], name="site_risk_made"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once; the job writes the result by itself, once."""
        if self.pk is not None:
            raise RunIsImmutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Assessments are kept: decisions rest on them."""
        raise RunIsImmutable

    def get_absolute_url(self) -> str:
        """The page of the assessment."""
        return reverse("consequence:site_risk", args=[self.pk])


class RiskContour(models.Model):
    """Where the individual risk of an assessment reaches a level of GB 36894."""

    assessment = models.ForeignKey(
        SiteAssessment,
        on_delete=models.PROTECT,
        related_name="contours",
        verbose_name=_("quantitative risk assessment"),
    )
    value = models.FloatField(_("individual risk, a year"))
    level = models.PositiveSmallIntegerField(_("level"))
    label = models.CharField(_("meaning"), max_length=100)
    area_km2 = models.FloatField(_("area in km²"))
    shape = models.MultiPolygonField(_("shape"), srid=4326, null=True, blank=True)

    class Meta:
        verbose_name = _("individual-risk contour")
        verbose_name_plural = _("individual-risk contours")
        ordering: ClassVar = ["assessment", "-value"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "value"], name="risk_contour_once")
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if self.pk is not None:
            raise RunIsImmutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Contours are kept with their assessment."""
        raise RunIsImmutable

    def get_absolute_url(self) -> str:
        """The page of the assessment."""
        return self.assessment.get_absolute_url()
