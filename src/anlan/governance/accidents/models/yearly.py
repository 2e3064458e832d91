"""What accidents are measured against: denominators, targets, department figures, closed months."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accidents.choices import (
    DENOMINATOR_UNITS,
    CloseState,
    DenominatorKind,
    Domain,
    FigureVersion,
    OutsideKind,
)
from anlan.kernel.models import TimeStamped


class Denominator(TimeStamped):
    """A yearly figure a rate is divided by, with its source and how final it is."""

    year = models.PositiveSmallIntegerField(_("year"))
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DenominatorKind.choices)
    value = models.DecimalField(
        pgettext_lazy("accidents", "number"), max_digits=18, decimal_places=2
    )
    version = models.CharField(
        pgettext_lazy("accidents", "version"), max_length=20, choices=FigureVersion.choices
    )
    source = models.CharField(_("source"), max_length=300)
    recorded_by = models.CharField(_("recorded by"), max_length=100)

    class Meta:
        verbose_name = _("yearly figure")
        verbose_name_plural = _("yearly figures")
        ordering: ClassVar = ["-year", "kind", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "region", "kind", "version"], name="denominator_once"
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="denominator_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The page where it is changed."""
        return reverse("accidents:denominator_change", args=[self.pk])

    @property
    def unit(self) -> str:
        """The unit it is kept in."""
        return DENOMINATOR_UNITS[self.kind]


class ControlTarget(TimeStamped):
    """A limit of the year 控制指标 for a count or a rate, of the county or one field."""

    year = models.PositiveSmallIntegerField(_("year"))
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    measure = models.CharField(pgettext_lazy("accidents", "measure"), max_length=40)
    domain = models.CharField(
        pgettext_lazy("accidents", "field of statistics"),
        max_length=20,
        choices=Domain.choices,
        blank=True,
    )
    limit = models.DecimalField(
        pgettext_lazy("accidents", "at most"), max_digits=12, decimal_places=4
    )
    source = models.CharField(_("source"), max_length=300)
    recorded_by = models.CharField(_("recorded by"), max_length=100)

    class Meta:
        verbose_name = _("control target")
        verbose_name_plural = _("control targets")
        ordering: ClassVar = ["-year", "measure", "domain"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "region", "measure", "domain"], name="control_target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.measure}"

    def get_absolute_url(self) -> str:
        """The page where it is changed."""
        return reverse("accidents:target_change", args=[self.pk])


class DepartmentFigure(TimeStamped):
    """What a department says happened in its field in a month, to be held against the register."""

    department = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("accidents", "department in charge"),
    )
    domain = models.CharField(
        pgettext_lazy("accidents", "field of statistics"), max_length=20, choices=Domain.choices
    )
    month = models.DateField(_("month"), help_text=_("its first day"))
    accidents = models.PositiveIntegerField(_("number of accidents"))
    deaths = models.PositiveIntegerField(_("deaths"))
    serious_injuries = models.PositiveIntegerField(_("serious injuries"), default=0)
    explanation = models.CharField(_("why they differ"), max_length=500, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=100)

    class Meta:
        verbose_name = _("figure of a department")
        verbose_name_plural = _("figures of departments")
        ordering: ClassVar = ["-month", "domain"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["department", "domain", "month"], name="department_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_domain_display()}"

    @property
    def code(self) -> str:
        """Year and month as lists write them."""
        return f"{self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The page where it is explained."""
        return reverse("accidents:department_figure_change", args=[self.pk])


class MonthClose(TimeStamped):
    """That a month was closed with these figures, and perhaps opened again with a reason."""

    month = models.DateField(_("month"), help_text=_("its first day"))
    state = models.CharField(
        _("state"), max_length=20, choices=CloseState.choices, default=CloseState.CLOSED
    )
    figures = models.JSONField(_("figures at the close"), default=dict)
    closed_at = models.DateTimeField(pgettext_lazy("month", "closed at"))
    closed_by = models.CharField(pgettext_lazy("month", "closed by"), max_length=100)
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)
    reopened_by = models.CharField(_("reopened by"), max_length=100, blank=True)
    reopen_reason = models.CharField(_("why it was reopened"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("close of a month")
        verbose_name_plural = _("closes of months")
        ordering: ClassVar = ["-month", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month"], condition=models.Q(state="closed"), name="month_closed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class OutsideDeath(TimeStamped):
    """Deaths that are no work accident 非生产性死亡, such as carbon monoxide poisoning at home."""

    kind = models.CharField(_("kind"), max_length=20, choices=OutsideKind.choices)
    occurred_on = models.DateField(_("day"))
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    deaths = models.PositiveIntegerField(_("deaths"))
    rescued = models.PositiveIntegerField(_("rescued"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=100)

    class Meta:
        verbose_name = _("death outside work")
        verbose_name_plural = _("deaths outside work")
        ordering: ClassVar = ["-occurred_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["-occurred_on", "-id"], name="outside_newest")]

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The page where it is changed."""
        return reverse("accidents:outside_change", args=[self.pk])
