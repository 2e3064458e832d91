"""Facts of an incident in versions, and the table of grades they are measured with."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.choices import Grade, GradeRule, Measure
from anlan.command.incidents.models.incident import Incident


class IncidentFacts(models.Model):
    """What is known at one moment. A change is a new version; the old one stays readable."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="facts", verbose_name=_("incident")
    )
    version = models.PositiveIntegerField(_("version"))
    deaths = models.PositiveIntegerField(_("deaths"), default=0)
    missing = models.PositiveIntegerField(_("missing"), default=0)
    serious_injuries = models.PositiveIntegerField(
        _("serious injuries"), default=0, help_text=_("acute industrial poisoning included")
    )
    acute_poisonings = models.PositiveIntegerField(_("of these acute poisonings"), default=0)
    minor_injuries = models.PositiveIntegerField(_("minor injuries"), default=0)
    trapped = models.PositiveIntegerField(_("trapped"), default=0)
    evacuated = models.PositiveIntegerField(_("evacuated"), default=0)
    direct_loss = models.DecimalField(
        _("direct economic loss (10,000 yuan)"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    casualties_source = models.CharField(
        _("source of the casualty figures"), max_length=100, blank=True
    )
    scene = models.TextField(_("situation at the scene"), blank=True)
    course = models.TextField(_("brief course"), blank=True)
    measures = models.TextField(_("measures taken"), blank=True)
    details = models.JSONField(
        _("facts of this kind"),
        default=dict,
        blank=True,
        help_text=_("substance, amount released, burnt area, wind and the like"),
    )
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade.choices)
    possible_grade = models.PositiveSmallIntegerField(
        _("possible grade"),
        choices=Grade.choices,
        help_text=_("if the missing and trapped are lost"),
    )
    reasons = models.JSONField(_("reasons of the grade"), default=list)
    change_reason = models.CharField(
        _("why the number of deaths is lower"), max_length=300, blank=True
    )
    as_of = models.DateTimeField(_("as of"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by_id = models.CharField(_("actor"), max_length=64)
    recorded_by = models.CharField(_("recorded by"), max_length=100)

    class Meta:
        verbose_name = _("incident facts")
        verbose_name_plural = _("incident facts")
        ordering: ClassVar = ["incident_id", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "version"], name="facts_version_once"),
            models.CheckConstraint(
                condition=models.Q(acute_poisonings__lte=models.F("serious_injuries")),
                name="facts_poisonings_within_injuries",
            ),
            models.CheckConstraint(
                condition=models.Q(direct_loss__gte=0), name="facts_loss_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident} v{self.version}"


class GradeCriterion(models.Model):
    """One threshold of one grade: from ``lower`` (included) to below ``upper`` (not included).

    ``rule`` names the decree it stands in; which rule grades which kind says ``grading``.

    国务院令第493号 article 3, last paragraph: “以上”包括本数，“以下”不包括本数.
    """

    rule = models.CharField(_("rule"), max_length=30, choices=GradeRule.choices, default="493")
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade.choices)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices)
    lower = models.DecimalField(_("from (included)"), max_digits=12, decimal_places=2)
    upper = models.DecimalField(
        _("to (not included)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=10)
    clause = models.CharField(_("clause"), max_length=50)
    text = models.TextField(_("text of the clause"))
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    conditions = models.JSONField(
        _("also needed"),
        default=dict,
        blank=True,
        help_text=_("other measures that must be reached as well, with the least value of each"),
    )
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)

    class Meta:
        verbose_name = _("grade criterion")
        verbose_name_plural = _("grade criteria")
        ordering: ClassVar = ["rule", "measure", "grade"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "grade", "measure", "clause"], name="grade_criterion_once"
            ),
            models.CheckConstraint(
                condition=models.Q(upper__isnull=True) | models.Q(upper__gt=models.F("lower")),
                name="grade_criterion_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()} · {self.get_measure_display()}"
