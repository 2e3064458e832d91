"""Scoring schemes 评分方案: parts and items with points, as an office writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.assessment.choices import (
    SCHEME_TONES,
    Effect,
    Means,
    Normalisation,
    RunKind,
    SchemeState,
    Subject,
)
from anlan.kernel.models import TimeStamped


def points_field(label: object, **more: object) -> models.DecimalField[Any, Any]:
    """A number of points with two decimals."""
    return models.DecimalField(label, max_digits=6, decimal_places=2, **more)  # type: ignore[arg-type]


class Scheme(TimeStamped):
    """Who is assessed by what in a year. In force it is never changed: a new version is made."""

    code = models.CharField(_("code"), max_length=50)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    year = models.PositiveSmallIntegerField(pgettext_lazy("assessment", "year"))
    subject = models.CharField(
        pgettext_lazy("assessment", "whom"), max_length=20, choices=Subject.choices
    )
    state = models.CharField(
        _("state"), max_length=20, choices=SchemeState.choices, default=SchemeState.DRAFT
    )
    full_mark = points_field(_("full mark"), default=Decimal(100))
    bonus_cap = points_field(_("bonus points at most"), default=Decimal(5))
    deduction_cap = points_field(_("deductions at most"), default=Decimal(30))
    excellent_from = points_field(_("excellent from"), default=Decimal(90))
    good_from = points_field(_("good from"), default=Decimal(80))
    passed_from = points_field(_("passed from"), default=Decimal(60))
    second_gap = points_field(
        _("second assessor from a difference of"),
        default=Decimal(30),
        help_text=_("percent of the item's points between self-score and mark"),
    )
    hand_in_days = models.PositiveSmallIntegerField(_("days to hand in"), default=10)
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=7)
    normalisation = models.CharField(
        _("comparability"),
        max_length=10,
        choices=Normalisation.choices,
        default=Normalisation.NONE,
    )
    basis = models.TextField(_("basis"), blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    previous = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=_("version before"),
    )
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    in_force_by = models.CharField(_("put in force by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("scoring scheme")
        verbose_name_plural = _("scoring schemes")
        ordering: ClassVar = ["-year", "subject", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="scheme_version_once"),
            models.CheckConstraint(
                condition=Q(excellent_from__gte=F("good_from"), good_from__gte=F("passed_from")),
                name="scheme_bands_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）" if self.version > 1 else self.name

    def get_absolute_url(self) -> str:
        """Parts and items on one page."""
        return reverse("assessment:scheme", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return SCHEME_TONES[self.state]

    @property
    def is_draft(self) -> bool:
        """Whether it may be changed."""
        return self.state == SchemeState.DRAFT


class UnitGroup(models.Model):
    """Units that can be compared: with a chemical park, mountain townships, supervising ones."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="groups", verbose_name=_("scoring scheme")
    )
    name = models.CharField(_("name"), max_length=100)
    organisations = models.ManyToManyField(
        "organisations.Organisation",
        related_name="+",
        verbose_name=pgettext_lazy("assessment", "units"),
        blank=True,
    )

    class Meta:
        verbose_name = _("group of comparable units")
        verbose_name_plural = _("groups of comparable units")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class SchemePart(models.Model):
    """A part of a scheme: 责任落实, 隐患治理 … with the points its items must sum to."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="parts", verbose_name=_("scoring scheme")
    )
    name = models.CharField(_("name"), max_length=100)
    points = points_field(
        pgettext_lazy("assessment", "points"),
        default=Decimal(0),
        help_text=_("what the items that earn points must sum to"),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("part of a scoring scheme")
        verbose_name_plural = _("parts of scoring schemes")
        ordering: ClassVar = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The place in its scheme."""
        return f"{self.scheme.get_absolute_url()}#part-{self.pk}"


def every_kind() -> list[str]:
    """An item counts in every kind of assessment unless it is limited."""
    return list(RunKind.values)


class SchemeItem(models.Model):
    """One line of a scheme: what is asked, worth how much, seen from what, by which rule."""

    part = models.ForeignKey(
        SchemePart,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=_("part of a scoring scheme"),
    )
    code = models.CharField(
        _("code"), max_length=30, help_text=_("the same over the years: what is compared")
    )
    name = models.CharField(_("name"), max_length=200)
    effect = models.CharField(
        pgettext_lazy("assessment", "effect"),
        max_length=10,
        choices=Effect.choices,
        default=Effect.EARN,
    )
    means = models.CharField(
        pgettext_lazy("assessment", "seen from"),
        max_length=10,
        choices=Means.choices,
        default=Means.EVIDENCE,
    )
    points = points_field(
        pgettext_lazy("assessment", "points"),
        default=Decimal(0),
        help_text=_("for deductions and bonus: at most"),
    )
    source = models.CharField(_("source of the figure"), max_length=60, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    rule = models.JSONField(_("scoring rule"), default=dict, blank=True)
    requirement = models.TextField(
        _("what is asked"), blank=True, help_text=_("and what the unit hands in as evidence")
    )
    assessor = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("assessment", "assessed by"),
        help_text=_("empty: by the committee office"),
    )
    by_office = models.BooleanField(_("assessed by the committee office"), default=True)
    used_in = ArrayField(
        models.CharField(max_length=10, choices=RunKind.choices),
        verbose_name=_("counts in"),
        default=every_kind,
    )
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("score item")
        verbose_name_plural = _("score items")
        ordering: ClassVar = ["part__sort_order", "sort_order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(points__gte=0), name="score_item_points_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The place in its scheme."""
        return f"{self.part.scheme.get_absolute_url()}#item-{self.pk}"
