"""The scene of an incident, and what is told from there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.scene.choices import EntryKind, Fact, SeenBy
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Scene(TimeStamped):
    """The scene of one incident: since when the command post sees it, and where one meets."""

    incident = models.OneToOneField(
        "incidents.Incident",
        on_delete=models.CASCADE,
        related_name="scene",
        verbose_name=_("incident"),
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    title = models.CharField(_("title"), max_length=200)
    alarmed_at = models.DateTimeField(_("reported at"))
    visible_due_at = models.DateTimeField(_("to be visible by"))
    visible_at = models.DateTimeField(_("visible since"), null=True, blank=True)
    visible_kind = models.CharField(
        pgettext_lazy("scene", "visible by"), max_length=10, choices=SeenBy.choices, blank=True
    )
    visible_by = models.CharField(_("first seen through"), max_length=100, blank=True)
    late_told_at = models.DateTimeField(_("lateness told at"), null=True, blank=True)
    meeting_url = models.URLField(_("address of the video meeting"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("scene of an incident")
        verbose_name_plural = _("scenes of incidents")
        ordering: ClassVar = ["-alarmed_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-alarmed_at", "id"], name="scene_list"),
            # Looked for every half minute.
            models.Index(
                fields=["visible_due_at"],
                condition=models.Q(visible_at__isnull=True, late_told_at__isnull=True),
                name="scene_unseen",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the scene at the desk."""
        return reverse("scene:detail", args=[self.incident_id])

    @property
    def is_late(self) -> bool:
        """Whether the scene was or is not visible in time."""
        return (self.visible_at or clock.now()) > self.visible_due_at

    @property
    def visible_after_s(self) -> float | None:
        """Seconds from the report to the first picture; None while nothing is seen."""
        if self.visible_at is None:
            return None
        return (self.visible_at - self.alarmed_at).total_seconds()


class SceneEntry(models.Model):
    """What somebody on the scene wrote, photographed, spoke or tapped. Never changed.

    ``made_at`` is when it was made on the phone, ``arrived_at`` when the platform got it.
    """

    scene = models.ForeignKey(
        Scene, on_delete=models.CASCADE, related_name="entries", verbose_name=_("scene")
    )
    key = models.UUIDField(_("number of the phone"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    text = models.TextField(_("text"), blank=True)
    fact = models.CharField(
        pgettext_lazy("scene", "fact"), max_length=20, choices=Fact.choices, blank=True
    )
    count = models.PositiveIntegerField(_("number"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    arrived_at = models.DateTimeField(pgettext_lazy("record", "arrived at"))
    location = models.PointField(_("position"), srid=4326, null=True, blank=True)
    accuracy_m = models.FloatField(_("accuracy in m"), null=True, blank=True)
    attachment_ids = ArrayField(
        models.BigIntegerField(), verbose_name=_("files"), default=list, blank=True
    )
    author_id = models.CharField(_("actor"), max_length=64)
    author_name = models.CharField(_("author"), max_length=100)
    team_name = models.CharField(_("team"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("entry from the scene")
        verbose_name_plural = _("entries from the scene")
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["scene", "-made_at"], name="scene_entries")]

    def __str__(self) -> str:
        return (self.text or self.get_fact_display() or self.get_kind_display())[:80]

    def get_absolute_url(self) -> str:
        """The page of the scene."""
        return self.scene.get_absolute_url()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; its files may be named once, nothing else is changed."""
        if not self._state.adding and kwargs.get("update_fields") != ["attachment_ids"]:
            raise TypeError("an entry from the scene is never changed; add another one")
        super().save(*args, **kwargs)

    @property
    def words(self) -> str:
        """What it says in words."""
        parts = [self.get_fact_display() if self.fact else ""]
        if self.count is not None:
            parts.append(str(self.count))
        return " ".join(filter(None, [*parts, self.text])) or str(self.get_kind_display())
