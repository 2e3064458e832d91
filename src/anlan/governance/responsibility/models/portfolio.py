"""Division of work among the county leaders 领导分工: who answers for what, since when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.responsibility.choices import Standing
from anlan.kernel.models import TimeStamped


class Portfolio(TimeStamped):
    """What one leader answers for, and who stands in (A and B role)."""

    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("responsibility", "leader"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    standing = models.CharField(
        pgettext_lazy("responsibility", "standing"),
        max_length=20,
        choices=Standing.choices,
        default=Standing.MEMBER,
    )
    text = models.TextField(pgettext_lazy("responsibility", "division of work in words"))
    basis = models.CharField(
        pgettext_lazy("responsibility", "document of the division of work"),
        max_length=200,
        blank=True,
    )
    substitute = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("responsibility", "substitute (B role)"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    sort_order = models.PositiveIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("leader's portfolio")
        verbose_name_plural = _("leaders' portfolios")
        ordering: ClassVar = ["sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to__isnull=True),
                name="portfolio_one_in_force_per_person",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="portfolio_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.title} {self.person.name}".strip()

    def get_absolute_url(self) -> str:
        """The page of the portfolio."""
        return reverse("responsibility:portfolio", args=[self.pk])


class PortfolioEntry(TimeStamped):
    """One organisation, township or sector of a portfolio; ended, never deleted."""

    portfolio = models.ForeignKey(
        Portfolio,
        on_delete=models.CASCADE,
        related_name="entries",
        verbose_name=_("leader's portfolio"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    sector = models.CharField(
        pgettext_lazy("responsibility", "sector or work"), max_length=100, blank=True
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("portfolio entry")
        verbose_name_plural = _("portfolio entries")
        ordering: ClassVar = ["portfolio__sort_order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) ^ ~Q(sector=""),
                name="portfolio_entry_unit_or_sector",
            ),
            models.UniqueConstraint(
                fields=["portfolio", "organisation"],
                condition=Q(valid_to__isnull=True, organisation__isnull=False),
                name="portfolio_entry_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation) if self.organisation_id else self.sector

    def get_absolute_url(self) -> str:
        """The portfolio it belongs to."""
        return self.portfolio.get_absolute_url()

    @property
    def is_in_force(self) -> bool:
        """Whether it has not been ended."""
        return self.valid_to is None


class Absence(TimeStamped):
    """That a leader is away and somebody acts in the meantime."""

    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("responsibility", "leader"),
    )
    substitute = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("responsibility", "acts meanwhile"),
    )
    starts_on = models.DateField(pgettext_lazy("absence", "away from"))
    ends_on = models.DateField(pgettext_lazy("absence", "away to"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("absence of a leader")
        verbose_name_plural = _("absences of leaders")
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("substitute")), name="absence_has_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on:%m-%d}–{self.ends_on:%m-%d}"

    def covers(self, day: date) -> bool:
        """Whether the leader is away on a day."""
        return self.starts_on <= day <= self.ends_on
