"""Report forms 报表: the design, its periods, the sheet of each unit, every version of it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import OWED, Cadence, FormState, RoundState, SheetState
from anlan.governance.campaigns.models.campaign import Campaign
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class ReportForm(TimeStamped):
    """A form designed by an office: columns, rules, who fills it in, how often, until when.

    ``columns`` and ``rules`` are read by ``design.read_design``; each round keeps those it was
    opened with, so that a form may be changed for the periods to come.
    """

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="forms",
        verbose_name=_("campaign"),
        help_text=_("empty: routine work"),
    )
    name = models.CharField(_("name"), max_length=200)
    office = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("issuing office"),
    )
    note = models.TextField(_("how to fill it in"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    cadence = models.CharField(
        pgettext_lazy("planning", "how often"), max_length=20, choices=Cadence.choices
    )
    due_days = models.PositiveSmallIntegerField(_("due so many days after the period"), default=5)
    has_many_rows = models.BooleanField(
        _("several rows a unit"), default=False, help_text=_("a list instead of one row of figures")
    )
    columns = models.JSONField(_("columns"), default=list)
    rules = models.JSONField(pgettext_lazy("report form", "rules"), default=list, blank=True)
    units = models.ManyToManyField(
        "organisations.Organisation",
        blank=True,
        related_name="+",
        verbose_name=_("units that fill it in"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=FormState.choices, default=FormState.DRAFT
    )

    class Meta:
        verbose_name = _("report form")
        verbose_name_plural = _("report forms")
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:form", args=[self.pk])


class FormRound(TimeStamped):
    """One period of a report form: opened, filled in by the units, submitted upward."""

    form = models.ForeignKey(
        ReportForm, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("report form")
    )
    starts_on = models.DateField(pgettext_lazy("period", "first day"))
    ends_on = models.DateField(pgettext_lazy("period", "last day"))
    due_on = models.DateField(_("to be handed in by"))
    columns = models.JSONField(_("columns"), default=list)
    rules = models.JSONField(pgettext_lazy("report form", "rules"), default=list, blank=True)
    reminded_at = models.DateTimeField(_("units reminded at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted upward at"), null=True, blank=True)
    submitted_by = models.CharField(_("submitted upward by"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=RoundState.choices, default=RoundState.OPEN
    )

    class Meta:
        verbose_name = _("round of a report form")
        verbose_name_plural = _("rounds of a report form")
        ordering: ClassVar = ["-ends_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "ends_on"], name="round_once_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.label}"

    @property
    def label(self) -> str:
        """The period in words."""
        from anlan.governance.campaigns.periods import period_label

        return period_label(self.form.cadence, self.starts_on, self.ends_on)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:round", args=[self.pk])


class Sheet(TimeStamped):
    """What one unit hands in for one period."""

    round = models.ForeignKey(
        FormRound,
        on_delete=models.CASCADE,
        related_name="sheets",
        verbose_name=_("round of a report form"),
    )
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    due_on = models.DateField(_("to be handed in by"))
    handed_in_at = models.DateTimeField(_("first handed in at"), null=True, blank=True)
    version_count = models.PositiveSmallIntegerField(_("versions"), default=0)
    accepted_by = models.CharField(
        pgettext_lazy("sheet", "accepted by"), max_length=100, blank=True
    )
    return_reason = models.CharField(_("why it was returned"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=SheetState.choices, default=SheetState.WAITING
    )

    class Meta:
        verbose_name = _("report sheet")
        verbose_name_plural = _("report sheets")
        ordering: ClassVar = ["due_on", "unit_id", "id"]
        indexes: ClassVar = [models.Index(fields=["due_on", "id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit"], name="sheet_once_a_unit")
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.unit}"

    def get_absolute_url(self) -> str:
        """Where it is filled in and read."""
        return reverse("campaigns:sheet", args=[self.pk])

    @property
    def is_owed(self) -> bool:
        """Whether the unit has to do something."""
        return self.state in OWED

    @property
    def is_late(self) -> bool:
        """Whether it came, or has still to come, after its day."""
        return not self.is_on_time(clock.today()) and (
            self.handed_in_at is not None or self.due_on < clock.today()
        )

    @property
    def is_corrected(self) -> bool:
        """Whether it was handed in more than once."""
        return self.version_count > 1

    def is_on_time(self, on: date) -> bool:
        """Whether it had come by its day, as known on ``on``."""
        day = self.handed_in_on
        return day is not None and day <= min(self.due_on, on)

    @property
    def handed_in_on(self) -> date | None:
        """The day it first came."""
        from django.utils import timezone

        return timezone.localtime(self.handed_in_at).date() if self.handed_in_at else None


class SheetVersion(models.Model):
    """One handing in; earlier ones are kept."""

    sheet = models.ForeignKey(
        Sheet, on_delete=models.CASCADE, related_name="versions", verbose_name=_("report sheet")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    handed_in_at = models.DateTimeField(_("handed in at"))
    handed_in_by_id = models.CharField(max_length=100, editable=False)
    handed_in_by = models.CharField(_("handed in by"), max_length=100)
    note = models.CharField(_("note"), max_length=300, blank=True)
    warnings = models.JSONField(_("remarks of the check"), default=list, blank=True)

    class Meta:
        verbose_name = _("version of a report sheet")
        verbose_name_plural = _("versions of report sheets")
        ordering: ClassVar = ["sheet_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} v{self.number}"


class ReportValue(models.Model):
    """One cell of one version, kept by its kind: number, text or day."""

    version = models.ForeignKey(
        SheetVersion,
        on_delete=models.CASCADE,
        related_name="values",
        verbose_name=_("version of a report sheet"),
    )
    row = models.PositiveSmallIntegerField(_("row"), default=0)
    column = models.CharField(_("column"), max_length=40)
    number = models.DecimalField(
        pgettext_lazy("value", "number"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    text = models.TextField(pgettext_lazy("value", "text"), blank=True)
    day = models.DateField(pgettext_lazy("value", "date"), null=True, blank=True)

    class Meta:
        verbose_name = _("report value")
        verbose_name_plural = _("report values")
        ordering: ClassVar = ["version_id", "row", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "row", "column"], name="report_value_once_a_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.column}: {self.value}"

    @property
    def value(self) -> Any:
        """What the cell holds."""
        if self.number is not None:
            return self.number
        return self.day if self.day is not None else self.text
