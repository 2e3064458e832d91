"""Hazardous chemical processes and the projects in which plants are built."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.supervision.enterprises.choices import AutomationLevel, ProjectKind, StageKind
from anlan.supervision.enterprises.models.enterprise import Enterprise


class HazardousProcess(models.Model):
    """A kind of chemical process under key supervision 重点监管的危险化工工艺."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    batch = models.PositiveSmallIntegerField(_("batch"))
    source = models.CharField(_("source"), max_length=200)
    is_verified = models.BooleanField(_("is verified"), default=False)

    class Meta:
        verbose_name = _("hazardous chemical process")
        verbose_name_plural = _("hazardous chemical processes")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class ProcessUnit(TimeStamped):
    """A process unit of the enterprise; hazardous when it runs a process under key supervision."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="process_units",
        verbose_name=_("enterprise"),
    )
    name = models.CharField(_("name"), max_length=100)
    process = models.ForeignKey(
        HazardousProcess,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("hazardous chemical process"),
        help_text=_("leave empty when the process is not under key supervision"),
    )
    automation = models.CharField(
        _("automatic control"),
        max_length=20,
        choices=AutomationLevel.choices,
        default=AutomationLevel.MANUAL,
    )
    has_safety_system = models.BooleanField(_("has a safety instrumented system"), default=False)
    has_reaction_assessment = models.BooleanField(
        _("reaction safety risk was assessed"), default=False
    )
    hazop_on = models.DateField(_("last HAZOP on"), null=True, blank=True)
    hazop_due_on = models.DateField(_("next HAZOP due on"), null=True, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)

    class Meta:
        verbose_name = _("process unit")
        verbose_name_plural = _("process units")
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index(fields=["hazop_due_on", "id"], name="process_by_hazop")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="process_unit_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:process", args=[self.pk])


class Project(TimeStamped):
    """A construction project whose safety facilities are designed, built and used with it."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="projects",
        verbose_name=_("enterprise"),
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ProjectKind.choices, default=ProjectKind.NEW
    )
    approval_number = models.CharField(_("approval number"), max_length=100, blank=True)
    investment_10k_yuan = models.DecimalField(
        _("investment"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("in units of 10,000 yuan"),
    )
    begun_on = models.DateField(_("begun on"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("construction project")
        verbose_name_plural = _("construction projects")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="project_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:project", args=[self.pk])


class ProjectStage(TimeStamped):
    """One stage of the three simultaneities: when due, when passed, with which papers."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="stages", verbose_name=_("project")
    )
    kind = models.CharField(_("stage"), max_length=20, choices=StageKind.choices)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("passed on"), null=True, blank=True)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    reviewer = models.CharField(_("reviewed by"), max_length=100, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)

    class Meta:
        verbose_name = _("stage of the three simultaneities")
        verbose_name_plural = _("stages of the three simultaneities")
        ordering: ClassVar = ["project_id", "id"]
        indexes: ClassVar = [models.Index(fields=["due_on", "id"], name="project_stage_by_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "kind"], name="project_stage_once")
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_kind_display()}"
