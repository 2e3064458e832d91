"""The values of an indicator and the warnings that came of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.choices import Origin, Standing, ValueState
from anlan.governance.indicators.models.indicator import Indicator


class IndicatorValue(models.Model):
    """A value at the last day of a period, with the figures it was made of.

    Nothing is overwritten: a correction makes a new row and keeps the former one.
    """

    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.CASCADE,
        related_name="values",
        verbose_name=_("indicator under watch"),
    )
    period_end = models.DateField(_("last day of the period"))
    value = models.FloatField(_("value"))
    numerator = models.FloatField(_("numerator"), null=True, blank=True)
    denominator = models.FloatField(_("denominator"), null=True, blank=True)
    parts = models.JSONField(_("parts"), default=list, blank=True)
    url = models.CharField(_("rows behind it"), max_length=300, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=ValueState.choices, default=ValueState.CURRENT
    )
    note = models.CharField(_("reason or remark"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    files = models.JSONField(_("evidence files"), default=list, blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    entered_by_id = models.CharField(_("entered by (id)"), max_length=64)
    entered_by = models.CharField(_("entered by"), max_length=100)
    entered_at = models.DateTimeField(_("entered at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        ordering: ClassVar = ["-period_end", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "period_end"],
                condition=Q(state=ValueState.CURRENT),
                name="indicator_value_current_once",
            ),
            models.UniqueConstraint(
                fields=["indicator", "period_end"],
                condition=Q(state=ValueState.PENDING),
                name="indicator_value_pending_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_end}: {self.value:g}"

    def get_absolute_url(self) -> str:
        """The page of its indicator."""
        return f"{self.indicator.get_absolute_url()}#panel-values"


class Deviation(models.Model):
    """That an indicator came to stand otherwise: from what to what, and who was told."""

    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.CASCADE,
        related_name="deviations",
        verbose_name=_("indicator under watch"),
    )
    on = models.DateField(_("day"))
    former_state = models.CharField(_("former standing"), max_length=10, choices=Standing.choices)
    state = models.CharField(_("standing"), max_length=10, choices=Standing.choices)
    actual = models.FloatField(_("latest value"), null=True)
    forecast = models.FloatField(_("foreseen for the target day"), null=True)
    facts = models.JSONField(_("why"), default=dict)
    told = models.JSONField(_("who was told"), default=list)
    at = models.DateTimeField(_("noticed at"))

    class Meta:
        verbose_name = _("deviation")
        verbose_name_plural = _("deviations")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["indicator", "-at"], name="deviation_of")]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """The page of its indicator."""
        return self.indicator.get_absolute_url()
