"""A campaign: its office, period and phases, its sub-plans by sector and their measures."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import CampaignKind, CampaignState, MeasureKind
from anlan.kernel.models import TimeStamped


class Campaign(TimeStamped):
    """A three-year action or a special rectification that an office of the county leads."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=CampaignKind.choices, default=CampaignKind.SPECIAL
    )
    office = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("campaign office"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    starts_on = models.DateField(pgettext_lazy("period", "first day"))
    ends_on = models.DateField(pgettext_lazy("period", "last day"))
    aims = models.TextField(pgettext_lazy("campaign", "aims"), blank=True)
    template = models.CharField(_("template"), max_length=50, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    is_demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:campaign", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """Whether work goes on under it."""
        return self.state == CampaignState.RUNNING


class CampaignPhase(TimeStamped):
    """A phase of a campaign: 动员部署, 集中攻坚, 巩固提升."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="phases", verbose_name=_("campaign")
    )
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(pgettext_lazy("period", "first day"))
    ends_on = models.DateField(pgettext_lazy("period", "last day"))
    aims = models.TextField(pgettext_lazy("campaign", "aims"), blank=True)

    class Meta:
        verbose_name = _("campaign phase")
        verbose_name_plural = _("campaign phases")
        ordering: ClassVar = ["campaign_id", "starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.starts_on <= day <= self.ends_on


class SubPlan(TimeStamped):
    """The plan of one sector in a campaign: who leads, who supports, which measures."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="sub_plans", verbose_name=_("campaign")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("order", "number"))
    name = models.CharField(_("name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=40)
    lead = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead unit"),
    )
    lead_words = models.CharField(_("lead unit as printed"), max_length=200, blank=True)
    supports = models.ManyToManyField(
        "organisations.Organisation",
        blank=True,
        related_name="+",
        verbose_name=_("units that support"),
    )
    anchor = models.CharField(
        _("place in the source"), max_length=200, blank=True, help_text=_("document and lines")
    )

    class Meta:
        verbose_name = _("sub-plan")
        verbose_name_plural = _("sub-plans")
        ordering: ClassVar = ["campaign_id", "number", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="sub_plan_number_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:sub_plan", args=[self.pk])


class CampaignMeasure(TimeStamped):
    """One measure of a sub-plan; given to its units it is a commitment."""

    sub_plan = models.ForeignKey(
        SubPlan, on_delete=models.CASCADE, related_name="measures", verbose_name=_("sub-plan")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("order", "number"))
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=MeasureKind.choices, default=MeasureKind.TARGET
    )
    quantity = models.CharField(_("quantity"), max_length=200, blank=True)
    cadence = models.CharField(pgettext_lazy("planning", "how often"), max_length=100, blank=True)
    deadline = models.DateField(pgettext_lazy("planning", "deadline"), null=True, blank=True)
    lead = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead unit"),
        help_text=_("empty: the lead unit of the sub-plan"),
    )
    anchor = models.CharField(_("place in the source"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("given to the unit at"), null=True, blank=True)

    class Meta:
        verbose_name = _("campaign measure")
        verbose_name_plural = _("campaign measures")
        ordering: ClassVar = ["sub_plan_id", "number", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sub_plan", "number"], name="measure_number_once")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its place on the page of its sub-plan."""
        return f"{reverse('campaigns:sub_plan', args=[self.sub_plan_id])}#measure-{self.pk}"
