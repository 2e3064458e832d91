"""One calculation of identification and grade, as it was made."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.supervision.installations.choices import Grade
from anlan.supervision.installations.models.installation import Installation


class RunIsImmutable(TypeError):
    """A stored calculation is never changed; a new one supersedes it."""


class IdentificationRun(models.Model):
    """Inputs, tables, model and result of one calculation. The newest of a unit holds."""

    installation = models.ForeignKey(
        Installation,
        on_delete=models.PROTECT,
        related_name="runs",
        verbose_name=_("hazard installation"),
    )
    made_at = models.DateTimeField(pgettext_lazy("calculation", "made at"))
    made_by = models.CharField(pgettext_lazy("calculation", "made by"), max_length=100)
    trigger = models.CharField(pgettext_lazy("calculation", "occasion"), max_length=200)
    model_id = models.CharField(_("model"), max_length=50)
    standard_version = models.CharField(_("version of the tables"), max_length=16)
    checksum = models.CharField(_("checksum of the inputs"), max_length=64)
    #: One entry a vessel: quantity, threshold, factor, row, how it was matched.
    lines = models.JSONField(pgettext_lazy("calculation", "lines"), default=list)
    #: Who was counted: name, kind, people, place, source.
    counted = models.JSONField(_("people counted around"), default=list)
    area_basis = models.CharField(_("area counted from"), max_length=20, blank=True)
    people = models.PositiveIntegerField(_("people"), default=0)
    is_people_corrected = models.BooleanField(_("people are corrected"), default=False)
    alpha = models.FloatField(_("factor α"))
    s_index = models.FloatField("S")
    r_index = models.FloatField("R")
    s_upper = models.FloatField(_("S with the undecided"))
    r_upper = models.FloatField(_("R with the undecided"))
    grade = models.PositiveSmallIntegerField(
        pgettext_lazy("installation", "level"), choices=Grade.choices, null=True, blank=True
    )
    grade_upper = models.PositiveSmallIntegerField(
        _("level with the undecided"), choices=Grade.choices, null=True, blank=True
    )
    warnings = models.JSONField(_("warnings"), default=list)

    class Meta:
        verbose_name = _("identification run")
        verbose_name_plural = _("identification runs")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # The newest of an installation.
            models.Index(fields=["installation", "-id"], name="run_newest")
        ]

    def __str__(self) -> str:
        return f"{self.installation} R={self.r_index:.2f}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if self.pk is not None:
            raise RunIsImmutable
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The calculation step by step."""
        from django.urls import reverse

        return reverse("installations:run", args=[self.pk])
