"""Units with hazardous chemicals, what stands in them, who lives around, how they are equipped."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.installations.choices import Grade, SafetySystem, UnitKind, UnitState


class Installation(TimeStamped):
    """A production or storage unit; a major hazard installation when its S reaches 1."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(
        pgettext_lazy("installation", "kind of unit"), max_length=20, choices=UnitKind.choices
    )
    state = models.CharField(
        _("state"), max_length=20, choices=UnitState.choices, default=UnitState.IN_USE
    )
    description = models.TextField(_("description"), blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    boundary = models.PolygonField(
        pgettext_lazy("installation", "plant boundary"), srid=4326, null=True, blank=True
    )
    exposure_area = models.MultiPolygonField(
        _("area in which people are counted"), srid=4326, null=True, blank=True
    )
    is_major = models.BooleanField(_("is a major hazard installation"), default=False)
    grade = models.PositiveSmallIntegerField(
        pgettext_lazy("installation", "level"), choices=Grade.choices, null=True, blank=True
    )
    s_index = models.FloatField("S", null=True, blank=True)
    r_index = models.FloatField("R", null=True, blank=True)
    undecided = models.PositiveSmallIntegerField(_("substances to decide"), default=0)
    identified_at = models.DateTimeField(_("identified at"), null=True, blank=True)
    assessed_on = models.DateField(_("safety assessment of"), null=True, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    filed_until = models.DateField(_("filing valid to"), null=True, blank=True)
    filed_grade = models.PositiveSmallIntegerField(
        _("level as filed"), choices=Grade.choices, null=True, blank=True
    )
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("hazard installation")
        verbose_name_plural = _("hazard installations")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(grade__isnull=True) | models.Q(grade__range=(1, 4)),
                name="installation_grade_range",
            ),
            models.CheckConstraint(
                condition=models.Q(is_major=True, grade__isnull=False)
                | models.Q(is_major=False, grade__isnull=True),
                name="installation_grade_if_major",
            ),
        ]
        indexes: ClassVar = [
            # The list by level and by name.
            models.Index(fields=["grade", "id"], name="installation_by_grade"),
            models.Index(fields=["name", "id"], name="installation_by_name"),
            # The panel of the dossier, the commitment of a day.
            models.Index(fields=["enterprise", "is_major"], name="installation_of_firm"),
            # What runs out.
            models.Index(fields=["filed_until", "id"], name="installation_filed_until"),
            GinIndex(
                fields=["search_text"], name="installation_search", opclasses=["gin_trgm_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the installation."""
        from django.urls import reverse

        return reverse("installations:detail", args=[self.pk])

    @property
    def region_id(self) -> str:
        """The region of its enterprise: clocks are seen there."""
        code: str = self.enterprise.region_id
        return code

    @property
    def organisation_id(self) -> int:
        """The organisation of its enterprise: its own people see its clocks."""
        number: int = self.enterprise.organisation_id
        return number

    def refresh_search_text(self, enterprise_name: str) -> None:
        """Set what the record is found by; services call it before saving."""
        self.search_text = search_text(self.name, enterprise_name, self.code)


class InstallationHolding(TimeStamped):
    """A vessel or store of the dossier that stands in the unit, and how it counts."""

    installation = models.ForeignKey(
        Installation,
        on_delete=models.CASCADE,
        related_name="members",
        verbose_name=_("hazard installation"),
    )
    holding = models.OneToOneField(
        "enterprises.ChemicalHolding",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("chemical holding"),
    )
    #: ``1:<row>`` of table 1, a symbol of table 2, ``none`` (outside both), empty: by the rules.
    decision = models.CharField(_("decided row"), max_length=20, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("holding of an installation")
        verbose_name_plural = _("holdings of an installation")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.installation} · {self.holding}"


class PeopleCorrection(models.Model):
    """A count of people that replaces the computed one, with its reason; the newest holds."""

    installation = models.ForeignKey(
        Installation,
        on_delete=models.CASCADE,
        related_name="people_corrections",
        verbose_name=_("hazard installation"),
    )
    people = models.PositiveIntegerField(_("people counted"))
    reason = models.CharField(_("reason"), max_length=300)
    is_withdrawn = models.BooleanField(_("is withdrawn"), default=False)
    made_by = models.CharField(_("made by"), max_length=100)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("people correction")
        verbose_name_plural = _("people corrections")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.installation}: {self.people}"


class SafetyEquipment(TimeStamped):
    """How many places of an installation need a safety system, have it, and have it working."""

    installation = models.ForeignKey(
        Installation,
        on_delete=models.CASCADE,
        related_name="equipment",
        verbose_name=_("hazard installation"),
    )
    system = models.CharField(_("safety system"), max_length=20, choices=SafetySystem.choices)
    needed = models.PositiveIntegerField(_("needed"))
    fitted = models.PositiveIntegerField(pgettext_lazy("safety system", "fitted"))
    working = models.PositiveIntegerField(pgettext_lazy("safety system", "working"))
    planned_on = models.DateField(_("retrofit planned for"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("safety system of an installation")
        verbose_name_plural = _("safety systems of an installation")
        ordering: ClassVar = ["installation_id", "system"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["installation", "system"], name="safety_system_once"),
            models.CheckConstraint(
                condition=models.Q(fitted__lte=models.F("needed"))
                & models.Q(working__lte=models.F("fitted")),
                name="safety_system_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.installation} · {self.get_system_display()}"

    @property
    def missing(self) -> int:
        """Places still to be fitted."""
        return self.needed - self.fitted
