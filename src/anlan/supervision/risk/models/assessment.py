"""Versions of an enterprise's assessment, and the checks its controls call for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.supervision.risk.choices import AssessmentState, CheckState, Trigger
from anlan.supervision.risk.models.tree import Control, RiskUnit


class Assessment(TimeStamped):
    """One version of an enterprise's risk assessment: the tree as it was submitted."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=AssessmentState.choices,
        default=AssessmentState.DRAFT,
    )
    trigger = models.CharField(
        _("reason for assessing"), max_length=20, choices=Trigger.choices, default=Trigger.FIRST
    )
    note = models.TextField(_("note"), blank=True)
    snapshot = models.JSONField(_("tree as submitted"), default=list, blank=True)
    made_by = models.CharField(_("made by"), max_length=100)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    due_on = models.DateField(_("to be renewed by"), null=True, blank=True)

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "version"], name="assessment_once"),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(state="in_force"),
                name="assessment_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(state__in=("draft", "submitted", "returned")),
                name="assessment_one_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="assessment_by_due")]

    def __str__(self) -> str:
        return f"{self.enterprise} v{self.version}"

    def get_absolute_url(self) -> str:
        """The version."""
        return reverse("risk:assessment", args=[self.pk])

    @property
    def region_id(self) -> str:
        """The region of the enterprise; clocks and approvals belong there."""
        return str(self.enterprise.region_id)

    @property
    def organisation_id(self) -> int:
        """The organisation of the enterprise."""
        return int(self.enterprise.organisation_id)

    @property
    def is_overdue(self) -> bool:
        """Whether the next assessment is late."""
        return self.state == "in_force" and self.due_on is not None and self.due_on < clock.today()


class ControlCheck(TimeStamped):
    """One check of one control in one period: who, until when, what was found."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    unit = models.ForeignKey(
        RiskUnit, on_delete=models.CASCADE, related_name="checks", verbose_name=_("risk unit")
    )
    control = models.ForeignKey(
        Control, on_delete=models.CASCADE, related_name="checks", verbose_name=_("control measure")
    )
    period_on = models.DateField(_("first day of the period"))
    shift = models.PositiveSmallIntegerField(_("shift"), default=0)
    opens_at = models.DateTimeField(_("from"))
    due_at = models.DateTimeField(_("due"))
    checker = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person who checks"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=CheckState.choices, default=CheckState.DUE
    )
    finding = models.TextField(_("finding"), blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=100, blank=True)
    is_late = models.BooleanField(_("done late"), default=False)

    class Meta:
        verbose_name = _("check of a control")
        verbose_name_plural = _("checks of controls")
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            # The job may run twice: a period has one check.
            models.UniqueConstraint(
                fields=["control", "period_on", "shift"], name="control_check_once"
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("opens_at")), name="control_check_order"
            ),
        ]
        indexes: ClassVar = [
            # The desk and the phone: what is to be checked, soonest first.
            models.Index(fields=["state", "due_at", "id"], name="control_check_by_due"),
            models.Index(fields=["enterprise", "state", "due_at"], name="control_check_of_firm"),
            models.Index(
                fields=["checker", "due_at"],
                condition=models.Q(state="due"),
                name="control_check_of_person",
            ),
            models.Index(fields=["due_at", "id"], name="control_check_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.period_on}"

    def get_absolute_url(self) -> str:
        """The check."""
        return reverse("risk:check", args=[self.pk])
