"""Sunshine list 晾晒 and notices 通报: criteria, ranking by period, notice, receipts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import NoticeState
from anlan.governance.campaigns.models.campaign import Campaign
from anlan.governance.campaigns.models.reviews import Review
from anlan.kernel.models import TimeStamped


class StandingCriterion(TimeStamped):
    """What units are ranked by in a campaign, with its weight; published with the list."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("campaign")
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    formula = models.CharField(_("how it is computed"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        verbose_name = _("criterion of the sunshine list")
        verbose_name_plural = _("criteria of the sunshine list")
        ordering: ClassVar = ["campaign_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "code"], name="criterion_once"),
            models.CheckConstraint(condition=Q(weight__lte=100), name="criterion_weight_to_100"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The sunshine list, where the criteria stand."""
        return reverse("campaigns:sunshine", args=[self.campaign_id])


class Standing(TimeStamped):
    """Where one unit stood at the end of a period: figures, score, rank, the rank before."""

    review = models.ForeignKey(
        Review,
        on_delete=models.CASCADE,
        related_name="standings",
        verbose_name=_("scheduling period"),
    )
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    figures = models.JSONField(pgettext_lazy("standing", "figures"), default=dict)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    rank_before = models.PositiveSmallIntegerField(_("rank before"), null=True, blank=True)

    class Meta:
        verbose_name = _("standing of a unit")
        verbose_name_plural = _("standings of units")
        ordering: ClassVar = ["review_id", "rank", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "unit"], name="standing_once_a_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.review}"

    @property
    def change(self) -> int | None:
        """Places gained (positive) or lost since the period before."""
        if self.rank is None or self.rank_before is None:
            return None
        return self.rank_before - self.rank


class CampaignNotice(TimeStamped):
    """The notice of a period: who is praised, who is criticised, what is asked for."""

    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        related_name="notices",
        verbose_name=_("scheduling period"),
    )
    title = models.CharField(_("title"), max_length=200)
    situation = models.TextField(_("general situation"))
    praised = models.JSONField(_("praised units"), default=list, blank=True)
    criticised = models.JSONField(_("criticised units"), default=list, blank=True)
    demands = models.TextField(_("what is asked for"), blank=True)
    drafted_by_id = models.CharField(max_length=100, editable=False)
    drafted_by = models.CharField(_("drafted by"), max_length=100)
    approved_by = models.CharField(
        pgettext_lazy("notice", "approved by"), max_length=100, blank=True
    )
    published_at = models.DateTimeField(
        pgettext_lazy("notice", "published at"), null=True, blank=True
    )
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=NoticeState.choices, default=NoticeState.DRAFT
    )

    class Meta:
        verbose_name = _("campaign notice")
        verbose_name_plural = _("campaign notices")
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:notice", args=[self.pk])


class NoticeReceipt(TimeStamped):
    """That a notice was sent to a unit, and when somebody there confirmed it."""

    notice = models.ForeignKey(
        CampaignNotice,
        on_delete=models.CASCADE,
        related_name="receipts",
        verbose_name=_("campaign notice"),
    )
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    received_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    received_by = models.CharField(_("confirmed by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("receipt of a notice")
        verbose_name_plural = _("receipts of notices")
        ordering: ClassVar = ["notice_id", "unit_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "unit"], name="receipt_once_a_unit")
        ]

    def __str__(self) -> str:
        return f"{self.notice} · {self.unit}"
