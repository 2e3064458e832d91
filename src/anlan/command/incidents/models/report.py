"""Reports to superiors 信息报告: initial, continuing, final; drafted, submitted, received."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.incidents.choices import REPORT_TONES, ReportKind, ReportState
from anlan.command.incidents.models.facts import IncidentFacts
from anlan.command.incidents.models.incident import Incident
from anlan.kernel.models import TimeStamped


class IncidentReport(TimeStamped):
    """One report. Its six texts are the six points of 国务院令第493号 article 12."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="reports", verbose_name=_("incident")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices)
    sequence = models.PositiveSmallIntegerField(_("sequence"), default=1)
    facts = models.ForeignKey(
        IncidentFacts, on_delete=models.PROTECT, related_name="+", verbose_name=_("incident facts")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ReportState.choices, default=ReportState.DRAFT
    )
    title = models.CharField(_("title"), max_length=200)
    addressee = models.CharField(_("addressed to"), max_length=200)
    copies = models.CharField(_("copies to"), max_length=300, blank=True)
    signatory = models.CharField(_("signed by"), max_length=50, blank=True)
    contact_name = models.CharField(_("contact"), max_length=50, blank=True)
    contact_phone = models.CharField(_("duty phone"), max_length=50, blank=True)
    unit_overview = models.TextField(_("the unit where it happened"), blank=True)
    scene = models.TextField(_("time, place and situation at the scene"), blank=True)
    course = models.TextField(_("brief course"), blank=True)
    casualties = models.TextField(_("casualties and estimated loss"), blank=True)
    measures = models.TextField(_("measures taken"), blank=True)
    other = models.TextField(_("other"), blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    submitted_at = models.DateTimeField(
        pgettext_lazy("report", "submitted at"), null=True, blank=True
    )
    submitted_by = models.CharField(
        pgettext_lazy("report", "submitted by"), max_length=100, blank=True
    )
    received_at = models.DateTimeField(
        pgettext_lazy("report", "received at"), null=True, blank=True
    )
    received_by = models.CharField(_("received by"), max_length=100, blank=True)
    receipt_number = models.CharField(_("receipt number"), max_length=50, blank=True)
    document = models.ForeignKey(
        "documents.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )

    class Meta:
        verbose_name = _("incident report")
        verbose_name_plural = _("incident reports")
        ordering: ClassVar = ["incident_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "kind", "sequence"], name="report_sequence_once"
            ),
            # Two people drafting the same report at once would send it twice.
            models.UniqueConstraint(
                fields=["incident"],
                condition=models.Q(state="draft"),
                name="report_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the report."""
        return reverse("incidents:report", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return REPORT_TONES[ReportState(self.state)]

    @property
    def is_late(self) -> bool:
        """Whether it was submitted after its clock."""
        return bool(self.due_at and self.submitted_at and self.submitted_at > self.due_at)
