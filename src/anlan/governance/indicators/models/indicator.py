"""An indicator under watch and its targets year by year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.indicators.choices import (
    Course,
    Direction,
    Frequency,
    Method,
    Period,
    Standing,
    TargetKind,
)
from anlan.kernel.models import TimeStamped


class Indicator(TimeStamped):
    """A measure of a plan that somebody answers for, its target as printed and as numbers.

    ``target_low`` and ``target_high`` bound the figure on the target day, in its unit; of a target
    like “falls by 10 %” they follow from the baseline once it is known.
    """

    name = models.CharField(_("name"), max_length=300)
    unit = models.CharField(pgettext_lazy("measure", "unit"), max_length=30, blank=True)
    planned = models.ForeignKey(
        "planning.PlannedIndicator",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("planned indicator"),
    )
    planned_key = models.CharField(_("key in the plan"), max_length=64, blank=True, db_index=True)
    document = models.ForeignKey(
        "planning.PlanningDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("planning document"),
    )
    plan_name = models.CharField(
        pgettext_lazy("planning", "plan in the document"), max_length=200, blank=True
    )
    source_url = models.CharField(_("place in the plan"), max_length=300, blank=True)
    quote = models.TextField(_("words of the text"), blank=True)
    baseline = models.CharField(pgettext_lazy("planning", "baseline"), max_length=100, blank=True)
    baseline_value = models.FloatField(_("baseline as a number"), null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(
        _("year of the baseline"), null=True, blank=True
    )
    target = models.CharField(pgettext_lazy("planning", "target"), max_length=200)
    target_kind = models.CharField(
        _("kind of target"),
        max_length=10,
        choices=TargetKind.choices,
        default=TargetKind.UNCLEAR,
    )
    target_low = models.FloatField(_("lower bound"), null=True, blank=True)
    target_high = models.FloatField(_("upper bound"), null=True, blank=True)
    change_percent = models.FloatField(_("change in per cent"), null=True, blank=True)
    per = models.CharField(_("within"), max_length=10, choices=Period.choices, blank=True)
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction.choices, default=Direction.HIGHER
    )
    is_binding = models.BooleanField(pgettext_lazy("planning", "binding"), default=False)
    is_every_year = models.BooleanField(_("holds for every year"), default=False)
    starts_on = models.DateField(_("under watch since"))
    target_on = models.DateField(_("target day"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("responsible unit"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    course = models.CharField(
        _("course of the figure"), max_length=10, choices=Course.choices, default=Course.LEVEL
    )
    frequency = models.CharField(
        _("how often a value is due"),
        max_length=10,
        choices=Frequency.choices,
        default=Frequency.MONTH,
    )
    measure_code = models.CharField(_("measure"), max_length=60, blank=True)
    formula = models.TextField(pgettext_lazy("indicator", "formula"), blank=True)
    source = models.TextField(_("source of the figures"), blank=True)
    is_active = models.BooleanField(_("is watched"), default=True)
    # How it stands, kept by the nightly job and after each new value.
    state = models.CharField(
        _("standing"), max_length=10, choices=Standing.choices, default=Standing.NO_DATA
    )
    state_since = models.DateField(_("standing so since"), null=True, blank=True)
    actual = models.FloatField(_("latest value"), null=True, blank=True)
    actual_on = models.DateField(_("day of the latest value"), null=True, blank=True)
    forecast = models.FloatField(_("foreseen for the target day"), null=True, blank=True)
    forecast_low = models.FloatField(_("foreseen at least"), null=True, blank=True)
    forecast_high = models.FloatField(_("foreseen at most"), null=True, blank=True)
    method = models.CharField(
        _("method of the forecast"), max_length=10, choices=Method.choices, default=Method.NONE
    )
    facts = models.JSONField(_("why"), default=dict, blank=True)
    judged_at = models.DateTimeField(_("judged at"), null=True, blank=True)

    class Meta:
        verbose_name = _("indicator under watch")
        verbose_name_plural = _("indicators under watch")
        ordering: ClassVar = ["-is_binding", "id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"], name="indicator_unit"),
            models.Index(fields=["target_on", "id"], name="indicator_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["planned_key", "organisation", "region"],
                condition=~Q(planned_key=""),
                name="indicator_planned_once",
            ),
            models.CheckConstraint(
                condition=Q(target_on__gte=F("starts_on")), name="indicator_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the indicator."""
        return reverse("indicators:indicator", args=[self.pk])

    @property
    def is_automatic(self) -> bool:
        """Whether the platform computes it."""
        return bool(self.measure_code)

    @property
    def bound(self) -> float | None:
        """The one number of the target: what must be kept or reached."""
        if self.target_low is not None and self.target_high is not None:
            return self.target_high if self.direction == Direction.LOWER else self.target_low
        return self.target_high if self.target_low is None else self.target_low


class YearlyTarget(TimeStamped):
    """What the figure should be at the end of one year on the way to the target."""

    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.CASCADE,
        related_name="yearly_targets",
        verbose_name=_("indicator under watch"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.FloatField(_("value"))
    is_derived = models.BooleanField(_("derived by a straight line"), default=True)

    class Meta:
        verbose_name = _("target of a year")
        verbose_name_plural = _("targets of the years")
        ordering: ClassVar = ["indicator_id", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "year"], name="indicator_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.value:g}"
