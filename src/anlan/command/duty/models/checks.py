"""Duty checks 查岗: who was asked whether he stands his watch, and how soon he answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.duty.choices import ANSWER_TONES, AnswerState, DutyRole
from anlan.command.duty.models.roster import DutyAssignment
from anlan.kernel.models import TimeStamped


class DutyCheck(TimeStamped):
    """A surprise check: everybody on duty in the roles asked answers within a limit."""

    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    roles = models.JSONField(_("roles asked"), default=list)
    limit_s = models.PositiveIntegerField(_("to be answered within"), help_text=_("seconds"))
    drawn = models.PositiveSmallIntegerField(
        _("offices drawn at random"), default=0, help_text=_("0: none was drawn")
    )
    is_planned = models.BooleanField(_("asked by the platform"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    asked_at = models.DateTimeField(pgettext_lazy("duty check", "asked at"))
    due_at = models.DateTimeField(pgettext_lazy("duty check", "due at"))
    closed_at = models.DateTimeField(
        pgettext_lazy("duty check", "closed at"), null=True, blank=True
    )
    asked_by_id = models.CharField(_("asked by (id)"), max_length=64)
    asked_by = models.CharField(pgettext_lazy("duty check", "asked by"), max_length=100)

    class Meta:
        verbose_name = _("duty check")
        verbose_name_plural = _("duty checks")
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("asked_at")), name="duty_check_has_time"
            )
        ]
        indexes: ClassVar = [
            # What the clock looks at.
            models.Index(
                fields=["due_at"],
                condition=models.Q(closed_at__isnull=True),
                name="duty_check_open",
            ),
            models.Index(fields=["-asked_at"], name="duty_check_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {timezone.localtime(self.asked_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The page of the results."""
        return reverse("duty:check", args=[self.pk])


class DutyCheckAnswer(TimeStamped):
    """One person asked by a duty check; without a person: an office where nobody stood watch."""

    check_asked = models.ForeignKey(
        DutyCheck, on_delete=models.CASCADE, related_name="answers", verbose_name=_("duty check")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("office"),
    )
    assignment = models.ForeignKey(
        DutyAssignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("duty assignment"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    role = models.CharField(
        _("role on duty"), max_length=20, choices=DutyRole.choices, default=DutyRole.OFFICER
    )
    state = models.CharField(
        _("state"), max_length=20, choices=AnswerState.choices, default=AnswerState.WAITING
    )
    asked_at = models.DateTimeField(pgettext_lazy("duty check", "asked at"))
    answered_at = models.DateTimeField(
        pgettext_lazy("duty check", "answered at"), null=True, blank=True
    )
    seconds = models.FloatField(_("seconds to the answer"), null=True, blank=True)
    recorded_by = models.CharField(
        _("recorded by"),
        max_length=100,
        blank=True,
        help_text=_("who took the answer by telephone"),
    )
    notice_id = models.BigIntegerField(_("notice"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a duty check")
        verbose_name_plural = _("answers to duty checks")
        ordering: ClassVar = ["organisation_id", "role", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["check_asked", "person"],
                condition=models.Q(person__isnull=False),
                name="duty_answer_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "asked_at"], name="duty_answer_office"),
            # What waits for me.
            models.Index(
                fields=["person"], condition=models.Q(state="waiting"), name="duty_answer_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or '—'} · {self.organisation}"

    def get_absolute_url(self) -> str:
        """The page with the one button."""
        return reverse("duty:answer", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return ANSWER_TONES[AnswerState(self.state)]


class DutyCheckRule(TimeStamped):
    """How often the platform itself checks the duty of a region, and between which hours."""

    region = models.OneToOneField(
        "regions.Region", on_delete=models.CASCADE, related_name="+", verbose_name=_("region")
    )
    per_month = models.PositiveSmallIntegerField(_("checks a month"), default=4)
    from_time = models.TimeField(_("not before"))
    to_time = models.TimeField(_("not after"))
    drawn = models.PositiveSmallIntegerField(_("offices drawn each time"), default=3)
    limit_s = models.PositiveIntegerField(_("to be answered within"), default=300)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("rule of random duty checks")
        verbose_name_plural = _("rules of random duty checks")
        ordering: ClassVar = ["region_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_time__gt=models.F("from_time")), name="duty_rule_has_hours"
            )
        ]

    def __str__(self) -> str:
        return str(self.region)

    def get_absolute_url(self) -> str:
        """The page on which it is changed."""
        return reverse("duty:check_rule")
