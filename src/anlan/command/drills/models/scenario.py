"""Scenarios 情景: what is assumed to happen, told piece by piece, and what should be done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.drills.choices import InjectKind, Measure
from anlan.command.incidents.choices import IncidentKind
from anlan.kernel.models import TimeStamped


class Scenario(TimeStamped):
    """An event that could happen in this county, with its script; drills play a copy of it."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    incident_kind = models.CharField(
        _("kind of incident"), max_length=30, choices=IncidentKind.choices
    )
    headline = models.CharField(
        _("first news"), max_length=150, help_text=_("title of the incident as it is taken in")
    )
    background = models.TextField(_("situation before"), blank=True)
    facts = models.JSONField(_("first figures"), default=dict, blank=True)
    minutes = models.PositiveIntegerField(_("length in minutes"), default=90)
    plan = models.ForeignKey(
        "plans.Plan",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("emergency plan"),
        help_text=_("the plan it was made from, or tests"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_active = models.BooleanField(_("may be used"), default=True)

    class Meta:
        verbose_name = _("drill scenario")
        verbose_name_plural = _("drill scenarios")
        ordering: ClassVar = ["incident_kind", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the scenario."""
        return reverse("drills:scenario", args=[self.pk])


class Script(models.Model):
    """A piece of news in a script: when, to whom, in what shape."""

    minute = models.PositiveIntegerField(_("minute"), help_text=_("after the drill began"))
    kind = models.CharField(
        _("shape"), max_length=10, choices=InjectKind.choices, default=InjectKind.TEXT
    )
    addressee = models.CharField(
        _("to whom"),
        max_length=100,
        blank=True,
        help_text=_("a part, group or unit of the drill; empty: everybody"),
    )
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"))
    facts = models.JSONField(_("figures that change"), default=dict, blank=True)

    class Meta:
        abstract = True


class Expectation(models.Model):
    """Something that should be done in a drill: what, by whom, within how long, worth how much."""

    title = models.CharField(_("expected action"), max_length=200)
    unit = models.CharField(
        _("by whom"), max_length=100, blank=True, help_text=_("unit; empty: whoever")
    )
    group = models.CharField(_("command group"), max_length=50, blank=True)
    measure = models.CharField(
        _("seen from"), max_length=20, choices=Measure.choices, default=Measure.OBSERVED
    )
    match = models.CharField(
        _("words to look for"),
        max_length=100,
        blank=True,
        help_text=_("in the title of the task, order, team …; empty: the first record counts"),
    )
    within_minutes = models.PositiveIntegerField(
        _("within minutes"), null=True, blank=True, help_text=_("empty: no time limit")
    )
    points = models.PositiveSmallIntegerField(pgettext_lazy("drill", "points"), default=5)
    basis = models.CharField(_("basis"), max_length=300, blank=True)

    class Meta:
        abstract = True


class ScenarioInject(Script):
    """A piece of news of a scenario."""

    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="injects", verbose_name=_("drill scenario")
    )

    class Meta:
        verbose_name = _("inject of a scenario")
        verbose_name_plural = _("injects of a scenario")
        ordering: ClassVar = ["minute", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its scenario."""
        return self.scenario.get_absolute_url()


class ScenarioAction(Expectation):
    """An expected action of a scenario, counted from an inject or from the beginning."""

    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="actions", verbose_name=_("drill scenario")
    )
    inject = models.ForeignKey(
        ScenarioInject,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("counted from the inject"),
        help_text=_("empty: from the beginning of the drill"),
    )

    class Meta:
        verbose_name = _("expected action of a scenario")
        verbose_name_plural = _("expected actions of a scenario")
        ordering: ClassVar = ["inject__minute", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its scenario."""
        return self.scenario.get_absolute_url()
