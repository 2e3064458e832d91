"""What was seen in a drill and what follows from it for the plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.drills.choices import (
    ObservationKind,
    ProposalKind,
    ProposalState,
    Verdict,
)
from anlan.command.drills.models.drill import Drill, DrillAction
from anlan.kernel.models import TimeStamped


class Observation(models.Model):
    """What an evaluator or the directing staff noted while the drill ran. Never changed."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="observations", verbose_name=_("drill")
    )
    action = models.ForeignKey(
        DrillAction,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("expected action"),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=ObservationKind.choices, default=ObservationKind.NOTE
    )
    verdict = models.CharField(
        _("judged by the evaluator"), max_length=10, choices=Verdict.choices, blank=True
    )
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("time"))
    by_id = models.CharField(_("actor"), max_length=64)
    by_name = models.CharField(_("noted by"), max_length=100)

    class Meta:
        verbose_name = _("observation in a drill")
        verbose_name_plural = _("observations in a drill")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:80] or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """The assessment of its drill."""
        return reverse("drills:assessment", args=[self.drill_id])


class RevisionProposal(TimeStamped):
    """What a drill showed about its plan: a change that goes into a draft of the plan."""

    #: The plan that is changed is a real one.
    is_rehearsal: ClassVar[bool] = False

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("drill")
    )
    plan = models.ForeignKey(
        "plans.Plan", on_delete=models.PROTECT, related_name="+", verbose_name=_("emergency plan")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ProposalKind.choices)
    task_title = models.CharField(_("task of the plan"), max_length=100)
    group_name = models.CharField(_("command group"), max_length=50, blank=True)
    current = models.CharField(pgettext_lazy("proposal", "now"), max_length=200, blank=True)
    proposed = models.CharField(_("proposed"), max_length=200)
    minutes = models.PositiveIntegerField(_("deadline in minutes"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    draft = models.ForeignKey(
        "plans.Plan",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("draft of the plan"),
    )
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal to revise a plan")
        verbose_name_plural = _("proposals to revise a plan")
        ordering: ClassVar = ["drill_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["drill", "kind", "task_title"], name="drill_proposal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_title}：{self.proposed}"

    def get_absolute_url(self) -> str:
        """The page where it is decided."""
        return reverse("drills:proposal", args=[self.pk])
