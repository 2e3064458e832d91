"""Plant plans: a picture of the site or of one floor, tied to the ground."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.supervision.enterprises.models.enterprise import Enterprise


class PlantPlan(TimeStamped):
    """A plan of an enterprise. ``control_points`` tie pixels to places; ``transform`` is computed.

    ``transform`` holds the six numbers of ``georeference.Transform`` and the origin of its plane.
    """

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="plans", verbose_name=_("enterprise")
    )
    title = models.CharField(
        _("title"), max_length=100, help_text=_("for example site plan, workshop 1 ground floor")
    )
    attachment = models.ForeignKey(
        "files.Attachment",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    opacity = models.PositiveSmallIntegerField(_("opacity"), default=70)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)
    control_points = models.JSONField(_("control points"), default=list, blank=True)
    transform = models.JSONField(_("transform"), null=True, blank=True)
    residual_m = models.FloatField(_("residual"), null=True, blank=True)

    class Meta:
        verbose_name = _("plant plan")
        verbose_name_plural = _("plant plans")
        ordering: ClassVar = ["sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "title"], name="plan_title_once"),
            models.CheckConstraint(
                condition=models.Q(opacity__gte=10, opacity__lte=100), name="plan_opacity_range"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:plan", args=[self.pk])

    @property
    def is_georeferenced(self) -> bool:
        """Whether the picture is tied to the ground."""
        return self.transform is not None
