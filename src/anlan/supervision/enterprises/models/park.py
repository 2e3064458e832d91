"""Parks 一园一档: what stands beside a park's organisation in the contact book."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.enterprises.choices import ClosureLevel, ParkKind, ParkRating


class Park(TimeStamped):
    """A park: its organisation, its border, its rating, how it is closed."""

    organisation = models.OneToOneField(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="park",
        verbose_name=_("park administration"),
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=ParkKind.choices)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    boundary = models.MultiPolygonField(_("boundary"), srid=4326, null=True, blank=True)
    operator = models.CharField(_("operator"), max_length=200, blank=True)
    recognition_number = models.CharField(_("recognition number"), max_length=100, blank=True)
    safety_rating = models.CharField(
        _("safety-risk rating"), max_length=1, choices=ParkRating.choices, blank=True
    )
    rated_on = models.DateField(_("rated on"), null=True, blank=True)
    rating_due_on = models.DateField(_("next rating due on"), null=True, blank=True)
    closure = models.CharField(
        _("closed management"),
        max_length=10,
        choices=ClosureLevel.choices,
        default=ClosureLevel.OPEN,
    )
    gates = models.PositiveSmallIntegerField(_("gates"), default=0)
    hazmat_gates = models.PositiveSmallIntegerField(_("gates for dangerous goods"), default=0)
    hazmat_parking_places = models.PositiveSmallIntegerField(
        _("parking places for dangerous goods vehicles"), default=0
    )
    fire_station = models.CharField(_("fire station"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="park_by_name"),
            GinIndex(fields=["search_text"], name="park_search", opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(hazmat_gates__lte=models.F("gates")),
                name="park_gates_in_all",
                violation_error_message=_("There are not so many gates in all."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The park's dossier."""
        return reverse("enterprises:park", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Set what the park is found by."""
        self.search_text = search_text(self.name, self.operator)
