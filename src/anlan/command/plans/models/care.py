"""What keeps a plan good: acknowledged warnings, appraisal, filing, drills, the point it serves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.plans.choices import PointKind, RecordKind, RecordState, ReportKind
from anlan.command.plans.models.plan import Plan
from anlan.kernel.models import TimeStamped


class PlanAcknowledgement(TimeStamped):
    """A warning about a plan that somebody knows of and takes upon himself, with the reason."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="acknowledgements", verbose_name=_("plan")
    )
    key = models.CharField(pgettext_lazy("check of a plan", "finding"), max_length=200)
    words = models.CharField(_("in words"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300)
    by_name = models.CharField(_("acknowledged by"), max_length=100)

    class Meta:
        verbose_name = _("acknowledged warning of a plan")
        verbose_name_plural = _("acknowledged warnings of a plan")
        ordering: ClassVar = ["plan_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="plan_acknowledged_once")
        ]

    def __str__(self) -> str:
        return self.words


class PlanRecord(TimeStamped):
    """Something the law asks of a plan that was done: appraisal, filing, assessment, drill."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="records", verbose_name=_("plan")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RecordKind.choices)
    done_on = models.DateField(_("done on"))
    with_whom = models.CharField(_("with whom"), max_length=200, blank=True)
    number = models.CharField(_("number of the paper"), max_length=50, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by_name = models.CharField(_("recorded by"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=RecordState.choices, default=RecordState.KEPT
    )
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    returned_reason = models.CharField(_("why it was returned"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("record on a plan")
        verbose_name_plural = _("records on plans")
        ordering: ClassVar = ["-done_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done_on}"

    def get_absolute_url(self) -> str:
        """The page of its plan."""
        return f"{self.plan.get_absolute_url()}#records"


class PlanReport(TimeStamped):
    """A report the plan stands on: risk assessment, survey of resources, capability assessment.

    Its file hangs on it as an attachment, or it was drawn up from the data of the platform.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="reports", verbose_name=_("plan")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices)
    made_on = models.DateField(_("drawn up on"))
    made_by = models.CharField(_("drawn up by"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    document_url = models.CharField(_("paper"), max_length=200, blank=True, editable=False)
    document_number = models.CharField(_("number of the paper"), max_length=50, blank=True)
    by_name = models.CharField(_("recorded by"), max_length=100)

    class Meta:
        verbose_name = _("report a plan stands on")
        verbose_name_plural = _("reports plans stand on")
        ordering: ClassVar = ["kind", "-made_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_on}"

    def get_absolute_url(self) -> str:
        """The page of its plan."""
        return f"{self.plan.get_absolute_url()}#plan-reports"


class PlanPoint(TimeStamped):
    """The place of a point plan (一点一预案): who is at risk, which way out, where to."""

    plan = models.OneToOneField(
        Plan, on_delete=models.CASCADE, related_name="point", verbose_name=_("plan")
    )
    kind = models.CharField(_("kind of point"), max_length=20, choices=PointKind.choices)
    place = models.CharField(_("place"), max_length=200)
    danger = models.CharField(_("danger"), max_length=300)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    people = models.PositiveIntegerField(pgettext_lazy("point", "people"), null=True, blank=True)
    in_need = models.CharField(_("people who need help"), max_length=300, blank=True)
    signal = models.CharField(_("warning signal"), max_length=200)
    route = models.CharField(_("way out"), max_length=300)
    shelter = models.CharField(_("where to"), max_length=200)
    return_rule = models.CharField(_("when people may return"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("point of a plan")
        verbose_name_plural = _("points of plans")

    def __str__(self) -> str:
        return self.place
