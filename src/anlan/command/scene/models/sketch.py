"""The sketch of a scene 现场标绘: elements drawn on the map, with all that was done to them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.scene.choices import ChangeKind, Symbol, Tool
from anlan.command.scene.models.scene import Scene


class SketchElement(models.Model):
    """One element as it stands: line, arrow, area, symbol or text.

    ``changed_at`` is when its present form was made on a phone: of two changes the later made one
    stands, whichever arrived first. Removed elements stay with their history.
    """

    scene = models.ForeignKey(
        Scene, on_delete=models.CASCADE, related_name="elements", verbose_name=_("scene")
    )
    key = models.UUIDField(_("number of the phone"), unique=True)
    tool = models.CharField(
        pgettext_lazy("sketch", "kind of drawing"), max_length=10, choices=Tool.choices
    )
    symbol = models.CharField(_("meaning"), max_length=20, choices=Symbol.choices, blank=True)
    label = models.CharField(_("caption"), max_length=60, blank=True)
    geometry = models.GeometryField(_("geometry"), srid=4326)
    author_id = models.CharField(_("actor"), max_length=64)
    author_name = models.CharField(_("author"), max_length=100)
    drawn_at = models.DateTimeField(_("drawn at"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.CharField(_("changed by"), max_length=100)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.CharField(_("removed by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("element of a sketch")
        verbose_name_plural = _("elements of a sketch")
        ordering: ClassVar = ["drawn_at", "id"]
        indexes: ClassVar = [models.Index(fields=["scene", "drawn_at"], name="sketch_elements")]

    def __str__(self) -> str:
        return self.label or (self.get_symbol_display() if self.symbol else self.get_tool_display())

    def get_absolute_url(self) -> str:
        """The page of the scene."""
        return self.scene.get_absolute_url()


class SketchChange(models.Model):
    """What was done to an element, by whom and when: drawn, changed, removed. Never changed."""

    element = models.ForeignKey(
        SketchElement,
        on_delete=models.CASCADE,
        related_name="changes",
        verbose_name=_("element of a sketch"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    geometry = models.GeometryField(_("geometry"), srid=4326, null=True, blank=True)
    label = models.CharField(_("caption"), max_length=60, blank=True)
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(_("actor name"), max_length=100)
    made_at = models.DateTimeField(_("made at"))
    arrived_at = models.DateTimeField(pgettext_lazy("record", "arrived at"))

    class Meta:
        verbose_name = _("change of a sketch")
        verbose_name_plural = _("changes of a sketch")
        ordering: ClassVar = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.element} {self.get_kind_display()}"


class SketchPeriod(models.Model):
    """The sketch as it stood at the end of an operational period; kept with the report."""

    scene = models.ForeignKey(
        Scene, on_delete=models.CASCADE, related_name="periods", verbose_name=_("scene")
    )
    sequence = models.PositiveIntegerField(pgettext_lazy("operational period", "number"))
    name = models.CharField(_("name"), max_length=100)
    features = models.JSONField(_("elements"))
    report = models.OneToOneField(
        "responses.SituationReport",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sketch",
        verbose_name=_("situation report"),
    )
    frozen_at = models.DateTimeField(_("kept at"))
    frozen_by = models.CharField(_("kept by"), max_length=100)

    class Meta:
        verbose_name = _("sketch of an operational period")
        verbose_name_plural = _("sketches of operational periods")
        ordering: ClassVar = ["-sequence"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scene", "sequence"], name="sketch_period_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page with the sketch as it was."""
        return reverse("scene:period", args=[self.pk])
