"""Where people on the scene were 现场人员轨迹, for the later reconstruction."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.scene.models.scene import Scene


class ScenePosition(models.Model):
    """One position of one person's phone on the scene's page; kept for a limited time."""

    scene = models.ForeignKey(
        Scene, on_delete=models.CASCADE, related_name="positions", verbose_name=_("scene")
    )
    author_id = models.CharField(_("actor"), max_length=64)
    author_name = models.CharField(pgettext_lazy("scene", "person"), max_length=100)
    team_name = models.CharField(_("team"), max_length=100, blank=True)
    at = models.DateTimeField(_("time"))
    location = models.PointField(_("position"), srid=4326, spatial_index=False)
    accuracy_m = models.FloatField(_("accuracy in m"), null=True, blank=True)

    class Meta:
        verbose_name = _("position on the scene")
        verbose_name_plural = _("positions on the scene")
        ordering: ClassVar = ["scene_id", "author_id", "at"]
        constraints: ClassVar = [
            # A phone that sends again after a lost link adds nothing.
            models.UniqueConstraint(fields=["scene", "author_id", "at"], name="scene_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.author_name} {self.at:%H:%M:%S}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Positions are added, never changed."""
        if not self._state.adding:
            raise TypeError("a position is never changed")
        super().save(*args, **kwargs)
