"""The evaluation of a plan in the middle and at the end of its time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.choices import (
    EvaluationKind,
    EvaluationState,
    ItemKind,
    Verdict,
)
from anlan.governance.indicators.models.indicator import Indicator
from anlan.kernel.models import TimeStamped


class Evaluation(TimeStamped):
    """How a plan stands: its indicators and tasks judged one by one, and a conclusion."""

    document = models.ForeignKey(
        "planning.PlanningDocument",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("planning document"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EvaluationKind.choices)
    as_of = models.DateField(_("as of"))
    title = models.CharField(_("title"), max_length=300)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=EvaluationState.choices,
        default=EvaluationState.DRAFT,
    )
    conclusion = models.TextField(_("conclusion"), blank=True)
    made_by_id = models.CharField(_("made by (id)"), max_length=64)
    made_by = models.CharField(_("made by"), max_length=100)
    approved_by = models.CharField(_("approved by"), max_length=100, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluation of a plan")
        verbose_name_plural = _("evaluations of plans")
        ordering: ClassVar = ["-as_of", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the evaluation."""
        return reverse("indicators:evaluation", args=[self.pk])


class EvaluationItem(models.Model):
    """One indicator or one task as an evaluation found it."""

    evaluation = models.ForeignKey(
        Evaluation,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=_("evaluation of a plan"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices)
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("indicator under watch"),
    )
    commitment_id = models.BigIntegerField(_("number of the task"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300)
    responsible = models.CharField(_("responsible unit"), max_length=200, blank=True)
    baseline = models.CharField(_("baseline"), max_length=100, blank=True)
    target = models.CharField(_("target"), max_length=200, blank=True)
    actual = models.CharField(_("reached"), max_length=100, blank=True)
    degree = models.FloatField(_("degree of completion"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    commentary = models.TextField(_("commentary"), blank=True)
    url = models.CharField(_("page"), max_length=300, blank=True)
    sort_order = models.PositiveIntegerField(_("sort order"), default=0)

    class Meta:
        verbose_name = _("item of an evaluation")
        verbose_name_plural = _("items of evaluations")
        ordering: ClassVar = ["evaluation_id", "sort_order", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its evaluation."""
        return self.evaluation.get_absolute_url()
