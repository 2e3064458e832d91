"""Kinds of demonstration unit 示范创建种类 as data: who, by which criteria, for how long."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accreditation.choices import (
    KIND_TONES,
    Applicant,
    Effect,
    KindState,
    Level,
    Scoring,
    Trigger,
)
from anlan.kernel.models import TimeStamped


def points_field(label: Any, **more: Any) -> models.DecimalField[Any, Any]:
    """A number of points with one decimal."""
    return models.DecimalField(label, max_digits=6, decimal_places=1, **more)


class Kind(TimeStamped):
    """A kind of demonstration unit. In force it is never changed: a new version is made of it."""

    code = models.CharField(_("code"), max_length=50)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(
        pgettext_lazy("accreditation", "named by"), max_length=20, choices=Level.choices
    )
    applicants = ArrayField(
        models.CharField(max_length=20, choices=Applicant.choices),
        verbose_name=pgettext_lazy("accreditation", "who may apply"),
    )
    applicant_note = models.CharField(
        pgettext_lazy("accreditation", "note on who may apply"), max_length=300, blank=True
    )
    state = models.CharField(
        _("state"), max_length=20, choices=KindState.choices, default=KindState.DRAFT
    )
    lead = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("accreditation", "department in charge"),
        help_text=_("empty: the office that names the candidate"),
    )
    lead_code = models.CharField(_("code of the department"), max_length=50, blank=True)
    scoring = models.CharField(
        pgettext_lazy("accreditation", "decided by"), max_length=10, choices=Scoring.choices
    )
    pass_mark = points_field(
        pgettext_lazy("accreditation", "pass mark"),
        null=True,
        blank=True,
        help_text=_("percent of the points of the criteria"),
    )
    publicity_days = models.PositiveSmallIntegerField(
        pgettext_lazy("accreditation", "days of publicity"),
        default=5,
        help_text=_("working days"),
    )
    validity_months = models.PositiveSmallIntegerField(
        pgettext_lazy("accreditation", "valid for months"),
        null=True,
        blank=True,
        help_text=_("empty: until it exits"),
    )
    recheck_months = models.PositiveSmallIntegerField(
        pgettext_lazy("accreditation", "re-checked every so many months"), default=12
    )
    rectify_days = models.PositiveSmallIntegerField(
        pgettext_lazy("accreditation", "days to rectify"), default=30
    )
    incentive = models.TextField(pgettext_lazy("accreditation", "incentive"), blank=True)
    basis = models.TextField(_("basis"))
    source = models.TextField(pgettext_lazy("accreditation", "where the text was read"), blank=True)
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
        verbose_name = pgettext_lazy("accreditation", "kind of demonstration unit")
        verbose_name_plural = pgettext_lazy("accreditation", "kinds of demonstration unit")
        ordering: ClassVar = ["name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="accred_kind_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="in_force"), name="accred_kind_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(scoring="all") | Q(pass_mark__gt=0, pass_mark__lte=100),
                name="accred_kind_points_have_pass_mark",
            ),
            models.CheckConstraint(
                condition=Q(recheck_months__gt=0), name="accred_kind_is_rechecked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）" if self.version > 1 else self.name

    def get_absolute_url(self) -> str:
        """Criteria and grounds on one page."""
        return reverse("accreditation:kind", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return KIND_TONES[self.state]

    @property
    def applicant_words(self) -> str:
        """Who may apply, in words."""
        labels = dict(Applicant.choices)
        return "、".join(str(labels.get(code, code)) for code in self.applicants)


class Criterion(models.Model):
    """One line of a kind: what is asked, what shows it, worth how much or a prerequisite."""

    kind = models.ForeignKey(
        Kind,
        on_delete=models.CASCADE,
        related_name="criteria",
        verbose_name=pgettext_lazy("accreditation", "kind of demonstration unit"),
    )
    part = models.CharField(pgettext_lazy("accreditation", "part"), max_length=100, blank=True)
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(pgettext_lazy("accreditation", "what is asked"), max_length=300)
    evidence = models.CharField(
        pgettext_lazy("accreditation", "what shows it"), max_length=300, blank=True
    )
    effect = models.CharField(
        pgettext_lazy("accreditation", "effect"), max_length=10, choices=Effect.choices
    )
    points = points_field(pgettext_lazy("accreditation", "points"), default=Decimal(0))
    check_code = models.CharField(
        pgettext_lazy("accreditation", "seen in the platform by"), max_length=40, blank=True
    )
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "criterion")
        verbose_name_plural = pgettext_lazy("accreditation", "criteria")
        ordering: ClassVar = ["sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code"], name="accred_criterion_once"),
            models.CheckConstraint(
                condition=(Q(effect="points") & Q(points__gt=0))
                | (~Q(effect="points") & Q(points=0)),
                name="accred_criterion_points_fit_effect",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its place in the kind."""
        return f"{self.kind.get_absolute_url()}#criterion-{self.pk}"


class ExitGround(models.Model):
    """A ground on which a unit loses the title."""

    kind = models.ForeignKey(
        Kind,
        on_delete=models.CASCADE,
        related_name="grounds",
        verbose_name=pgettext_lazy("accreditation", "kind of demonstration unit"),
    )
    trigger = models.CharField(
        pgettext_lazy("accreditation", "comes to notice by"), max_length=20, choices=Trigger.choices
    )
    text = models.CharField(pgettext_lazy("accreditation", "ground"), max_length=300)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "ground for exit")
        verbose_name_plural = pgettext_lazy("accreditation", "grounds for exit")
        ordering: ClassVar = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The page of the kind."""
        return self.kind.get_absolute_url()
