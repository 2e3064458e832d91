"""Papers with a last day beside licences: certificates, grades, insurance, contracts."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.enterprises.choices import (
    AgencyServiceKind,
    CertificateKind,
    StandardisationGrade,
)
from anlan.supervision.enterprises.models.enterprise import Enterprise


def in_order(first: date | None, last: date | None, name: str = "valid_to") -> None:
    """Raise when the last day lies before the first."""
    if first and last and last < first:
        raise ValidationError({name: _("The last day lies before the first.")})


class Certificate(TimeStamped):
    """What a person of the enterprise is certified for, until when, and when it is reviewed."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="certificates",
        verbose_name=_("enterprise"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("holder"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CertificateKind.choices)
    operation = models.CharField(
        _("operation or item"),
        max_length=100,
        blank=True,
        help_text=_("for example low-voltage electrical work, welding and hot cutting"),
    )
    number = models.CharField(_("number"), max_length=100)
    issuer = models.CharField(pgettext_lazy("licence", "issued by"), max_length=100, blank=True)
    valid_from = models.DateField(pgettext_lazy("licence", "valid from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("licence", "valid to"), null=True, blank=True)
    review_due_on = models.DateField(
        pgettext_lazy("certificate", "review due on"),
        null=True,
        blank=True,
        help_text=_("the day by which the certificate must be reviewed (复审)"),
    )
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering: ClassVar = ["valid_to", "id"]
        indexes: ClassVar = [
            # What runs out and what is to be reviewed, over the county.
            models.Index(fields=["valid_to", "id"], name="certificate_by_last_day"),
            models.Index(fields=["review_due_on", "id"], name="certificate_by_review"),
            GinIndex(fields=["search_text"], name="certificate_search", opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="certificate_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:certificate", args=[self.pk])

    def clean(self) -> None:
        """Days in order."""
        in_order(self.valid_from, self.valid_to)
        in_order(self.valid_from, self.review_due_on, "review_due_on")

    def refresh_search_text(self) -> None:
        """Set what it is found by: number, holder, operation."""
        self.search_text = self.found_by(self.number, self.person.name, self.operation)

    @staticmethod
    def found_by(number: str, holder: str, operation: str) -> str:
        """The text a certificate is found by."""
        return search_text(number, holder, operation)


class Standardisation(TimeStamped):
    """A grade of work-safety standardisation that the enterprise was found to meet."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="standardisations",
        verbose_name=_("enterprise"),
    )
    grade = models.PositiveSmallIntegerField(
        _("standardisation grade"), choices=StandardisationGrade.choices
    )
    number = models.CharField(_("number"), max_length=100)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True, blank=True)
    assessor = models.CharField(_("assessed by"), max_length=100, blank=True)
    valid_from = models.DateField(pgettext_lazy("licence", "valid from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("licence", "valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("standardisation grade")
        verbose_name_plural = _("standardisation grades")
        ordering: ClassVar = ["-valid_to", "id"]
        indexes: ClassVar = [
            models.Index(fields=["valid_to", "id"], name="standardisation_by_last_day")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="standardisation_number_once"),
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=3), name="standardisation_grade_range"
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=100),
                name="standardisation_score_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:standardisation", args=[self.pk])

    def clean(self) -> None:
        """Days in order."""
        in_order(self.valid_from, self.valid_to)


class Insurance(TimeStamped):
    """A work-safety liability policy 安责险 of the enterprise."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="insurances",
        verbose_name=_("enterprise"),
    )
    insurer = models.CharField(_("insurer"), max_length=100)
    number = models.CharField(_("policy number"), max_length=100)
    sum_10k_yuan = models.DecimalField(
        _("sum insured"),
        max_digits=12,
        decimal_places=2,
        help_text=_("in units of 10,000 yuan, for all insured together"),
    )
    people = models.PositiveIntegerField(_("people insured"))
    services = models.CharField(_("accident prevention services"), max_length=200, blank=True)
    valid_from = models.DateField(pgettext_lazy("licence", "valid from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("licence", "valid to"))

    class Meta:
        verbose_name = _("safety liability insurance")
        verbose_name_plural = _("safety liability insurances")
        ordering: ClassVar = ["-valid_to", "id"]
        indexes: ClassVar = [models.Index(fields=["valid_to", "id"], name="insurance_by_last_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["insurer", "number"], name="insurance_number_once"),
            models.CheckConstraint(
                condition=models.Q(sum_10k_yuan__gt=0), name="insurance_sum_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insurer} {self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:insurance", args=[self.pk])

    def clean(self) -> None:
        """Days in order."""
        in_order(self.valid_from, self.valid_to)


class AgencyService(TimeStamped):
    """What a technical service agency does for the enterprise under contract."""

    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        related_name="agency_services",
        verbose_name=_("enterprise"),
    )
    agency = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agency in the contact book"),
    )
    agency_name = models.CharField(_("agency"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyServiceKind.choices)
    qualification = models.CharField(_("qualification number"), max_length=100, blank=True)
    contract_number = models.CharField(_("contract or report number"), max_length=100, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    valid_from = models.DateField(pgettext_lazy("licence", "valid from"), null=True, blank=True)
    valid_to = models.DateField(pgettext_lazy("licence", "valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("agency service")
        verbose_name_plural = _("agency services")
        ordering: ClassVar = ["-valid_to", "id"]
        indexes: ClassVar = [
            models.Index(fields=["valid_to", "id"], name="agency_service_by_last_day")
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("enterprises:agency_service", args=[self.pk])

    def clean(self) -> None:
        """Days in order."""
        in_order(self.valid_from, self.valid_to)


class ExpiryStep(models.IntegerChoices):
    """How near the last day was when it was told; LAPSED: it has passed."""

    NINETY = 90, _("90 days before")
    THIRTY = 30, _("30 days before")
    SEVEN = 7, _("7 days before")
    LAST_DAY = 0, _("on the last day")
    LAPSED = -1, _("run out")


class ExpiryRecord(models.Model):
    """That a last day was told of at one step, or has passed: each once.

    A new last day makes new steps; a lapse ends when the paper is renewed or taken out.
    """

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="+", verbose_name=_("enterprise")
    )
    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=64)
    what = models.CharField(_("last day of what"), max_length=20)
    label = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("last day"))
    step = models.SmallIntegerField(_("step"), choices=ExpiryStep.choices)
    told_at = models.DateTimeField(_("told at"))
    renewed_at = models.DateTimeField(_("renewed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("expiry record")
        verbose_name_plural = _("expiry records")
        ordering: ClassVar = ["-told_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["enterprise", "-told_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "what", "due_on", "step"],
                name="expiry_told_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.due_on} {self.get_step_display()}"


def days_left(day: date | None) -> int | None:
    """Days until ``day``, negative when it has passed, None without a day."""
    return None if day is None else (day - clock.today()).days


def touch_search(paper: Any) -> None:
    """Refresh what a paper is found by, where it has such a text."""
    refresh = getattr(paper, "refresh_search_text", None)
    if refresh is not None:
        refresh()
