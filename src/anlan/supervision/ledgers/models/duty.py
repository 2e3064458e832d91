"""What is repeated, the duties that follow from it, and what is to be reached."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.supervision.ledgers.choices import (
    DutyState,
    Keeper,
    PeriodUnit,
    Subject,
    TargetState,
)
from anlan.supervision.ledgers.models.checking import Checklist
from anlan.supervision.ledgers.models.pack import Pack


class Cadence(TimeStamped):
    """How often something is checked, drilled, trained, met about, reported 频次."""

    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, related_name="cadences", verbose_name=_("sector pack")
    )
    code = models.CharField(_("code"), max_length=60)
    subject = models.CharField(
        pgettext_lazy("cadence", "subject"), max_length=20, choices=Subject.choices
    )
    what = models.TextField(_("what is done"))
    who = models.CharField(_("by whom"), max_length=120)
    applies_to = models.CharField(_("duty of"), max_length=20, choices=Keeper.choices)
    sectors = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("sectors")
    )
    #: So many times within so many units; a unit without times is a rhythm without number.
    times = models.PositiveSmallIntegerField(_("times"), default=1)
    every = models.PositiveSmallIntegerField(_("periods"), default=1)
    unit = models.CharField(_("period"), max_length=20, choices=PeriodUnit.choices, blank=True)
    once_by = models.DateField(_("once, by"), null=True, blank=True)
    occasion = models.CharField(_("occasion"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    condition = models.CharField(_("holds for"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    checklist = models.ForeignKey(
        Checklist,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checklist"),
    )
    target = models.JSONField(_("target"), null=True, blank=True)
    inventory_ids = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    anchors = models.JSONField(_("anchors"), default=list, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("is retired"), default=False)

    class Meta:
        verbose_name = _("cadence")
        verbose_name_plural = _("cadences")
        ordering: ClassVar = ["pack__sub_plan", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "code"], name="cadence_code_in_pack")
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """The duties that follow from it."""
        return f"{reverse('ledgers:duties')}?cadence={self.pk}"

    @property
    def makes_duties(self) -> bool:
        """Whether there is a rhythm or a day from which duties follow."""
        return bool(self.unit or self.once_by)


class CadenceOccurrence(TimeStamped):
    """One duty that a cadence makes: who, what, by which day, done with what evidence."""

    cadence = models.ForeignKey(
        Cadence, on_delete=models.PROTECT, related_name="occurrences", verbose_name=_("cadence")
    )
    #: Who it is for, as one key: ``e12`` an enterprise, ``o3`` an organisation, ``r33…`` a region.
    subject_key = models.CharField(pgettext_lazy("duty", "responsible"), max_length=24)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    sector = models.ForeignKey(
        "enterprises.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible organisation"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    starts_on = models.DateField(pgettext_lazy("duty", "from"))
    due_on = models.DateField(_("due on"))
    ordinal = models.PositiveSmallIntegerField(_("number in the period"), default=1)
    state = models.CharField(
        _("state"), max_length=20, choices=DutyState.choices, default=DutyState.OPEN
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=100, blank=True)
    note = models.TextField(_("what was done"), blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("cadence", "duty")
        verbose_name_plural = pgettext_lazy("cadence", "duties")
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cadence", "subject_key", "starts_on", "ordinal"], name="duty_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="duty_by_due"),
            models.Index(fields=["state", "due_on", "id"], name="occurrence_by_state"),
            models.Index(fields=["organisation", "state", "due_on"], name="duty_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.cadence.what

    def get_absolute_url(self) -> str:
        """The duty."""
        return reverse("ledgers:duty", args=[self.pk])


class Target(TimeStamped):
    """A figure or a state that the sub-plan wants reached, with its day."""

    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, related_name="targets", verbose_name=_("sector pack")
    )
    code = models.CharField(_("code"), max_length=60)
    indicator = models.CharField(_("indicator"), max_length=200)
    value = models.CharField(_("target value"), max_length=300)
    number = models.FloatField(_("figure"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    comparison = models.CharField(_("comparison"), max_length=5, default="text")
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    recurring = models.CharField(_("recurs"), max_length=60, blank=True)
    who = models.CharField(_("by whom"), max_length=120, blank=True)
    inventory_ids = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    anchors = models.JSONField(_("anchors"), default=list, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("is retired"), default=False)
    # What the department reported last; every report stands in the trail, its papers in the files.
    state = models.CharField(
        _("state"), max_length=20, choices=TargetState.choices, default=TargetState.OPEN
    )
    reached = models.FloatField(_("figure reached"), null=True, blank=True)
    reached_on = models.DateField(_("as of"), null=True, blank=True)
    note = models.TextField(pgettext_lazy("target", "how it stands"), blank=True)
    reported_by = models.CharField(_("reported by"), max_length=100, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("sector pack", "target")
        verbose_name_plural = pgettext_lazy("sector pack", "targets")
        ordering: ClassVar = ["pack__sub_plan", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "code"], name="target_code_in_pack")
        ]

    def __str__(self) -> str:
        return self.indicator

    def get_absolute_url(self) -> str:
        """The target and how it stands."""
        return reverse("ledgers:target", args=[self.pk])

    @property
    def days_left(self) -> int | None:
        """Days until its day, negative when it passed; None when it is reached or has no day."""
        if self.deadline is None or self.state == TargetState.REACHED:
            return None
        return (self.deadline - clock.today()).days

    @property
    def fits(self) -> bool | None:
        """Whether the figure reported fits the figure wanted; None when there is nothing to say."""
        if self.reached is None or self.number is None:
            return None
        match self.comparison:
            case ">=":
                return self.reached >= self.number
            case "<=":
                return self.reached <= self.number
            case ">":
                return self.reached > self.number
            case "<":
                return self.reached < self.number
            case "=":
                return self.reached == self.number
        return None
