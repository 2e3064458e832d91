"""Thresholds and factors of GB 18218-2018, and the county's rules, each with its source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.supervision.installations.choices import StandardTable


class StandardValue(TimeStamped):
    """One row of a table: officers see where it comes from and confirm it against the text."""

    table = models.CharField(_("table"), max_length=1, choices=StandardTable.choices)
    code = models.CharField(_("row"), max_length=50)
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=200)
    cas = models.CharField(_("CAS number"), max_length=20, blank=True)
    symbol = models.CharField(_("symbol of the class"), max_length=10, blank=True)
    hazard_class = models.CharField(_("hazard class"), max_length=100, blank=True)
    condition = models.CharField(_("holds for"), max_length=300, blank=True)
    threshold_t = models.FloatField(_("threshold Q"), null=True, blank=True)
    beta = models.FloatField(_("factor β"), null=True, blank=True)
    alpha = models.FloatField(_("factor α"), null=True, blank=True)
    lower = models.FloatField(pgettext_lazy("bound", "from"), null=True, blank=True)
    upper = models.FloatField(pgettext_lazy("bound", "below or to"), null=True, blank=True)
    value = models.FloatField(_("value"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    clause = models.CharField(_("clause"), max_length=300)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    citation = models.CharField(_("confirmed by citation"), max_length=300, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("threshold or factor")
        verbose_name_plural = _("thresholds and factors")
        ordering: ClassVar = ["table", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "code"], name="standard_value_once"),
            models.CheckConstraint(
                condition=models.Q(threshold_t__isnull=True) | models.Q(threshold_t__gt=0),
                name="standard_value_threshold_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(beta__isnull=True) | models.Q(beta__gt=0),
                name="standard_value_beta_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.name}".strip()

    def get_absolute_url(self) -> str:
        """The row with its source."""
        from django.urls import reverse

        return reverse("installations:value", args=[self.pk])

    @property
    def label(self) -> str:
        """How a calculation names the row."""
        where = dict(StandardTable.choices)[self.table]
        return f"{where} {self.symbol or self.code} {self.name}"
