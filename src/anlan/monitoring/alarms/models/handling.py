"""How alarms are handled: storms as groups, who was called, who is responsible since when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import (
    GROUP_TONES,
    CallChannel,
    CallOutcome,
    DutyOutcome,
    GroupCause,
    GroupState,
    Level,
)


class AlarmGroup(TimeStamped):
    """Many alarms of one enterprise or area at one time: one matter on the desk.

    The cause is a proposal with its evidence; people judge the alarms, one by one or together.
    """

    key = models.CharField(_("key of the thing"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=20, choices=GroupState.choices, default=GroupState.OPEN
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    number = models.PositiveIntegerField(_("number of alarms"), default=0)
    cause = models.CharField(
        _("proposed cause"), max_length=20, choices=GroupCause.choices, default=GroupCause.UNCLEAR
    )
    evidence = models.TextField(_("evidence"), blank=True)
    first_at = models.DateTimeField(_("first alarm at"))
    latest_at = models.DateTimeField(_("latest alarm at"))
    over_at = models.DateTimeField(_("over at"), null=True, blank=True)
    #: By step of the ladder: gravest level told and when, so that a storm is told once.
    told = models.JSONField(_("told"), default=dict)

    class Meta:
        verbose_name = _("alarm group")
        verbose_name_plural = _("alarm groups")
        ordering: ClassVar = ["-latest_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state="open"), name="group_one_open_per_key"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "-latest_at"], name="group_region"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The group's page."""
        return reverse("alarms:group", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return GROUP_TONES[GroupState(self.state)]


class AlarmCall(models.Model):
    """Somebody was called about an alarm: on which step of the ladder, whether he answered."""

    alarm = models.ForeignKey(
        "alarms.Alarm", on_delete=models.CASCADE, related_name="calls", verbose_name=_("alarm")
    )
    position = models.PositiveSmallIntegerField(
        _("step of the ladder"), null=True, blank=True, help_text=_("empty: called by hand")
    )
    role = models.CharField(_("role"), max_length=50, blank=True)
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("called person"),
        help_text=_("empty: nobody is named for this step"),
    )
    channel = models.CharField(
        _("called by"), max_length=20, choices=CallChannel.choices, default=CallChannel.NOTICE
    )
    caller_name = models.CharField(_("caller"), max_length=100)
    called_at = models.DateTimeField(_("called at"))
    due_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=CallOutcome.choices, default=CallOutcome.WAITING
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("call about an alarm")
        verbose_name_plural = _("calls about alarms")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["alarm", "id"], name="call_alarm"),
            models.Index(fields=["-called_at"], name="call_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person or '—'} {timezone.localtime(self.called_at):%m-%d %H:%M}"

    @property
    def delay(self) -> timedelta | None:
        """How long it took to answer."""
        return self.answered_at - self.called_at if self.answered_at else None


class AlarmDuty(models.Model):
    """That somebody is responsible for an alarm: the first receiver, then who takes it over.

    Until an offer is accepted the former stays responsible.
    """

    alarm = models.ForeignKey(
        "alarms.Alarm", on_delete=models.CASCADE, related_name="duties", verbose_name=_("alarm")
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    is_first = models.BooleanField(_("first receiver"), default=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=DutyOutcome.choices)
    offered_by = models.CharField(_("offered by"), max_length=100, blank=True)
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    answer_due_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    since = models.DateTimeField(_("responsible since"), null=True, blank=True)
    until = models.DateTimeField(_("responsible until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("responsibility for an alarm")
        verbose_name_plural = _("responsibilities for alarms")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alarm"], condition=models.Q(outcome="held"), name="duty_one_held"
            ),
            models.UniqueConstraint(
                fields=["alarm"], condition=models.Q(outcome="offered"), name="duty_one_offered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    def held_for(self, now: datetime) -> timedelta | None:
        """How long the person has been or was responsible."""
        return (self.until or now) - self.since if self.since else None
