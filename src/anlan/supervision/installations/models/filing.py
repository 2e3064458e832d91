"""Filing of a major hazard installation with the county 备案."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.supervision.installations.choices import AssessmentTrigger, FilingState, Grade
from anlan.supervision.installations.models.installation import Installation


class Filing(TimeStamped):
    """One application with its assessment report; filed, it holds for three years."""

    installation = models.ForeignKey(
        Installation,
        on_delete=models.PROTECT,
        related_name="filings",
        verbose_name=_("hazard installation"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=FilingState.choices, default=FilingState.DRAFT
    )
    trigger = models.CharField(
        pgettext_lazy("filing", "occasion"), max_length=20, choices=AssessmentTrigger.choices
    )
    run = models.ForeignKey(
        "installations.IdentificationRun",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("identification run"),
    )
    grade = models.PositiveSmallIntegerField(
        pgettext_lazy("installation", "level"), choices=Grade.choices
    )
    assessed_on = models.DateField(_("safety assessment of"))
    assessor = models.CharField(_("assessed by"), max_length=100)
    report_number = models.CharField(_("number of the report"), max_length=50, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    number = models.CharField(_("filing number"), max_length=50, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    valid_to = models.DateField(_("filing valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["installation"],
                condition=models.Q(state__in=["draft", "submitted", "accepted", "returned"]),
                name="filing_one_running",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="filing_number_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="filed")
                | models.Q(filed_on__isnull=False, valid_to__isnull=False),
                name="filing_filed_has_dates",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="filing_by_state")]

    def __str__(self) -> str:
        return self.number or f"{self.installation} {self.assessed_on}"

    def get_absolute_url(self) -> str:
        """The filing."""
        from django.urls import reverse

        return reverse("installations:filing", args=[self.pk])

    @property
    def region_id(self) -> str:
        """Where its clocks are seen."""
        return self.installation.region_id

    @property
    def organisation_id(self) -> int:
        """Whose clocks they are."""
        return self.installation.organisation_id

    @property
    def label(self) -> str:
        """Its number, or what it is about while it has none."""
        return str(self)

    @property
    def is_expired(self) -> bool:
        """Whether the three years are over."""
        return self.valid_to is not None and self.valid_to < clock.today()
