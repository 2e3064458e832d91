"""Approvals 审批: a definition's steps, one after another, each decided by who holds its right."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.workflow.choices import ApprovalState, StepState, Verdict
from anlan.kernel.models import TimeStamped


class Definition(TimeStamped):
    """How a kind of thing is approved, e.g. a warning or a plan. Changed by a new version."""

    code = models.CharField(_("code"), max_length=50)
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=100)
    subject_type = models.CharField(_("subject type"), max_length=100)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    is_current = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("approval definition")
        verbose_name_plural = _("approval definitions")
        ordering: ClassVar = ["code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(is_current=True),
                name="definition_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One step: who must agree. ``signatures`` above one makes it a countersignature (会签)."""

    definition = models.ForeignKey(
        Definition, on_delete=models.CASCADE, related_name="steps", verbose_name=_("definition")
    )
    position = models.PositiveSmallIntegerField(_("step number"))
    name = models.CharField(_("name"), max_length=100)
    permission = models.CharField(_("permission"), max_length=100)
    signatures = models.PositiveSmallIntegerField(_("signatures needed"), default=1)

    class Meta:
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        ordering: ClassVar = ["definition_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition", "position"], name="step_position_once"),
            models.CheckConstraint(
                condition=models.Q(signatures__gte=1), name="step_needs_a_signature"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Approval(TimeStamped):
    """One run of a definition over one object."""

    definition = models.ForeignKey(
        Definition, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("definition")
    )
    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=64)
    subject_label = models.CharField(_("subject name"), max_length=200)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, null=True, verbose_name=_("region")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        verbose_name=_("organisation"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ApprovalState.choices, default=ApprovalState.RUNNING
    )
    started_by_id = models.CharField(_("submitted by"), max_length=64)
    started_by_name = models.CharField(_("submitted by"), max_length=100)
    started_at = models.DateTimeField(_("submitted at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=models.Q(state="running"),
                name="approval_one_running_per_subject",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.definition}: {self.subject_label}"

    def get_absolute_url(self) -> str:
        """Address of the approval's page."""
        return reverse("workflow:approval", args=[self.pk])

    @property
    def subject(self) -> Any:
        """The object to be approved, None when it is gone."""
        model = apps.get_model(self.subject_type)
        return model._base_manager.filter(pk=self.subject_id).first()


class StepRun(models.Model):
    """One step of a run."""

    approval = models.ForeignKey(
        Approval, on_delete=models.CASCADE, related_name="steps", verbose_name=_("approval")
    )
    position = models.PositiveSmallIntegerField(_("step number"))
    name = models.CharField(_("name"), max_length=100)
    permission = models.CharField(_("permission"), max_length=100)
    signatures = models.PositiveSmallIntegerField(_("signatures needed"), default=1)
    state = models.CharField(
        _("state"), max_length=20, choices=StepState.choices, default=StepState.WAITING
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")
        ordering: ClassVar = ["approval_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["approval", "position"], name="step_run_once"),
            models.UniqueConstraint(
                fields=["approval"],
                condition=models.Q(state="active"),
                name="approval_one_active_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval} {self.name}"


class Decision(models.Model):
    """What one person decided in one step, with the comment."""

    step = models.ForeignKey(
        StepRun, on_delete=models.CASCADE, related_name="decisions", verbose_name=_("step")
    )
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict.choices)
    actor_id = models.CharField(pgettext_lazy("approval", "decided by"), max_length=64)
    actor_name = models.CharField(pgettext_lazy("approval", "decided by"), max_length=100)
    comment = models.TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["decided_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "actor_id"], name="decision_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.get_verdict_display()}"
