"""Whose territory an enterprise lies in, and dossiers that were merged."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.supervision.enterprises.choices import ClaimState
from anlan.supervision.enterprises.models.enterprise import Enterprise


class TerritoryClaim(TimeStamped):
    """Whether an enterprise lies in a township's territory 属地认领: the question and answer."""

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="claims", verbose_name=_("enterprise")
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("township")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ClaimState.choices, default=ClaimState.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("territory claim")
        verbose_name_plural = _("territory claims")
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(state="asked"),
                name="territory_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.region}"

    def get_absolute_url(self) -> str:
        """The dossier it is about."""
        return self.enterprise.get_absolute_url()


class FormerCode(TimeStamped):
    """A code the enterprise went by: an old registration number, that of a merged dossier."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="former_codes",
        verbose_name=_("enterprise"),
    )
    code = models.CharField(_("former code"), max_length=40, unique=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("former code")
        verbose_name_plural = _("former codes")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.code


class MergedDossier(models.Model):
    """A dossier that was merged into another: its number leads there, its facts are kept."""

    former_id = models.BigIntegerField(_("former number"), primary_key=True)
    merged_into = models.ForeignKey(
        Enterprise,
        on_delete=models.PROTECT,
        related_name="merged_dossiers",
        verbose_name=_("merged into"),
    )
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name"), max_length=200)
    facts = models.JSONField(_("facts"), default=dict)
    moved = models.JSONField(_("records moved"), default=dict)
    absorbed = models.JSONField(_("records that stood there already"), default=list)
    reason = models.TextField(_("reason"))
    merged_by = models.CharField(_("merged by"), max_length=100)
    merged_at = models.DateTimeField(_("merged at"))

    class Meta:
        verbose_name = _("merged dossier")
        verbose_name_plural = _("merged dossiers")
        ordering: ClassVar = ["-merged_at"]

    def __str__(self) -> str:
        return self.name


class DuplicatePair(TimeStamped):
    """Two dossiers that may be of one enterprise, and why; an officer merges or dismisses them."""

    first = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="+", verbose_name=_("first dossier")
    )
    second = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="+", verbose_name=_("second dossier")
    )
    score = models.FloatField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True)
    dismissed_by = models.CharField(_("dismissed by"), max_length=100, blank=True)
    dismissal = models.CharField(_("reason of dismissal"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering: ClassVar = ["-score", "id"]
        indexes: ClassVar = [models.Index(fields=["-score", "id"], name="duplicate_by_score")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="duplicate_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    def get_absolute_url(self) -> str:
        """The two side by side."""
        from django.urls import reverse

        return reverse("enterprises:duplicate", args=[self.pk])
