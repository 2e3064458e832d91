"""How often drills are due by law, and for whom."""

from __future__ import annotations

from datetime import datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.command.drills.choices import Concerns
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class CadenceRule(TimeStamped):
    """A duty to hold drills at least so often, with its clause."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    title = models.CharField(_("title"), max_length=200)
    concerns = models.CharField(_("whom it concerns"), max_length=20, choices=Concerns.choices)
    months = models.PositiveSmallIntegerField(_("at least once in months"))
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    is_active = models.BooleanField(_("is applied"), default=True)

    class Meta:
        verbose_name = _("rule of drill cadence")
        verbose_name_plural = _("rules of drill cadence")
        ordering: ClassVar = ["concerns", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__gt=0), name="drill_rule_has_months")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the rule."""
        return reverse("drills:rule", args=[self.pk])


class CadenceDuty(TimeStamped):
    """One unit that must hold drills: when it last did, by when the next is due."""

    rule = models.ForeignKey(
        CadenceRule,
        on_delete=models.PROTECT,
        related_name="duties",
        verbose_name=_("rule of drill cadence"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("unit"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    last_on = models.DateField(_("last held on"), null=True, blank=True)
    last_note = models.CharField(_("which drill"), max_length=200, blank=True)
    due_on = models.DateField(_("next due by"))
    is_active = models.BooleanField(_("is applied"), default=True)

    class Meta:
        verbose_name = _("duty to hold drills")
        verbose_name_plural = _("duties to hold drills")
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "organisation"], name="drill_duty_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="drill_duty_due"),
            models.Index(fields=["region", "due_on"], name="drill_duty_region"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.rule}"

    def get_absolute_url(self) -> str:
        """The page of the duty."""
        return reverse("drills:duty", args=[self.pk])

    @property
    def due_at(self) -> datetime:
        """The last moment of its day."""
        return timezone.make_aware(datetime.combine(self.due_on, time.max))

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.due_on < clock.today()
