"""Legal clocks 时限: one object type for every time limit, with basis, pauses, escalation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class ClockUnit(models.TextChoices):
    """Units a law counts in."""

    SECOND = "second", _("seconds")
    MINUTE = "minute", _("minutes")
    HOUR = "hour", _("hours")
    DAY = "day", _("natural days")
    WORKING_DAY = "working_day", _("working days")


class DeadlineState(models.TextChoices):
    """Where a clock stands; lateness is a fact beside it (``overdue_at``)."""

    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    MET = "met", _("met")
    CANCELLED = "cancelled", _("cancelled")


class ClockRule(TimeStamped):
    """A time limit as the law or the county sets it. Officers see and confirm unverified ones."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    amount = models.PositiveIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=20, choices=ClockUnit.choices)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    remind_before_s = models.PositiveIntegerField(_("remind before, seconds"), default=0)
    escalate_permission = models.CharField(_("escalates to holders of"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("clock rule")
        verbose_name_plural = _("clock rules")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="clock_rule_amount")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The rule with its basis."""
        return reverse("deadlines:rule", args=[self.pk])


class WorkingDay(models.Model):
    """A day on which the county departs from the State Council's calendar, or that it confirms."""

    day = models.DateField(_("day"), primary_key=True)
    is_working = models.BooleanField(_("is a working day"))
    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("working day exception")
        verbose_name_plural = _("working day exceptions")
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Deadline(TimeStamped):
    """A running clock on one object: what must be done by when, by whom, on what basis."""

    rule = models.ForeignKey(ClockRule, on_delete=models.PROTECT, verbose_name=_("clock rule"))
    title = models.CharField(_("title"), max_length=200)
    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=64)
    subject_label = models.CharField(_("subject name"), max_length=200, blank=True)
    subject_url = models.CharField(_("subject address"), max_length=200, blank=True)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, null=True, verbose_name=_("region")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        verbose_name=_("organisation"),
    )
    responsible = models.ManyToManyField(
        "organisations.Person", blank=True, verbose_name=_("responsible")
    )
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(
        _("state"), max_length=20, choices=DeadlineState.choices, default=DeadlineState.RUNNING
    )
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    overdue_at = models.DateTimeField(_("overdue at"), null=True, blank=True)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"]),
            # What the clock job looks at.
            models.Index(
                fields=["due_at"], condition=models.Q(state="running"), name="deadline_running_due"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id"],
                condition=models.Q(state__in=["running", "paused"]),
                name="deadline_one_running_per_rule",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.subject_label}"

    def get_absolute_url(self) -> str:
        """The clock."""
        return reverse("deadlines:detail", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether the time has passed without the duty done, or it was done late."""
        if self.state == DeadlineState.MET:
            return self.met_at is not None and self.met_at > self.due_at
        return self.state == DeadlineState.RUNNING and clock.now() > self.due_at
