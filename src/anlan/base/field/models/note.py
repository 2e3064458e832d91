"""Field notes 外勤记事: what somebody saw on the spot, with time, place and photos."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped


class FieldNote(TimeStamped):
    """A dated note from one's own area. The photos are files of the note."""

    text = models.TextField(_("text"))
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    accuracy_m = models.FloatField(_("accuracy in metres"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted at"))
    author_id = models.CharField(_("actor"), max_length=64)
    author_name = models.CharField(_("author"), max_length=100)
    organisation_id = models.BigIntegerField(_("number of the organisation"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("field note")
        verbose_name_plural = _("field notes")
        ordering: ClassVar = ["-noted_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["region", "noted_at", "id"]),
            models.Index(fields=["noted_at", "id"]),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 40 else f"{self.text[:39]}…"

    def get_absolute_url(self) -> str:
        """The page of the note."""
        return reverse("field:note", args=[self.pk])
