"""A finding of a patrol from its noting to its closing, reports of what was put right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.patrols.choices import (
    FINDING_TONES,
    Audience,
    FindingKind,
    FindingState,
    Severity,
)
from anlan.governance.patrols.models.checklist import CheckItem
from anlan.governance.patrols.models.visit import Visit
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Finding(TimeStamped):
    """One problem 巡查问题: what, how grave, on what basis, who puts it right by when."""

    visit = models.ForeignKey(
        Visit,
        on_delete=models.CASCADE,
        related_name="findings",
        verbose_name=pgettext_lazy("patrol", "patrol"),
    )
    serial = models.PositiveSmallIntegerField(pgettext_lazy("patrol", "number"))
    title = models.CharField(pgettext_lazy("patrol", "problem"), max_length=200)
    text = models.TextField(pgettext_lazy("patrol", "what was found"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind.choices)
    severity = models.PositiveSmallIntegerField(
        pgettext_lazy("patrol", "severity"), choices=Severity.choices, default=Severity.ORDINARY
    )
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    item = models.ForeignKey(
        CheckItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("item of a patrol checklist"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("patrol", "unit that puts it right"),
    )
    demand = models.TextField(pgettext_lazy("patrol", "what is demanded"), blank=True)
    due_on = models.DateField(pgettext_lazy("patrol", "to be put right by"))
    state = models.CharField(
        _("state"), max_length=20, choices=FindingState.choices, default=FindingState.NOTED
    )
    noted_by = models.CharField(pgettext_lazy("patrol", "noted by"), max_length=100)
    assigned_on = models.DateField(
        pgettext_lazy("patrol", "given to the unit on"), null=True, blank=True
    )
    submitted_at = models.DateTimeField(
        pgettext_lazy("patrol", "reported at"), null=True, blank=True
    )
    submitted_by_id = models.CharField(
        pgettext_lazy("patrol", "reported by, account"), max_length=64, blank=True
    )
    closed_on = models.DateField(pgettext_lazy("patrol", "closed on"), null=True, blank=True)
    closed_by = models.CharField(pgettext_lazy("patrol", "closed by"), max_length=100, blank=True)
    outcome = models.TextField(pgettext_lazy("patrol", "result of the check"), blank=True)
    told_to = models.CharField(
        pgettext_lazy("patrol", "told as far as"),
        max_length=20,
        choices=Audience.choices,
        blank=True,
    )
    hazard_id = models.BigIntegerField(_("hazard"), null=True, blank=True)

    class Meta:
        verbose_name = _("patrol finding")
        verbose_name_plural = _("patrol findings")
        ordering: ClassVar = ["visit_id", "serial"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "serial"], name="patrol_finding_serial_once"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False),
                name="patrol_finding_closed_has_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["due_on", "id"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the finding."""
        return reverse("patrols:finding", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether the unit is late."""
        return self.state == FindingState.RECTIFYING and self.due_on < clock.today()

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return "overdue" if self.is_overdue else FINDING_TONES.get(self.state, "neutral")


class Rectification(TimeStamped):
    """What a unit reports about a finding; evidence hangs on it as files."""

    finding = models.ForeignKey(
        Finding,
        on_delete=models.CASCADE,
        related_name="rectifications",
        verbose_name=_("patrol finding"),
    )
    text = models.TextField(pgettext_lazy("patrol", "what was done"))
    made_at = models.DateTimeField(pgettext_lazy("patrol", "reported at"))
    made_by = models.CharField(pgettext_lazy("patrol", "reported by"), max_length=100)
    is_late = models.BooleanField(pgettext_lazy("patrol", "late"), default=False)
    is_returned = models.BooleanField(pgettext_lazy("patrol", "returned"), default=False)
    comment = models.TextField(pgettext_lazy("patrol", "result of the check"), blank=True)
    checked_by = models.CharField(pgettext_lazy("patrol", "checked by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("rectification report of a patrol finding")
        verbose_name_plural = _("rectification reports of patrol findings")
        ordering: ClassVar = ["finding_id", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The finding it is about."""
        return self.finding.get_absolute_url()


class LookBack(TimeStamped):
    """A follow-up look 回头看: whether what was put right has held."""

    finding = models.ForeignKey(
        Finding,
        on_delete=models.CASCADE,
        related_name="look_backs",
        verbose_name=_("patrol finding"),
    )
    looked_on = models.DateField(pgettext_lazy("patrol", "looked on"))
    has_held = models.BooleanField(pgettext_lazy("patrol", "has held"))
    text = models.TextField(pgettext_lazy("patrol", "what was seen"))
    made_by = models.CharField(pgettext_lazy("patrol", "written by"), max_length=100)

    class Meta:
        verbose_name = _("follow-up look at a patrol finding")
        verbose_name_plural = _("follow-up looks at patrol findings")
        ordering: ClassVar = ["finding_id", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The finding it is about."""
        return self.finding.get_absolute_url()


class Reminder(TimeStamped):
    """A step of the reminders that was told; each once for each due day."""

    finding = models.ForeignKey(
        Finding,
        on_delete=models.CASCADE,
        related_name="reminders",
        verbose_name=_("patrol finding"),
    )
    due_on = models.DateField(pgettext_lazy("patrol", "to be put right by"))
    step = models.CharField(pgettext_lazy("patrol", "step"), max_length=40)
    audience = models.CharField(
        pgettext_lazy("patrol", "who was told"), max_length=20, choices=Audience.choices
    )
    people = models.CharField(pgettext_lazy("patrol", "people told"), max_length=300, blank=True)
    sent_at = models.DateTimeField(pgettext_lazy("patrol", "told at"))

    class Meta:
        verbose_name = _("reminder of a patrol finding")
        verbose_name_plural = _("reminders of patrol findings")
        ordering: ClassVar = ["finding_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finding", "due_on", "step"], name="patrol_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()} {self.sent_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The finding it is about."""
        return self.finding.get_absolute_url()
