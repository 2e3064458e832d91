"""What assessments are judged by: methods with their bands, direct judgement, accident kinds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.supervision.risk.choices import Effect, FactorKind, Level, Method


class AccidentKind(models.Model):
    """A kind of accident by the national classification (GB 6441): what an event may lead to."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(_("source"), max_length=200)
    is_verified = models.BooleanField(_("checked against the text"), default=False)

    class Meta:
        verbose_name = _("kind of accident")
        verbose_name_plural = _("kinds of accident")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class MethodVersion(TimeStamped):
    """A method of judgement with its scales and the bands that turn a score into a colour.

    An officer may publish another version of the bands; assessments keep the version they used.
    """

    method = models.CharField(_("method"), max_length=10, choices=Method.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=100)
    factors = models.JSONField(
        _("factors"),
        default=list,
        help_text=_("for each letter of the formula its scale: value and meaning"),
    )
    red_from = models.FloatField(_("red from a score of"), null=True, blank=True)
    orange_from = models.FloatField(_("orange from a score of"), null=True, blank=True)
    yellow_from = models.FloatField(_("yellow from a score of"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    is_verified = models.BooleanField(_("checked against the text"), default=False)
    is_current = models.BooleanField(_("is in use"), default=True)
    published_by = models.CharField(_("published by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("version of a method")
        verbose_name_plural = _("versions of methods")
        ordering: ClassVar = ["method", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["method", "version"], name="method_version_once"),
            models.UniqueConstraint(
                fields=["method"], condition=models.Q(is_current=True), name="method_one_current"
            ),
            models.CheckConstraint(
                condition=models.Q(red_from__isnull=True)
                | models.Q(
                    red_from__gt=models.F("orange_from"), orange_from__gt=models.F("yellow_from")
                ),
                name="method_bands_descend",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def get_absolute_url(self) -> str:
        """Its scales and bands."""
        return reverse("risk:method", args=[self.pk])


class DirectCriterion(models.Model):
    """A condition by which a unit has a level at once, without a calculation (直接判定)."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    text = models.TextField(_("text"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.RED)
    source = models.CharField(_("source"), max_length=300)
    is_verified = models.BooleanField(_("checked against the text"), default=False)

    class Meta:
        verbose_name = _("direct judgement criterion")
        verbose_name_plural = _("direct judgement criteria")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.text


class RuleSet(TimeStamped):
    """One published version of the table that says how factors change a level."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(_("is in use"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    published_by = models.CharField(_("published by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("version of the re-grading rules")
        verbose_name_plural = _("versions of the re-grading rules")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="one_current_rules"
            )
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    def get_absolute_url(self) -> str:
        """The table."""
        return reverse("risk:rules")


class RegradeRule(models.Model):
    """A line of the table: so many open factors of a kind change the level so much."""

    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.CASCADE, related_name="rules", verbose_name=_("rules")
    )
    kind = models.CharField(_("factor"), max_length=30, choices=FactorKind.choices)
    severity = models.CharField(
        _("severity"), max_length=20, blank=True, help_text=_("empty: any severity")
    )
    at_least = models.PositiveSmallIntegerField(_("open at least"), default=1)
    effect = models.CharField(
        _("effect"), max_length=10, choices=Effect.choices, default=Effect.LIFT
    )
    amount = models.PositiveSmallIntegerField(
        _("levels or level"), help_text=_("levels to rise by, or the level to rise to")
    )
    basis = models.CharField(_("basis"), max_length=300)
    is_verified = models.BooleanField(_("checked against the text"), default=False)

    class Meta:
        verbose_name = _("re-grading rule")
        verbose_name_plural = _("re-grading rules")
        ordering: ClassVar = ["kind", "severity", "at_least", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule_set", "kind", "severity", "at_least"], name="regrade_rule_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=1, amount__lte=4), name="regrade_rule_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(at_least__gte=1), name="regrade_rule_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ≥ {self.at_least}"
