"""Levels that move: factors, the history they write, the tally of an enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.supervision.risk.choices import FactorKind, Level
from anlan.supervision.risk.models.tree import RiskUnit


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar, in percent of its length."""

    start: float
    width: float


def bar_of(counts: Sequence[int]) -> list[tuple[int, int, Share]]:
    """Return level, count and place on the bar of the four colours."""
    whole = sum(counts) or 1
    found, start = [], 0.0
    for level, count in enumerate(counts, start=1):
        width = round(100 * count / whole, 2)
        found.append((level, count, Share(start, width)))
        start = round(start + width, 2)
    return found


class RiskFactor(models.Model):
    """Something that makes a unit (or a whole enterprise) graver until it is lifted."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    unit = models.ForeignKey(
        RiskUnit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="factors",
        verbose_name=_("risk unit"),
    )
    kind = models.CharField(_("factor"), max_length=30, choices=FactorKind.choices)
    severity = models.CharField(_("severity"), max_length=20, blank=True)
    source_type = models.CharField(_("source type"), max_length=100)
    source_id = models.CharField(_("source"), max_length=64)
    source_url = models.CharField(_("address of the source"), max_length=300, blank=True)
    explanation = models.TextField(_("explanation"))
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)
    recorded_by = models.CharField(_("recorded by"), max_length=100)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.CharField(_("lifted by"), max_length=100, blank=True)
    lift_reason = models.TextField(_("why it was lifted"), blank=True)

    class Meta:
        verbose_name = _("risk factor")
        verbose_name_plural = _("risk factors")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            # One cause counts once, however often it is told of.
            models.UniqueConstraint(
                fields=["source_type", "source_id", "kind"],
                condition=models.Q(lifted_at__isnull=True),
                name="risk_factor_open_once",
            )
        ]
        indexes: ClassVar = [
            # The open factors of a unit or enterprise decide its level.
            models.Index(
                fields=["enterprise", "unit"],
                condition=models.Q(lifted_at__isnull=True),
                name="risk_factor_open",
            ),
            models.Index(fields=["unit", "-id"], name="risk_factor_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.explanation}"

    def get_absolute_url(self) -> str:
        """Where it comes from, else the unit it weighs on."""
        if self.source_url:
            return self.source_url
        return self.unit.get_absolute_url() if self.unit else ""


class RegradeRecord(models.Model):
    """That a level changed: from, to, and why in words."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    unit = models.ForeignKey(
        RiskUnit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="regrades",
        verbose_name=_("risk unit"),
    )
    from_level = models.PositiveSmallIntegerField(_("from level"), choices=Level.choices)
    to_level = models.PositiveSmallIntegerField(_("to level"), choices=Level.choices)
    why = models.TextField(_("why"))
    factor = models.ForeignKey(
        RiskFactor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("risk factor"),
    )
    source_url = models.CharField(_("address of the source"), max_length=300, blank=True)
    rules_version = models.PositiveIntegerField(_("version of the rules"), null=True, blank=True)
    actor_name = models.CharField(_("actor name"), max_length=100)
    at = models.DateTimeField(_("changed at"), default=clock.now)

    class Meta:
        verbose_name = _("change of level")
        verbose_name_plural = _("changes of level")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-at"], name="regrade_of_unit"),
            models.Index(fields=["enterprise", "-at"], name="regrade_of_enterprise"),
            models.Index(fields=["-at", "-id"], name="regrade_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.from_level} → {self.to_level}: {self.why}"

    def get_absolute_url(self) -> str:
        """The cause, else the unit."""
        if self.source_url:
            return self.source_url
        return self.unit.get_absolute_url() if self.unit else ""


class EnterpriseRisk(models.Model):
    """How many units of each colour an enterprise has, and the level that follows.

    Kept up to date with every change, one row an enterprise, so that a county of 200,000 units is
    summed from 10,000 rows and no two enterprises wait for one another.
    """

    enterprise = models.OneToOneField(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="risk_tally",
        verbose_name=_("enterprise"),
    )
    red = models.PositiveIntegerField(_("red units"), default=0)
    orange = models.PositiveIntegerField(_("orange units"), default=0)
    yellow = models.PositiveIntegerField(_("yellow units"), default=0)
    blue = models.PositiveIntegerField(_("blue units"), default=0)
    level = models.PositiveSmallIntegerField(
        _("risk level"), choices=Level.choices, default=Level.BLUE
    )
    own_level = models.PositiveSmallIntegerField(
        _("level without units"),
        choices=Level.choices,
        default=Level.BLUE,
        help_text=_("the level of the dossier, valid while no unit is registered"),
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("risk tally of an enterprise")
        verbose_name_plural = _("risk tallies of enterprises")

    def __str__(self) -> str:
        return f"{self.red}/{self.orange}/{self.yellow}/{self.blue}"

    def get_absolute_url(self) -> str:
        """The risks of the enterprise."""
        return reverse("risk:enterprise", args=[self.pk])

    @property
    def units(self) -> int:
        """How many units there are."""
        return self.red + self.orange + self.yellow + self.blue

    @property
    def bar(self) -> list[tuple[int, int, Share]]:
        """Level, count and place on the bar."""
        return bar_of((self.red, self.orange, self.yellow, self.blue))

    @property
    def gravest(self) -> int:
        """The gravest level of any unit; the dossier's own level without units."""
        counts = ((1, self.red), (2, self.orange), (3, self.yellow), (4, self.blue))
        return next((level for level, count in counts if count), self.own_level)
